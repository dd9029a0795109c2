// Pictures chosen in an input[data-photos]: made small, shown, and blotted out where somebody wants it, before they leave
// the phone; the file's own name stays behind too. Where a browser can not do it, the field is an ordinary one and the
// server draws every picture anew.
import { blotter } from "./blotter.js";
import { canvasOf, isUpright, jpegOf } from "./shrink.js";

function mayPut() {
  try {
    return isUpright() && Boolean(new DataTransfer().items.add);
  } catch (error) {
    return false;
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

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

  function row(photo, n) {
    const made = document.createElement("li");
    made.className = "photo photo-chosen";
    const away = button("×", () => {
      photos = photos.filter((other) => other !== photo);
      close();
      show();
      put();
    });
    away.setAttribute("aria-label", say("away", { n }));
    if (photo.canvas) {
      const picture = document.createElement("img");
      picture.alt = say("photo", { n });
      picture.src = photo.canvas.toDataURL("image/jpeg", 0.5);
      made.appendChild(picture);
      const blot = button(say("blot"), () => edit(photo, made));
      blot.className = "photo-blot";
      blot.setAttribute("aria-label", say("blotOf", { n }));
      made.appendChild(blot);
    } else {
      made.appendChild(document.createTextNode(photo.file.name));
    }
    made.appendChild(away);
    return made;
  }

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
