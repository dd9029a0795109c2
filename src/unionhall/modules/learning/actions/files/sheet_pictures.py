"""Where the pictures of a workbook stand: those that float over a cell, and those that WPS puts into one."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.files.tree import Node, parse, parts_of

_BOOK, _IN_CELLS = "xl/workbook.xml", "xl/cellimages.xml"
_IN_CELL = re.compile(r'DISPIMG\("([^"]{1,80})"')


@dataclass(slots=True)
class Pictures:
    """By sheet and row (from 1) those that float there; by the name that WPS gives them those in cells."""

    floating: dict[tuple[str, int], list[Picture]] = field(default_factory=dict)
    in_cells: dict[str, Picture] = field(default_factory=dict)

    def of(self, sheet: str, row: int, cells: list[str]) -> list[Picture]:
        """The pictures of one row; a cell that only names one that is not there holds an empty one."""
        named = [name for cell in cells for name in _IN_CELL.findall(cell)]
        return [*self.floating.get((sheet, row), []), *(self.in_cells.get(name, Picture(name, b"")) for name in named)]


def is_picture(cell: str) -> bool:
    """Whether a cell's text is nothing but the name of a picture in it."""
    return _IN_CELL.search(cell) is not None


def pictures_of(file: Path) -> Pictures:
    """The pictures of an .xlsx; none for another file. Raises Refused as ``parts_of``."""
    content = file.read_bytes()
    found = Pictures()
    if not content.startswith(b"PK") or b"xl/media/" not in content:
        return found
    book = parts_of(content, (_BOOK, _IN_CELLS))
    related = _related(content, _BOOK)
    for sheet in _each(parse(book[_BOOK]), "sheet") if _BOOK in book else []:
        part = related.get(sheet.attributes.get("id", ""), "")
        for drawing in [each for each in _related(content, part).values() if "/drawings/drawing" in each]:
            _float(found, content, sheet.attributes.get("name", ""), drawing)
    if _IN_CELLS in book:
        parts = _related(content, _IN_CELLS)
        for node in _each(parse(book[_IN_CELLS]), "cellImage"):
            named, blip = next(_each(node, "cNvPr"), None), next(_each(node, "blip"), None)
            if named and blip and (part := parts.get(blip.attributes.get("embed", ""), "")):
                found.in_cells[named.attributes.get("name", "")] = _picture(content, part)
    return found


def _float(found: Pictures, content: bytes, sheet: str, drawing: str) -> None:
    parts = _related(content, drawing)
    tree = parts_of(content, (drawing,)).get(drawing)
    for anchor in parse(tree).children if tree else []:
        start = anchor.first("from")
        row = start.first("row") if start else None
        if row is None or not row.text.strip().isdecimal():
            continue
        for blip in _each(anchor, "blip"):
            part = parts.get(blip.attributes.get("embed", ""), "")
            found.floating.setdefault((sheet, int(row.text) + 1), []).append(_picture(content, part))


def _picture(content: bytes, part: str) -> Picture:
    return Picture(posixpath.basename(part), parts_of(content, (part,)).get(part, b""))


def _related(content: bytes, part: str) -> dict[str, str]:
    """The parts that a part names, by the id under which it does."""
    folder, name = posixpath.split(part)
    where = f"{folder}/_rels/{name}.rels"
    found = parts_of(content, (where,)).get(where)
    return {
        node.attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, node.attributes.get("Target", ""))
        )[1:]
        for node in (parse(found).children if found else [])
        if node.attributes.get("TargetMode") != "External"
    }


def _each(node: Node, name: str) -> Iterator[Node]:
    """All below a node with that name."""
    for child in node.children:
        if child.name == name:
            yield child
        yield from _each(child, name)
