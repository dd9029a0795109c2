// A textarea[data-briefing] whose tokens, {{f1}}, stand as chips that say what they are. The textarea stays what is sent;
// where the browser can not edit plain text in place, it stays what one sees, too.
import { caret, insert, written } from "./cursor.js";

const TOKEN = /\{\{\s*([ft]\d{1,3}|day)\s*\}\}/g;

function chip(key, says) {
  const made = document.createElement("span");
  made.className = "cited";
  made.contentEditable = "false";
  made.dataset.token = key;
  made.textContent = says[key] || `{{${key}}}`;
  return made;
}

function fill(place, text, says) {
  let at = 0;
  place.textContent = "";
  text.replace(TOKEN, (whole, key, start) => {
    place.appendChild(document.createTextNode(text.slice(at, start)));
    place.appendChild(chip(key, says));
    at = start + whole.length;
    return whole;
  });
  place.appendChild(document.createTextNode(text.slice(at)));
}

function editor(field, says) {
  const place = document.createElement("div");
  place.contentEditable = "plaintext-only";
  if (place.contentEditable !== "plaintext-only") return;
  place.className = "form-control briefing-text";
  place.setAttribute("role", "textbox");
  place.setAttribute("aria-multiline", "true");
  const label = document.querySelector(`label[for="${field.id}"]`);
  place.setAttribute("aria-label", label ? label.textContent.trim() : "");
  const described = field.getAttribute("aria-describedby");
  if (described) place.setAttribute("aria-describedby", described);
  fill(place, field.value, says);
  field.parentNode.insertBefore(place, field);
  field.hidden = true;
  if (label) label.addEventListener("click", () => place.focus());
  const position = field.form.elements.caret;
  const keep = () => {
    field.value = written(place).replace(/\n$/, "");
    const at = caret(place);
    if (at >= 0) position.value = String(at);
  };
  const changed = () => {
    keep();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  place.addEventListener("input", changed);
  place.addEventListener("keyup", keep);
  place.addEventListener("mouseup", keep);
  place.addEventListener("focusout", keep);
  document.querySelectorAll("[data-insert]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const key = button.dataset.insert;
      const text = (words) => document.createTextNode(words);
      const counter = button.closest("[data-cited]").dataset.counter;
      const own = key[0] === "t" ? [text("\n"), chip(key, says), text("\n")] : [chip(key, says), text(counter)];
      place.focus();
      insert(place, own);
      changed();
    });
  });
}

export function citing() {
  const says = {};
  document.querySelectorAll("[data-cited]").forEach((each) => {
    says[each.dataset.cited] = each.dataset.label;
  });
  document.querySelectorAll("textarea[data-briefing]").forEach((field) => editor(field, says));
}
