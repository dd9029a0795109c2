// Photographs of the items of a form that is kept on the phone: made small, shown, taken away again.
import { shrink } from "./shrink.js";
import { randomKey } from "./store.js";

// `draft.photos` holds them; `say(name, values)` gives the page's words; `changed` keeps the draft; `tell` says a sentence.
export function photos(draft, say, changed, tell) {
  function thumb(item, photo, place) {
    const row = document.createElement("li");
    row.className = "photo";
    const picture = document.createElement("img");
    picture.alt = say("photo", { n: place });
    picture.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = "×";
    away.setAttribute("aria-label", say("photoAway", { n: place }));
    away.addEventListener("click", () => {
      draft.photos = draft.photos.filter((other) => other !== photo);
      show(item);
      changed();
    });
    row.appendChild(picture);
    row.appendChild(away);
    return row;
  }

  function show(item) {
    const list = item.querySelector("[data-photo-list]");
    list.textContent = "";
    const mine = draft.photos.filter((photo) => photo.item === item.dataset.item);
    mine.forEach((photo, place) => list.appendChild(thumb(item, photo, place + 1)));
  }

  function take(item) {
    const input = item.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      Promise.all(Array.from(input.files).map(shrink))
        .then((small) => {
          small.forEach((photo) => draft.photos.push(Object.assign({ key: randomKey(), item: item.dataset.item }, photo)));
          input.value = "";
          show(item);
          return changed();
        })
        .catch(() => tell(say("photoBroken")));
    });
  }

  return { show, take };
}
