// What is shown of a picture that was chosen: itself, small, and what may be done with it.
import { isUpright } from "./shrink.js";

// Whether this browser can put pictures into a field.
export function mayPut() {
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

// A row for the list. `away` takes the picture out, `blot` opens it.
export function chosenRow(photo, n, say, { away, blot }) {
  const made = document.createElement("li");
  made.className = "photo photo-chosen";
  if (photo.canvas) {
    const picture = document.createElement("img");
    picture.alt = say("photo", { n });
    picture.src = photo.canvas.toDataURL("image/jpeg", 0.5);
    made.appendChild(picture);
    const blots = button(say("blot"), blot);
    blots.className = "photo-blot";
    blots.setAttribute("aria-label", say("blotOf", { n }));
    made.appendChild(blots);
  } else {
    made.appendChild(document.createTextNode(photo.file.name));
  }
  const gone = button("×", away);
  gone.setAttribute("aria-label", say("away", { n }));
  made.appendChild(gone);
  return made;
}
