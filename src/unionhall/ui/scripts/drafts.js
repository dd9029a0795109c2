// A form[data-draft] keeps what is typed for this tab, so that an error, a reload or a dead network loses nothing.

const PREFIX = "uh:draft:";
const SENT = "uh:sent"; // the draft that was submitted last
const NEVER = ["password", "file", "hidden", "submit", "button"];

function storage(use) {
  try {
    return use(window.sessionStorage);
  } catch (error) {
    return null; // private windows may have none; the server still gives back what was sent
  }
}

const isTick = (field) => field.type === "radio" || field.type === "checkbox";

function draft(form) {
  const key = PREFIX + form.dataset.draft;
  const fields = Array.from(form.elements).filter((field) => field.name && NEVER.indexOf(field.type) < 0);
  const kept = form.hasAttribute("data-bound") ? null : storage((s) => JSON.parse(s.getItem(key)));
  (kept || []).forEach(([name, value, checked]) => {
    const field = fields.find((one) => one.name === name && (checked === null || one.value === value));
    if (!field) return;
    if (checked !== null) field.checked = checked;
    else if (!field.value || field.tagName === "SELECT") field.value = value;
  });
  const keep = () => {
    const values = fields.map((field) => [field.name, field.value, isTick(field) ? field.checked : null]);
    storage((s) => s.setItem(key, JSON.stringify(values)));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => {
    if (navigator.onLine !== false) storage((s) => s.setItem(SENT, form.dataset.draft));
  });
}

// A submitted form that is not on the next page was accepted. If it is there again, it was not, or never arrived.
function settle() {
  const sent = storage((s) => s.getItem(SENT));
  if (!sent || document.querySelector("[data-online-reload]")) return; // the page without network tells nothing
  storage((s) => s.removeItem(SENT));
  const isBack = Array.from(document.querySelectorAll("form[data-draft]")).some((form) => form.dataset.draft === sent);
  if (!isBack) storage((s) => s.removeItem(PREFIX + sent));
}

export function drafts() {
  settle();
  window.addEventListener("pageshow", (event) => event.persisted && settle());
  document.querySelectorAll("[data-draft-done]").forEach((mark) => {
    storage((s) => s.removeItem(PREFIX + mark.dataset.draftDone));
  });
  document.querySelectorAll("form[data-draft]").forEach(draft);
}
