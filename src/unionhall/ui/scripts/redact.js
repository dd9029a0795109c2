// Pictures chosen in an input[data-photos]: made small, shown, and blotted out where somebody wants it, before they leave
// the phone; the file's own name stays behind too. Where a browser can not do it, the field is an ordinary one and the
// server draws every picture anew.
import { blotter } from "./blotter.js";
import { chosenRow, mayPut } from "./chosen.js";
import { canvasOf, jpegOf } from "./shrink.js";

export function redacting(input) {
  if (!mayPut()) return;
  const say = (name, values) =>
    input.dataset[name].replace(/\{(\w+)\}/g, (_whole, key) => (values && key in values ? values[key] : ""));
  const place = input.closest("li");
  const list = place ? place.parentNode : document.createElement("ul");
  if (!place) {
    list.className = "photos";
    input.parentNode.insertBefore(list, input);
  }
  let photos = []; // {canvas} or, where it can not be drawn, {file}
  let open = null; // the picture that is being blotted out
  let working = Promise.resolve();
  let isBusy = false;

  const fileOf = (photo, n) =>
    photo.canvas ? jpegOf(photo.canvas).then((blob) => new File([blob], `${n + 1}.jpg`, { type: "image/jpeg" })) : photo.file;

  function put() {
    isBusy = true;
    working = working
      .then(() => Promise.all(photos.map(fileOf)))
      .then((files) => {
        const all = new DataTransfer();
        files.forEach((file) => all.items.add(file));
        input.files = all.files;
        isBusy = false;
      });
    return working;
  }

  function close() {
    if (open) open.remove();
    open = null;
  }

  function edit(photo, row) {
    close();
    open = blotter(photo, say, () => {
      close();
      show();
      put();
      input.focus();
    });
    list.parentNode.insertBefore(open, list.nextSibling);
    open.querySelector("canvas").focus();
    open.scrollIntoView({ block: "nearest" });
    row.setAttribute("aria-current", "true");
  }

  const row = (photo, n) => {
    const made = chosenRow(photo, n, say, {
      away: () => {
        photos = photos.filter((other) => other !== photo);
        close();
        show();
        put();
      },
      blot: () => edit(photo, made),
    });
    return made;
  };

  function show() {
    Array.from(list.querySelectorAll(".photo-chosen")).forEach((old) => old.remove());
    photos.forEach((photo, n) => list.insertBefore(row(photo, n + 1), place));
  }

  input.addEventListener("change", () => {
    const chosen = Array.from(input.files);
    isBusy = true;
    Promise.all(chosen.map((file) => canvasOf(file).then((canvas) => ({ canvas }), () => ({ file })))).then((read) => {
      photos = photos.concat(read);
      show();
      return put();
    });
  });

  let pressed = null;
  input.form.addEventListener("click", (event) => {
    pressed = event.target.closest("button");
  });
  input.form.addEventListener("submit", (event) => {
    if (!isBusy) return;
    event.preventDefault(); // large pictures are still being drawn
    const again = pressed;
    const wait = () => (isBusy ? setTimeout(wait, 100) : again ? again.click() : input.form.submit());
    wait();
  });
}
