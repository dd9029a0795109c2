// What an author sees in the editor, and the same as Markdown: the server knows only the Markdown.
import MarkdownIt from "markdown-it";
import { MarkdownParser, MarkdownSerializer, defaultMarkdownParser, defaultMarkdownSerializer } from "prosemirror-markdown";
import { schema } from "./schema.js";

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
