// The batch bar shows once something is ticked and says how many. Without this script it always stands there.

export function batchBars() {
  document.querySelectorAll("[data-batch-bar]").forEach((bar) => {
    const form = bar.closest("form");
    const count = bar.querySelector("[data-batch-count]");
    const boxes = () => Array.from(form.querySelectorAll("input[type=checkbox][name=pick]"));
    const update = () => {
      const ticked = boxes().filter((box) => box.checked);
      bar.hidden = ticked.length === 0;
      if (count) count.textContent = bar.dataset.text.replace("{n}", String(ticked.length));
      boxes().forEach((box) => {
        const row = box.closest("li, tr");
        if (row) row.classList.toggle("is-ticked", box.checked);
      });
    };
    form.addEventListener("change", update);
    const none = bar.querySelector("[data-batch-none]");
    if (none) {
      none.addEventListener("click", (event) => {
        event.preventDefault();
        boxes().forEach((box) => {
          box.checked = false;
        });
        update();
      });
    }
    update();
  });
}
