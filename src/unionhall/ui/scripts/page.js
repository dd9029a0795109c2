// What every page needs: focus on the summary of errors, drafts, and print buttons.
import { drafts, forgetDrafts } from "./drafts.js";

export function page() {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  document.querySelectorAll("form[data-draft]").forEach(drafts);
  forgetDrafts();
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
