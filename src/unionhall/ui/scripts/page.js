// What every page needs: focus on the summary of errors, drafts, printing, and forgetting everything on leaving.
import { app } from "./app.js";
import { drafts } from "./drafts.js";
import { unsent } from "./unsent.js";
import { waiting } from "./waiting.js";
import { forgetStore } from "./store.js";

function forget(storage) {
  Object.keys(storage)
    .filter((name) => name.indexOf("uh:") === 0)
    .forEach((name) => storage.removeItem(name));
}

export function page() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  drafts();
  unsent();
  app();
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("form[data-forget]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      const stop = document.querySelector("[data-leave-url]"); // a page that says what would be lost, and asks
      if (waiting() && stop && !form.hasAttribute("data-forget-all")) {
        event.preventDefault();
        window.location.href = stop.dataset.leaveUrl;
        return;
      }
      forgetStore();
      if (window.caches) window.caches.delete("uh-field");
      try {
        forget(window.localStorage);
        forget(window.sessionStorage);
      } catch (error) {
        // no storage, nothing kept
      }
    });
  });
}
