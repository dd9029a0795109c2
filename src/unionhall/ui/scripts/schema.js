// What a text in the editor may consist of.
import { schema as basic } from "prosemirror-markdown";
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

export const OURS = /^\/media\/[0-9a-f]{64}\/(picture|audio|video|document)\.[a-z0-9]{3}$/;

const heading = {
  ...basic.spec.nodes.get("heading"),
  attrs: { level: { default: 1 } },
  parseDOM: ["h1", "h2", "h3"].map((tag) => ({ tag, attrs: { level: 1 } })).concat(["h4", "h5", "h6"].map((tag) => ({ tag, attrs: { level: 2 } }))),
  toDOM: (node) => [node.attrs.level === 1 ? "h3" : "h4", 0],
};

const image = {
  ...basic.spec.nodes.get("image"),
  parseDOM: [
    {
      tag: "img[src]",
      getAttrs: (dom) => OURS.test(dom.getAttribute("src")) && { src: dom.getAttribute("src"), alt: dom.getAttribute("alt") || "", title: null },
    },
  ],
  toDOM: ({ attrs }) => {
    const kind = (OURS.exec(attrs.src) || [])[1];
    if (kind === "picture") return ["img", { src: attrs.src, alt: attrs.alt || "" }];
    return ["span", { class: "editor-file" }, attrs.alt || attrs.src];
  },
};

// an item a line, as one writes them, wherever a list comes from
const tight = (name, tag) => {
  const spec = basic.spec.nodes.get(name);
  const attrs = { ...spec.attrs, tight: { default: true } };
  return { ...spec, attrs, parseDOM: [{ tag, attrs: { tight: true } }] };
};
const nodes = basic.spec.nodes
  .remove("code_block")
  .update("heading", heading)
  .update("image", image)
  .update("bullet_list", tight("bullet_list", "ul"))
  .update("ordered_list", tight("ordered_list", "ol"));
const tables = tableNodes({ tableGroup: "block", cellContent: "inline*", cellAttributes: {} });
export const schema = new Schema({ nodes: nodes.append(tables), marks: basic.spec.marks.remove("code") });
