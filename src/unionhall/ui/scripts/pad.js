// A canvas[data-pad] on which one signs with a finger; the drawing goes into the hidden field that it names, as a PNG.

function lineFrom(canvas) {
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = "#26221c"; // ink, whatever the mode: it is printed on paper
  return pen;
}

export function pad(canvas, changed) {
  const field = document.getElementById(canvas.dataset.pad);
  const pen = lineFrom(canvas);
  let isDown = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const point = event.touches ? event.touches[0] : event;
    return [((point.clientX - box.left) * canvas.width) / box.width, ((point.clientY - box.top) * canvas.height) / box.height];
  };
  const down = (event) => {
    isDown = true;
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  };
  const move = (event) => {
    if (!isDown) return;
    pen.lineTo(...at(event));
    pen.stroke();
    event.preventDefault(); // the page stays where it is while one signs
  };
  const up = () => {
    if (!isDown) return;
    isDown = false;
    field.value = canvas.toDataURL("image/png");
    changed();
  };
  [["mousedown", down], ["touchstart", down], ["mousemove", move], ["touchmove", move]].forEach(([name, act]) =>
    canvas.addEventListener(name, act, { passive: false }),
  );
  ["mouseup", "mouseleave", "touchend", "touchcancel"].forEach((name) => canvas.addEventListener(name, up));

  const wipe = () => pen.clearRect(0, 0, canvas.width, canvas.height);
  const again = document.querySelector(`[data-pad-again="${canvas.dataset.pad}"]`);
  if (again) {
    again.hidden = false;
    again.addEventListener("click", () => {
      wipe();
      field.value = "";
      changed();
    });
  }
  return {
    show(value) {
      wipe();
      if (!value) return;
      const picture = new Image();
      picture.onload = () => pen.drawImage(picture, 0, 0);
      picture.src = value;
    },
  };
}
