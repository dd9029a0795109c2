// An inspection that is handed in: what is still missing, and what goes out for it, the record first, then its photos.

const isDone = (item) => Boolean(item.querySelector("input[type=radio]:checked"));

// How far one is; where something is wrong, what was found can be told.
export function tellDone(items, say) {
  items.forEach((item) => {
    item.querySelector("[data-found]").hidden = !item.querySelector("input[value=no]").checked;
  });
  const done = items.filter(isDone).length;
  const bar = document.querySelector("[data-items-done]");
  if (bar) bar.value = done;
  document.querySelector("[data-items-told]").textContent = say("told", { done, n: items.length });
}

// Says what is missing, beside the button, and leads there.
export function isWrong(form, items, say) {
  const open = items.filter((item) => !isDone(item));
  const told = document.querySelector("[data-inspection-wrong]");
  const sure = form.querySelector("[name=sure]");
  const words = open.length ? say("left", { n: open.length }) : sure && !sure.checked ? say("unsigned") : "";
  told.hidden = !words;
  told.querySelector("[data-wrong-text]").textContent = words;
  if (words) (open.length ? open[0].querySelector("input") : sure).focus();
  return Boolean(words);
}

export function records(form, draft, say) {
  const { title, photoUrl } = form.dataset;
  const at = Date.now();
  const fields = draft.values.concat([["key", draft.id], ["began", draft.began], ["ended", new Date().toISOString()]]);
  const photos = draft.photos.map((photo, place) => ({
    key: photo.key,
    url: photoUrl,
    title: say("photoOf", { title, n: photo.item }),
    fields: [["key", photo.key], ["inspection", draft.id], ["item", photo.item], ["owner", draft.owner]],
    files: [{ name: "photo", type: photo.type, bytes: photo.bytes }],
    at: at + 1 + place,
  }));
  return [{ key: draft.id, url: form.action, title, fields, files: [], at }].concat(photos);
}
