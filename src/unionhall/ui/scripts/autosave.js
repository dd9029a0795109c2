// A form[data-autosave-url] saves itself, part by part ([data-part]). What changed is kept on the device at once and sent
// together: after a short rest, after so many changes, and when the page is left. Without this script its buttons save.
import { PREFIX, outbox, read } from "./outbox.js";
import { isChoice, restore, valuesOf } from "./parts.js";

const PAUSE = 2000; // ms without a change until what changed is sent
const MOST = 10; // changes that wait for each other
const KEYS = 1000; // ms without a key until what is typed is kept, so that a phone that dies takes little with it

function speaker(notice) {
  return (state, receipt) => {
    const time = receipt.time || (receipt.saved_at || "").slice(11, 19);
    notice.classList.toggle("is-saving", state === "saving");
    notice.classList.toggle("is-offline", ["offline", "unsaved", "refused"].indexOf(state) >= 0);
    notice.querySelector("use").setAttribute("href", notice.getAttribute(`data-icon-${state}`));
    const words = receipt.text || notice.getAttribute(`data-${state}`);
    notice.querySelector("[data-saved-text]").textContent = words.replace("{time}", time);
  };
}

export function autosave(form) {
  const key = form.dataset.autosaveKey;
  const notice = document.querySelector("[data-saved-notice]");
  const say = notice ? speaker(notice) : () => {};
  const known = Number(form.dataset.autosaveSeq) || 0;
  let seq = known;
  let changes = 0;
  let resting = 0;
  let typing = 0;
  let typedIn = null;

  const box = outbox((about, state, receipt) => {
    if (about !== key) return; // another page's answers went out
    if (receipt.seq) seq = Math.max(seq, receipt.seq);
    say(state === "saved" && box.kept(key) ? "unsaved" : state, receipt); // more has changed while they went
  });

  function take(entry) {
    if (entry.seq <= seq) return;
    seq = entry.seq;
    form.querySelectorAll("[data-part]").forEach((part) => {
      const values = entry.parts[part.dataset.part];
      if (values) restore(part, values);
    });
    form.dispatchEvent(new Event("restored"));
  }

  const left = read(key);
  if (left && left.seq > known) take(left);
  else box.drop(key); // the server has it, or has something newer
  window.addEventListener("storage", (event) => {
    const entry = event.key === PREFIX + key && read(key); // another tab of this browser has put something newer
    if (entry) take(entry);
  });

  function send() {
    window.clearTimeout(resting);
    changes = 0;
    box.flush();
  }

  // What was not acknowledged goes on waiting with what is new, under the newest number.
  function keep(part) {
    window.clearTimeout(typing);
    typedIn = null;
    const waiting = box.kept(key);
    seq = Math.max(seq, waiting ? waiting.seq : 0) + 1;
    const parts = Object.assign({}, waiting ? waiting.parts : {});
    parts[part.dataset.part] = valuesOf(part);
    const { autosaveUrl: url, autosaveToken: token = "" } = form.dataset;
    box.keep(key, { seq, url, token, parts, at: Date.now() });
    if (navigator.onLine !== false) say("unsaved", {});
    changes += 1;
    window.clearTimeout(resting);
    if (changes >= MOST || navigator.onLine === false) send();
    else resting = window.setTimeout(send, PAUSE);
  }

  const partOf = (event) => event.target.closest("[data-part]");
  form.addEventListener("change", (event) => partOf(event) && keep(partOf(event)));
  form.addEventListener("input", (event) => {
    const part = partOf(event);
    if (!part || isChoice(event.target) || event.target.tagName === "SELECT") return; // "change" comes at once
    window.clearTimeout(typing);
    typedIn = part;
    typing = window.setTimeout(() => keep(part), KEYS);
  });
  function leave() {
    if (typedIn) keep(typedIn);
    send();
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  window.addEventListener("pagehide", leave);
  form.addEventListener("submit", () => {
    const field = form.querySelector("[name=seq]");
    if (field) field.value = String(seq + 1);
    // What waits is kept: if this post does not arrive, it is all there is. If it does, what waits is overtaken.
  });
  send();
}
