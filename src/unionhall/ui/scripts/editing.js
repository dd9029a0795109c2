// What the buttons and keys of an editor do.
import { setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell } from "prosemirror-tables";
import { schema } from "./schema.js";

const { marks, nodes } = schema;

function table(state, dispatch) {
  const row = (kind) => nodes.table_row.create(null, [0, 1, 2].map(() => kind.create()));
  const made = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  dispatch(state.tr.replaceSelectionWith(made).scrollIntoView());
}

function heading(state, dispatch, view) {
  const { $from } = state.selection;
  const kind = $from.parent.type === nodes.heading ? nodes.paragraph : nodes.heading;
  return setBlockType(kind)(state, dispatch, view);
}

export const ACTS = {
  strong: toggleMark(marks.strong),
  heading,
  bullets: wrapInList(nodes.bullet_list),
  numbers: wrapInList(nodes.ordered_list),
  quote: wrapIn(nodes.blockquote),
  table,
  undo,
  row: addRowAfter,
  column: addColumnAfter,
  "less-row": (state, dispatch) => deleteRow(state, dispatch) || deleteTable(state, dispatch),
  "less-column": (state, dispatch) => deleteColumn(state, dispatch) || deleteTable(state, dispatch),
};

export const KEYS = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Shift-Enter": (state, dispatch) => {
    dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
  },
  Enter: splitListItem(nodes.list_item),
  Tab: (state, dispatch) => goToNextCell(1)(state, dispatch) || sinkListItem(nodes.list_item)(state, dispatch),
  "Shift-Tab": (state, dispatch) => goToNextCell(-1)(state, dispatch) || liftListItem(nodes.list_item)(state, dispatch),
};
