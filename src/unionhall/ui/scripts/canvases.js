// Pictures on canvases: a copy, and one made coarse.

const COARSE = 24; // squares that are left of a picture made coarse

export function copyOf(canvas) {
  const made = document.createElement("canvas");
  made.width = canvas.width;
  made.height = canvas.height;
  made.getContext("2d").drawImage(canvas, 0, 0);
  return made;
}

export function coarse(canvas) {
  const pen = canvas.getContext("2d");
  const small = document.createElement("canvas");
  small.width = COARSE;
  small.height = Math.max(1, Math.round((COARSE * canvas.height) / canvas.width));
  small.getContext("2d").drawImage(canvas, 0, 0, small.width, small.height);
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
}
