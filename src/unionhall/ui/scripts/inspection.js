// Pages of inspections: written on the phone, sent by themselves.
import { copyButtons } from "./copy.js";
import { inspecting } from "./inspecting.js";
import { page } from "./page.js";
import { queue } from "./queue.js";
import { queueView } from "./queueview.js";

page();
copyButtons();

let box = null;
const views = Array.from(document.querySelectorAll("[data-queue]")).map((root) => queueView(root, () => box));
const done = document.querySelector("[data-inspection-done]");

function tellDone(state, about) {
  if (!done || !about || done.dataset.for !== about.key) return;
  const name = state === "sent" ? "sent" : state === "refused" ? "refused" : state === "closed" ? "closed" : "waiting";
  done.querySelectorAll("[data-done-state]").forEach((words) => {
    words.hidden = words.dataset.doneState !== name;
  });
  const link = done.querySelector("[data-done-link]");
  if (state === "sent" && about.receipt && about.receipt.url) {
    link.href = about.receipt.url;
    link.hidden = false;
  }
  if (state === "refused") done.querySelector("[data-done-why]").textContent = about.refused;
}

box = queue((state, entries, about) => {
  views.forEach((view) => view(state, entries, about));
  tellDone(state, about);
});
document.querySelectorAll("form[data-inspection]").forEach((form) => inspecting(form, () => box));
