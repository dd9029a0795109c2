// Blotting out what is on a picture: rectangles by finger or mouse, by the arrow keys and Enter, or the whole of it made
// coarse. What is covered is painted over, not veiled: nobody gets it back from what is sent.
import { coarse, copyOf } from "./canvases.js";
import { dragging } from "./dragging.js";

const COLUMNS = 12; // squares of the keyboard's cursor
const INK = "#26221c";

// `photo.canvas` is changed when one is done; `say(name, values)` gives the words; `done` closes it.
export function blotter(photo, say, done) {
  photo.whole = photo.whole || copyOf(photo.canvas); // as it was taken, in memory alone
  photo.blots = photo.blots || [];
  const shown = copyOf(photo.canvas);
  const pen = shown.getContext("2d");
  const side = shown.width / COLUMNS;
  const cell = { x: 0, y: 0 };
  let isKeyed = false;

  function paint(canvas, blots) {
    const on = canvas.getContext("2d");
    on.drawImage(photo.whole, 0, 0);
    if (photo.isCoarse) coarse(canvas);
    on.fillStyle = INK;
    blots.forEach((blot) => on.fillRect(blot.x, blot.y, blot.w, blot.h));
  }

  const told = Object.assign(document.createElement("p"), { className: "hint" });
  told.setAttribute("role", "status");
  function draw(more) {
    paint(shown, more ? photo.blots.concat(more) : photo.blots);
    told.textContent = photo.isCoarse ? say("coarse") : say("blots", { n: photo.blots.length });
    if (!isKeyed) return;
    pen.lineWidth = Math.max(3, shown.width / 200);
    pen.strokeStyle = "#fff";
    pen.strokeRect(cell.x * side, cell.y * side, side, side);
    pen.setLineDash([pen.lineWidth * 2, pen.lineWidth * 2]);
    pen.strokeStyle = INK;
    pen.strokeRect(cell.x * side, cell.y * side, side, side);
    pen.setLineDash([]);
  }

  dragging(shown, {
    begun: () => (isKeyed = false),
    drawn: (rect) => draw(rect),
    done: (rect) => {
      if (rect) photo.blots.push(rect);
      draw();
    },
  });

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  shown.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const isFirst = !isKeyed;
    isKeyed = true;
    if (step && !isFirst) {
      cell.x = Math.max(0, Math.min(COLUMNS - 1, cell.x + step[0]));
      cell.y = Math.max(0, Math.min(Math.ceil(shown.height / side) - 1, cell.y + step[1]));
    } else if (!step) {
      photo.blots.push({ x: cell.x * side, y: cell.y * side, w: side, h: side });
    }
    draw();
  });

  const box = document.createElement("div");
  box.className = "blotter";
  const hint = Object.assign(document.createElement("p"), { className: "hint", textContent: say("blotHint") });
  shown.tabIndex = 0;
  shown.setAttribute("aria-label", say("blotKeys"));
  const acts = document.createElement("div");
  acts.className = "acts";
  const add = (name, look, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn ${look}`;
    made.textContent = say(name);
    made.addEventListener("click", act);
    acts.appendChild(made);
  };
  add("blotDone", "btn-primary", () => {
    paint(photo.canvas, photo.blots);
    done();
  });
  add("blotBack", "btn-secondary", () => {
    if (photo.isCoarse) photo.isCoarse = false;
    else photo.blots.pop();
    draw();
  });
  add("blotAll", "btn-secondary", () => {
    photo.isCoarse = true;
    draw();
  });
  [hint, shown, told, acts].forEach((part) => box.appendChild(part));
  draw();
  return box;
}
