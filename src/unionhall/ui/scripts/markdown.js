// What an author sees in the editor, and the same as Markdown: the server knows only the Markdown.
import MarkdownIt from "markdown-it";
import { MarkdownParser, MarkdownSerializer, defaultMarkdownParser, defaultMarkdownSerializer, schema as basic } from "prosemirror-markdown";
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

const known = { ...defaultMarkdownParser.tokens };
["code_block", "fence", "code_inline"].forEach((name) => delete known[name]);
const tokenizer = MarkdownIt("commonmark", { html: false }).enable("table").disable(["code", "fence", "backticks"]);

const parser = new MarkdownParser(schema, tokenizer, {
  ...known,
  heading: { block: "heading", getAttrs: (token) => ({ level: token.tag === "h1" || token.tag === "h2" ? 1 : 2 }) },
  softbreak: { node: "hard_break" },
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: { block: "table_header" },
  td: { block: "table_cell" },
});

function cell(content) {
  const alone = schema.node("doc", null, [schema.node("paragraph", null, content)]);
  return serializer.serialize(alone).replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|");
}

const serializer = new MarkdownSerializer(
  {
    ...defaultMarkdownSerializer.nodes,
    heading(state, node) {
      state.write(node.attrs.level === 1 ? "# " : "### ");
      state.renderInline(node, false);
      state.closeBlock(node);
    },
    hard_break(state) {
      state.write("\n");
    },
    table(state, node) {
      const rows = [];
      node.forEach((row) => {
        const cells = [];
        row.forEach((one) => {
          cells.push(cell(one.content));
          for (let more = 1; more < (one.attrs.colspan || 1); more += 1) cells.push("");
        });
        rows.push(cells);
      });
      const width = Math.max(...rows.map((row) => row.length));
      rows.forEach((row, place) => {
        while (row.length < width) row.push("");
        state.write(`| ${row.join(" | ")} |`);
        state.ensureNewLine();
        if (place === 0) {
          state.write(`|${" --- |".repeat(width)}`);
          state.ensureNewLine();
        }
      });
      state.closeBlock(node);
    },
  },
  defaultMarkdownSerializer.marks,
);

export const read = (text) => parser.parse(text);
export const write = (doc) => serializer.serialize(doc, { tightLists: true });
