// A form[data-inspection] is filled in where there may be no network: everything is kept on the phone as it is written, and
// when it is handed in it waits in the queue until the server has it. Without this script it is an ordinary form.
import { pad } from "./pad.js";
import { photos } from "./photos.js";
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

  const isDone = (item) => Boolean(item.querySelector("input[type=radio]:checked"));

  function show() {
    items.forEach((item) => {
      const found = item.querySelector("[data-found]");
      const bad = item.querySelector("input[value=no]");
      found.hidden = !bad.checked;
    });
    const done = items.filter(isDone).length;
    const bar = document.querySelector("[data-items-done]");
    if (bar) bar.value = done;
    document.querySelector("[data-items-told]").textContent = say("told", { done, n: items.length });
  }

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

  function wrong() {
    const open = items.filter((item) => !isDone(item));
    const told = document.querySelector("[data-inspection-wrong]");
    const sure = form.querySelector("[name=sure]");
    const words = open.length ? say("left", { n: open.length }) : sure && !sure.checked ? say("unsigned") : "";
    told.hidden = !words;
    told.querySelector("[data-wrong-text]").textContent = words;
    if (words) (open.length ? open[0].querySelector("input") : sure).focus();
    return Boolean(words);
  }

  function handIn(event) {
    event.preventDefault();
    if (wrong()) return;
    remember();
    const title = form.dataset.title;
    const at = Date.now();
    const values = draft.values.concat([["key", draft.id], ["began", draft.began], ["ended", new Date().toISOString()]]);
    const record = { key: draft.id, url: form.action, title, fields: values, files: [], at };
    const photos = draft.photos.map((photo, place) => ({
      key: photo.key,
      url: form.dataset.photoUrl,
      title: say("photoOf", { title, n: photo.item }),
      fields: [["key", photo.key], ["inspection", draft.id], ["item", photo.item], ["owner", owner]],
      files: [{ name: "photo", type: photo.type, bytes: photo.bytes }],
      at: at + 1 + place,
    }));
    window.clearTimeout(resting);
    box()
      .put([record].concat(photos))
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
