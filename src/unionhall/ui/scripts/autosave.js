// A form[data-autosave-url] saves itself whenever an answer changes. Without this script its own buttons save.
import { PREFIX, outbox, put, read } from "./outbox.js";

const PAUSE = 1000; // ms without a key until what is typed is saved, so that a phone that dies takes little with it
const OURS = ["seq", "token", "csrfmiddlewaretoken"]; // never taken from an older page

function valuesOf(form) {
  return Array.from(new FormData(form).entries()).filter(([, value]) => typeof value === "string");
}

function restore(form, values) {
  Array.from(form.elements).forEach((field) => {
    if (!field.name || OURS.indexOf(field.name) >= 0 || field.type === "hidden" || field.tagName === "BUTTON") return;
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = mine.indexOf(field.value) >= 0;
    else if (mine.length) field.value = mine[0];
  });
}

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

  const box = outbox((about, state, receipt) => {
    if (about !== key) return; // another page's answer went out
    if (receipt.seq) seq = Math.max(seq, receipt.seq);
    say(state, receipt);
  });

  function take(entry) {
    if (entry.seq <= seq) return;
    seq = entry.seq;
    restore(form, entry.values);
  }

  const left = read(key);
  if (left && left.seq > known) take(left);
  else put(key, null); // the server has it, or has something newer
  window.addEventListener("storage", (event) => {
    const entry = event.key === PREFIX + key && read(key); // another tab of this browser has put something newer
    if (entry) take(entry);
  });

  let typing = 0;
  function keep() {
    window.clearTimeout(typing);
    seq += 1;
    const { autosaveUrl: url, autosaveToken: token = "" } = form.dataset;
    box.add(key, { seq, url, token, values: valuesOf(form), at: Date.now() });
  }
  form.addEventListener("change", keep);
  form.addEventListener("input", (event) => {
    if (["text", "textarea", "search", "tel", "number"].indexOf(event.target.type) < 0) return; // "change" comes at once
    window.clearTimeout(typing);
    typing = window.setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    const field = form.querySelector("[name=seq]");
    if (field) field.value = String(seq + 1);
    // What waits is kept: if this post does not arrive, it is all there is. If it does, what waits is overtaken.
  });
  box.flush();
}
