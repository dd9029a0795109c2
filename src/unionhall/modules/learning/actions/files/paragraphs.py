"""The paragraphs of a Word document (ECMA-376, part 1, chapter 17), as lines with the numbers that Word counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.files.found import refuse
from unionhall.modules.learning.actions.files.tree import Node, parse, parts_of

DOCUMENT, NUMBERING = "word/document.xml", "word/numbering.xml"
_BLANK = "____"
_PICTURES = {"drawing": "图片", "pict": "图片", "object": "嵌入的对象", "oMath": "公式", "oMathPara": "公式"}
_SYMBOLS = {"F0FC": "√", "F0FE": "√", "F0FB": "×", "F0FD": "×", "F0A8": "□"}  # Wingdings
_GONE = ("del", "moveFrom", "instrText", "delText")  # struck out, or not shown
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its number in the document from 1, its text, and what in it is no text ("" for nothing)."""

    number: int
    text: str
    holds: str = ""


def paragraphs(content: bytes) -> Iterator[Paragraph]:
    """The paragraphs of a .docx, those of tables marked as such. Raises Refused for broken and hostile files."""
    parts = parts_of(content, (DOCUMENT, NUMBERING))
    if DOCUMENT not in parts:
        raise refuse("kind", _("这不是 Word 文档（.docx）。"))
    body = parse(parts[DOCUMENT]).first("body")
    counting = _Counting(parse(parts[NUMBERING]) if NUMBERING in parts else None)
    for number, (node, in_table) in enumerate(_all(body.children if body else [], False), start=1):
        text, holds = _read(node)
        yield Paragraph(number, counting.label(node) + text, "表格" if in_table and text.strip() else holds)


def _all(nodes: list[Node], in_table: bool) -> Iterator[tuple[Node, bool]]:
    for node in nodes:
        if node.name == "p":
            yield node, in_table
        elif node.name not in _GONE:
            yield from _all(node.children, in_table or node.name == "tbl")


def _read(paragraph: Node) -> tuple[str, str]:
    """What stands in a paragraph, and what in it is no text."""
    said: list[str] = []
    holds = ""
    waiting = list(reversed(paragraph.children))
    while waiting:
        node = waiting.pop()
        if node.name in _PICTURES:
            holds = _PICTURES[node.name]
        elif node.name == "t":
            said.append(node.text)
        elif node.name in ("tab", "ptab") and "val" not in node.attributes:
            said.append(" ")
        elif node.name in ("br", "cr"):
            said.append("\n")
        elif node.name == "noBreakHyphen":
            said.append("-")
        elif node.name == "sym":
            said.append(_SYMBOLS.get(node.attributes.get("char", "").upper(), "□"))
        elif node.name == "r" and _is_blank(node):
            said.append(_BLANK)
        elif node.name not in (*_GONE, "pPr", "rPr"):
            waiting.extend(reversed(node.children))
    return "".join(said), holds


def _is_blank(run: Node) -> bool:
    """Whether a run is nothing but underlined blanks: the way in which most people draw a place to fill in."""
    style = run.first("rPr")
    line = style.first("u") if style else None
    text = "".join(node.text for node in run.all("t"))
    is_line = line is not None and line.attributes.get("val") != "none"
    return is_line and len(text) > 1 and not text.strip()


class _Counting:
    """Counts the numbers that Word shows but does not write."""

    def __init__(self, numbering: Node | None) -> None:
        self.counts: dict[tuple[str, str], int] = {}
        self.levels: dict[str, dict[str, tuple[str, str]]] = {}
        if numbering is None:
            return
        abstract = {
            node.attributes.get("abstractNumId", ""): {
                level.attributes.get("ilvl", "0"): (_value(level, "numFmt"), _value(level, "lvlText"))
                for level in node.all("lvl")
            }
            for node in numbering.all("abstractNum")
        }
        for node in numbering.all("num"):
            self.levels[node.attributes.get("numId", "")] = abstract.get(_value(node, "abstractNumId"), {})

    def label(self, paragraph: Node) -> str:
        """The number before a paragraph with a blank after it, "" for none."""
        about = paragraph.first("pPr")
        numbered = about.first("numPr") if about else None
        if numbered is None:
            return ""
        key = (_value(numbered, "numId"), _value(numbered, "ilvl") or "0")
        form, pattern = self.levels.get(key[0], {}).get(key[1], ("", ""))
        for deeper in [each for each in self.counts if each[0] == key[0] and each[1] > key[1]]:
            del self.counts[deeper]
        self.counts[key] = self.counts.get(key, 0) + 1
        sign = _sign(form, self.counts[key])
        return pattern.replace(f"%{int(key[1]) + 1 if key[1].isdecimal() else 1}", sign) + " " if sign else ""


def _sign(form: str, count: int) -> str:
    if form == "decimal":
        return str(count)
    if form == "upperLetter" and count <= 26:
        return chr(ord("A") + count - 1)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if form.startswith("chineseCounting") and count <= 10:
        return "一二三四五六七八九十"[count - 1]
    return ""


def _value(node: Node, name: str) -> str:
    child = node.first(name)
    return child.attributes.get("val", "") if child else ""
