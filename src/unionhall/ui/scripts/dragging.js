// Rectangles drawn on a canvas by finger or mouse: `begun`, `drawn(rect)` while it grows, `done(rect)` with nothing for a
// mere touch. Old phones know no pointer events.

const LEAST = 4; // of a side; less is a touch

export function dragging(canvas, { begun, drawn, done }) {
  let from = null;
  let last = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const point = event.touches && event.touches.length ? event.touches[0] : event;
    return { x: ((point.clientX - box.left) * canvas.width) / box.width, y: ((point.clientY - box.top) * canvas.height) / box.height };
  };
  const rect = (to) => ({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y) });
  const down = (event) => {
    begun();
    from = at(event);
    last = null;
    event.preventDefault();
    canvas.focus();
  };
  const move = (event) => {
    if (!from) return;
    last = rect(at(event));
    drawn(last);
    event.preventDefault();
  };
  const up = () => {
    const found = from && last && last.w > LEAST && last.h > LEAST ? last : null;
    from = last = null;
    done(found);
  };
  [["mousedown", down], ["touchstart", down], ["mousemove", move], ["touchmove", move]].forEach(([name, act]) =>
    canvas.addEventListener(name, act, { passive: false }),
  );
  ["mouseup", "mouseleave", "touchend", "touchcancel"].forEach((name) => canvas.addEventListener(name, up));
}
