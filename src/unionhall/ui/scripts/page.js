// What every page needs: focus on the summary of errors, drafts, printing, and forgetting everything on leaving.
import { drafts } from "./drafts.js";

function forget(storage) {
  Object.keys(storage)
    .filter((name) => name.indexOf("uh:") === 0)
    .forEach((name) => storage.removeItem(name));
}

export function page() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  drafts();
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("form[data-forget]").forEach((form) => {
    form.addEventListener("submit", () => {
      try {
        forget(window.localStorage);
        forget(window.sessionStorage);
      } catch (error) {
        // no storage, nothing kept
      }
    });
  });
}
