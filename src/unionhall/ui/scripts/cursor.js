// Where the cursor stands in a text with chips, what the text is, and putting something there.

export function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.dataset && node.dataset.token) return `{{${node.dataset.token}}}`;
  if (node.nodeName === "BR") return "\n";
  return Array.from(node.childNodes).map(written).join("");
}

// How many characters of the written text stand before the cursor.
export function caret(place) {
  const selection = window.getSelection();
  if (!selection.rangeCount || !place.contains(selection.anchorNode)) return -1;
  const range = document.createRange();
  range.selectNodeContents(place);
  range.setEnd(selection.anchorNode, selection.anchorOffset);
  return written(range.cloneContents()).length;
}

export function insert(place, parts) {
  const made = document.createDocumentFragment();
  parts.forEach((part) => made.appendChild(part));
  const selection = window.getSelection();
  const range = document.createRange();
  if (selection.rangeCount && place.contains(selection.anchorNode)) range.setStart(selection.anchorNode, selection.anchorOffset);
  else range.setStart(place, place.childNodes.length);
  range.insertNode(made);
  range.setStartAfter(parts[parts.length - 1]);
  selection.removeAllRanges();
  selection.addRange(range);
}
