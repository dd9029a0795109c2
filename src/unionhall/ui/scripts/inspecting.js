// A form[data-inspection] is filled in where there may be no network: everything is kept on the phone as it is written, and
// when it is handed in it waits in the queue until the server has it. Without this script it is an ordinary form.
import { pad } from "./pad.js";
import { photos } from "./photos.js";
import { isWrong, records, tellDone } from "./records.js";
import { drop, keep, one, randomKey } from "./store.js";

const PAUSE = 600; // ms without a key until what is typed is kept

const isTick = (field) => field.type === "radio" || field.type === "checkbox";

export function inspecting(form, box) {
  const fields = Array.from(form.elements).filter(
    (field) => field.name && field.type !== "file" && field.name !== "csrfmiddlewaretoken" && field.name !== "key",
  );
  const items = Array.from(form.querySelectorAll("[data-item]"));
  const pads = {};
  const owner = form.elements.owner.value; // a draft is shown to nobody else who signs in on this phone
  const began = new Date().toISOString();
  const draft = { key: form.dataset.inspection, owner, id: randomKey(), began, values: [], photos: [] };
  const say = (name, values) =>
    form.dataset[name].replace(/\{(\w+)\}/g, (_whole, key) => (values && key in values ? values[key] : ""));
  const notice = document.querySelector("[data-saved-text]");
  let resting = 0;

    const show = () => tellDone(items, say);

  function remember() {
    window.clearTimeout(resting);
    draft.at = Date.now();
    draft.values = fields.filter((field) => !isTick(field) || field.checked).map((field) => [field.name, field.value]);
    return keep("drafts", draft).then((isKept) => {
      notice.textContent = say(isKept ? "kept" : "unkept");
    });
  }

  const album = photos(draft, say, () => remember(), (words) => {
    notice.textContent = words;
  });

  function restore(kept) {
    Object.assign(draft, kept);
    fields.forEach((field) => {
      if (field.type === "hidden" && !(field.id in pads)) return;
      const mine = draft.values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isTick(field)) field.checked = mine.indexOf(field.value) >= 0;
      else field.value = mine.length ? mine[0] : "";
    });
    Object.keys(pads).forEach((id) => pads[id].show(document.getElementById(id).value));
    items.forEach(album.show);
    notice.textContent = say("restored");
  }

  function handIn(event) {
    event.preventDefault();
    if (isWrong(form, items, say)) return;
    remember();
    window.clearTimeout(resting);
    box()
      .put(records(form, draft, say))
      .then(() => drop("drafts", draft.key))
      .then(() => {
        const done = document.querySelector("[data-inspection-done]");
        form.hidden = true;
        done.hidden = false;
        done.dataset.for = draft.id;
        done.querySelector("h2").focus();
        window.scrollTo(0, 0);
      });
  }

  form.querySelectorAll("canvas[data-pad]").forEach((canvas) => {
    canvas.hidden = false;
    pads[canvas.dataset.pad] = pad(canvas, remember);
  });
  items.forEach(album.take);
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    show();
    remember();
  });
  form.addEventListener("input", () => {
    window.clearTimeout(resting);
    resting = window.setTimeout(remember, PAUSE);
  });
  form.addEventListener("submit", handIn);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !form.hidden && remember());
  if (window.caches && navigator.serviceWorker && !navigator.serviceWorker.controller) {
    // the first page of this device came past the service worker (sw.js); it names nobody and may be kept
    window.caches.open("uh-field").then((pages) => pages.add(window.location.href)).catch(() => {});
  }
  one("drafts", draft.key).then((kept) => {
    if (kept && kept.owner === owner) restore(kept);
    show();
    form.dataset.ready = "";
  });
}
