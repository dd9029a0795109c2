"""The paragraphs of a Word document (ECMA-376, part 1, chapter 17), as lines with the numbers that Word counts."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.files.found import refuse
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.files.tree import Node, parse, parts_of

DOCUMENT, NUMBERING, RELATIONS = "word/document.xml", "word/numbering.xml", "word/_rels/document.xml.rels"
_BLANK = "____"
_DRAWN = ("drawing", "pict")
_NO_TEXT = {"object": "嵌入的对象", "oMath": "公式", "oMathPara": "公式"}
_SYMBOLS = {"F0FC": "√", "F0FE": "√", "F0FB": "×", "F0FD": "×", "F0A8": "□"}  # Wingdings
_GONE = ("del", "moveFrom", "instrText", "delText")  # struck out, or not shown
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its number in the document from 1, its text, and what in it is no text ("" for nothing)."""

    number: int
    text: str
    holds: str = ""
    pictures: tuple[Picture, ...] = ()


def paragraphs(content: bytes) -> Iterator[Paragraph]:
    """The paragraphs of a .docx, those of tables marked as such. Raises Refused for broken and hostile files."""
    parts = parts_of(content, (DOCUMENT, NUMBERING, RELATIONS))
    if DOCUMENT not in parts:
        raise refuse("kind", _("这不是 Word 文档（.docx）。"))
    body = parse(parts[DOCUMENT]).first("body")
    counting = _Counting(parse(parts[NUMBERING]) if NUMBERING in parts else None)
    related = {
        node.attributes.get("Id", ""): node.attributes
        for node in (parse(parts[RELATIONS]).children if RELATIONS in parts else [])
    }
    for number, (node, in_table) in enumerate(_all(body.children if body else [], False), start=1):
        text, holds, ids = _read(node)
        pictures = tuple(_picture(content, related.get(each, {})) for each in ids)
        holds = "表格" if in_table and text.strip() else holds
        yield Paragraph(number, counting.label(node) + text, holds, pictures)


def _picture(content: bytes, relation: dict[str, str]) -> Picture:
    """The picture behind a relation; one that only stands elsewhere is empty, and refused when it is drawn."""
    target = relation.get("Target", "")
    if relation.get("TargetMode") == "External" or not target:
        return Picture(target or _("没有名字"), b"")
    part = posixpath.normpath(posixpath.join("/word", target))[1:]
    return Picture(posixpath.basename(part), parts_of(content, (part,)).get(part, b""))


def _all(nodes: list[Node], in_table: bool) -> Iterator[tuple[Node, bool]]:
    for node in nodes:
        if node.name == "p":
            yield node, in_table
        elif node.name not in _GONE:
            yield from _all(node.children, in_table or node.name == "tbl")


def _read(paragraph: Node) -> tuple[str, str, list[str]]:
    """What stands in a paragraph, what in it is neither text nor picture, and the ids of its pictures."""
    said: list[str] = []
    ids: list[str] = []
    holds = ""
    waiting = list(reversed(paragraph.children))
    while waiting:
        node = waiting.pop()
        if node.name in _NO_TEXT or node.name in _DRAWN:
            found = list(_shown(node)) if node.name in _DRAWN else []
            ids += found
            holds = holds if found else _NO_TEXT.get(node.name, "画出来的图形")
        elif node.name == "AlternateContent":  # the same twice: for newer programs, and for older ones
            waiting.append(node.first("Choice") or node.first("Fallback") or Node("", 0, {}))
        elif node.name == "t":
            said.append(node.text)
        elif (sign := _sign_of(node)) is not None:
            said.append(sign)
        elif node.name == "r" and _is_blank(node):
            said.append(_BLANK)
        elif node.name not in (*_GONE, "pPr", "rPr"):
            waiting.extend(reversed(node.children))
    return "".join(said), holds, ids


def _sign_of(node: Node) -> str | None:
    """What an element that is no text stands for in a line; None for one that stands for nothing."""
    if node.name == "sym":
        return _SYMBOLS.get(node.attributes.get("char", "").upper(), "□")
    if node.name in ("tab", "ptab"):
        return " " if "val" not in node.attributes else None
    return {"br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(node.name)


def _shown(drawn: Node) -> Iterator[str]:
    for child in drawn.children:
        if child.name == "blip" and (key := child.attributes.get("embed") or child.attributes.get("link")):
            yield key
        elif child.name == "imagedata" and "id" in child.attributes:
            yield child.attributes["id"]
        else:
            yield from _shown(child)


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
