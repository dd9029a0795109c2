// A form that is sent without network stays where it is, with a sentence; a browser's own page would take it away.
// Papers and inspections have queues of their own, which have refused the event before it comes here.

const isOff = () => navigator.onLine === false;

function say(form, button, words) {
  const old = form.querySelector("[data-unsent-said]");
  if (old) old.remove();
  const place = button && button.closest(".acts, .acts-foot");
  const told = words.content.firstElementChild.cloneNode(true);
  form.insertBefore(told, place && place.parentNode === form ? place : null);
  told.focus();
  window.addEventListener("online", () => told.remove(), { once: true });
}

export function unsent() {
  const words = document.querySelector("template[data-unsent]");
  if (!words) return;
  document.addEventListener("submit", (event) => {
    if (!isOff() || event.defaultPrevented) return;
    event.preventDefault();
    say(event.target, event.submitter || document.activeElement, words);
  });
}
