// A form[data-paper] shows one question at a time, then the end with its button. The address says which (#q-3), so that
// reloading and going back work as between pages. Without this script all questions stand under each other.
import { isAnswered } from "./parts.js";

export function paper(form) {
  const words = (name, values) => form.dataset[name].replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  const get = (name) => form.querySelector(`[data-paper-${name}]`);
  const questions = Array.from(form.querySelectorAll("[data-part]"));
  const steps = questions.concat(form.querySelector(".paper-end"));
  const cells = Array.from(form.querySelectorAll(".answer-card a"));
  const [back, next, leave, handIn] = ["back", "next", "leave", "hand-in"].map(get);
  const place = document.querySelector("[data-paper-number]");
  let now = -1;

  function count() {
    const done = questions.map(isAnswered);
    const answered = done.filter(Boolean).length;
    const left = questions.length - answered;
    const values = { n: questions.length, done: answered, left };
    cells.forEach((cell, at) => {
      const state = at === now ? "now" : done[at] ? "done" : "still";
      cell.classList.toggle("is-answered", done[at]);
      cell.setAttribute("aria-label", words(state, { n: at + 1 }));
      if (at === now) cell.setAttribute("aria-current", "step");
      else cell.removeAttribute("aria-current");
    });
    document.querySelector(".paper-head progress").value = answered;
    form.querySelector("[data-card-summary]").textContent = words(left ? "cardSome" : "cardAll", values);
    form.querySelector("#left").textContent = words(left ? "leftSome" : "leftNone", { n: left || questions.length });
    handIn.textContent = words(left ? "handInSome" : "handIn", { n: left });
  }

  function show(at, isMoved) {
    now = at;
    const isEnd = at === questions.length;
    steps.forEach((step, one) => {
      step.hidden = one !== at;
    });
    place.textContent = isEnd ? "" : questions[at].querySelector(".paper-number").textContent;
    leave.hidden = at > 0;
    back.hidden = at === 0;
    next.hidden = isEnd;
    handIn.hidden = !isEnd;
    next.firstElementChild.textContent = at === questions.length - 1 ? form.dataset.toEnd : form.dataset.nextWords;
    const practice = !isEnd && questions[at].querySelector("[name=go]");
    if (practice) {
      const isFirst = isAnswered(questions[at]) && !questions[at].querySelector("[role=status]");
      practice.classList.toggle("btn-primary", isFirst);
      practice.classList.toggle("btn-secondary", !isFirst);
      next.classList.toggle("btn-primary", !isFirst);
      next.classList.toggle("btn-secondary", isFirst);
    }
    count();
    if (isMoved) {
      form.querySelector(".answer-card").open = false;
      window.scrollTo(0, 0);
      (steps[at].querySelector("fieldset") || steps[at]).focus({ preventScroll: true });
    }
  }

  function asked() {
    const at = steps.findIndex((step) => `#${step.id}` === window.location.hash);
    if (at >= 0) return at;
    const open = questions.findIndex((question) => !isAnswered(question));
    return Math.max(open, 0);
  }

  function go(at) {
    window.location.hash = steps[Math.min(Math.max(at, 0), questions.length)].id;
  }

  form.classList.add("is-stepped");
  form.querySelector("[name=sure]").disabled = false; // the end says how much is unanswered
  get("save").hidden = true;
  steps.forEach((step) => (step.querySelector("fieldset") || step).setAttribute("tabindex", "-1"));
  back.addEventListener("click", () => go(now - 1));
  next.addEventListener("click", () => go(now + 1));
  window.addEventListener("hashchange", () => show(asked(), true));
  form.addEventListener("change", () => show(now));
  form.addEventListener("restored", () => show(now));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault(); // leads on, as one expects of a form with one question
    go(now + 1);
  });
  show(asked());
}
