// Links and files that are put into an editor's text.
import { schema } from "./schema.js";

const { marks, nodes } = schema;

export function linkTools(tools, view) {
  const row = tools.querySelector("[data-link-row]");
  const address = tools.querySelector("[data-link-address]");
  const put = (state, href) => {
    const { from, to, empty } = state.selection;
    const tr = state.tr.removeMark(from, to, marks.link);
    if (href && empty) tr.insert(from, schema.text(href, [marks.link.create({ href })]));
    else if (href) tr.addMark(from, to, marks.link.create({ href }));
    view().dispatch(tr);
    row.hidden = true;
    view().focus();
  };
  return {
    link: () => {
      row.hidden = !row.hidden;
      if (!row.hidden) address.focus();
    },
    "link-set": () => address.value && put(view().state, address.value.indexOf(":") < 0 ? `https://${address.value}` : address.value),
    "link-off": () => put(view().state, ""),
  };
}

export function uploads(tools, view) {
  const { uploadUrl, uploading, failed } = tools.dataset;
  const said = tools.querySelector("[data-said]");
  const chooser = tools.querySelector("[data-file]");
  const unit = document.querySelector("[name=unit]");
  const send = (file) => {
    const body = new FormData();
    body.append("file", file);
    if (unit) body.append("unit", unit.value);
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    said.textContent = uploading;
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    return window
      .fetch(uploadUrl, { method: "POST", body, headers, credentials: "same-origin" })
      .then((answer) => answer.json())
      .then((kept) => {
        said.textContent = kept.text || "";
        if (!kept.url) return;
        const { state } = view();
        view().dispatch(state.tr.replaceSelectionWith(nodes.image.create({ src: kept.url, alt: kept.name })).scrollIntoView());
      })
      .catch(() => {
        said.textContent = failed;
      });
  };
  const sendAll = (files) => Array.from(files).reduce((before, file) => before.then(() => send(file)), Promise.resolve());
  chooser.addEventListener("change", () => {
    sendAll(chooser.files);
    chooser.value = "";
  });
  return { file: () => chooser.click(), sendAll };
}
