// A textarea[data-editor] becomes an editor that writes Markdown into it. Without this script it is a textarea.
import { baseKeymap } from "prosemirror-commands";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, Plugin } from "prosemirror-state";
import { isInTable, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { ACTS, KEYS } from "./editing.js";
import { linkTools, uploads } from "./inserting.js";
import { read, write } from "./markdown.js";
import { cleaned } from "./paste.js";
import { OURS, schema } from "./schema.js";

// Below a table at the end one must be able to go on writing.
const endless = new Plugin({
  appendTransaction: (_done, _before, { doc, tr }) =>
    doc.lastChild.type === schema.nodes.paragraph ? null : tr.insert(doc.content.size, schema.nodes.paragraph.create()),
});

function editor(field, pattern) {
  const tools = pattern.cloneNode(true);
  tools.hidden = false;
  const place = document.createElement("div");
  place.className = "editor";
  field.parentNode.insertBefore(place, field);
  field.hidden = true;
  const hint = document.getElementById(`${field.id}-hint`); // how to write Markdown by hand
  if (hint) hint.hidden = true;
  const label = document.querySelector(`label[for="${field.id}"]`);
  const said = tools.querySelector("[data-said]");
  let view = null;
  const own = linkTools(tools, () => view);
  const files = uploads(tools, () => view);
  const show = (state) => {
    tools.querySelector("[data-in-table]").hidden = !isInTable(state);
  };
  view = new EditorView(place, {
    state: EditorState.create({
      doc: read(field.value),
      plugins: [history(), keymap(KEYS), keymap(baseKeymap), tableEditing(), endless],
    }),
    attributes: { "aria-label": label ? label.textContent.trim() : "", "aria-multiline": "true", role: "textbox", class: "prose" },
    transformPastedHTML: (html) =>
      cleaned(
        html,
        (src) => OURS.test(src),
        (n) => {
          said.textContent = tools.dataset.leftOut.replace("{n}", String(n));
        },
      ),
    handlePaste: (_view, event) => {
      const { files: pasted, types } = event.clipboardData || {};
      if (!pasted || !pasted.length || Array.from(types).indexOf("text/html") >= 0) return false;
      files.sendAll(pasted);
      return true;
    },
    dispatchTransaction: (transaction) => {
      view.updateState(view.state.apply(transaction));
      show(view.state);
      if (!transaction.docChanged) return;
      field.value = write(view.state.doc);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  place.insertBefore(tools, place.firstChild);
  if (label) label.addEventListener("click", () => view.focus());
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const act = own[button.dataset.do] || (button.dataset.do === "file" && files.file);
    if (act) {
      act();
      return;
    }
    ACTS[button.dataset.do](view.state, view.dispatch, view);
    view.focus();
  });
}

const pattern = document.querySelector("[data-editor-tools]");
if (pattern) {
  pattern.remove();
  document.querySelectorAll("textarea[data-editor]").forEach((field) => editor(field, pattern));
}
