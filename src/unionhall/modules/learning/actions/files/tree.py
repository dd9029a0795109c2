"""XML and packages of it that people bring, opened without harm.

No declaration of a type or an entity is followed (no billion laughs, no file of ours), no part is unpacked beyond its
bounds, no tree grows without end.
"""

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.files.found import refuse

MOST_NODES = 300_000
MOST_DEPTH = 100
MOST_PART = 20 * 2**20  # bytes of one part of a package, unpacked
MOST_RATIO = 200
SMALL = 2**20  # a part below this needs no ratio: repeated paragraphs pack very well
MOST_PARTS = 2_000


@dataclass(slots=True)
class Node:
    """One element: its name without its namespace, the line it begins in, what it holds."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    text: str = ""  # before and between the children, as one

    def first(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list["Node"]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]


class _Huge(Exception):
    """More nodes than anybody writes."""


class _Builder:
    """Builds nodes with their lines as the parser goes."""

    def __init__(self) -> None:
        self.root = Node("", 0, {})
        self.open = [self.root]
        self.parser: Any = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_NODES or len(self.open) > MOST_DEPTH:
            raise _Huge
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition("}")[2], self.parser.parser.CurrentLineNumber, plain)
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def data(self, said: str) -> None:
        self.open[-1].text += said

    def close(self) -> Node:
        return self.root


def parse(content: bytes) -> Node:
    """The root element of an XML text. Raises Refused with a sentence for broken, hostile and endless ones."""
    builder = _Builder()
    builder.parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        builder.parser.feed(content)
        builder.parser.close()
    except DefusedXmlException as problem:
        raise refuse("entities", _("这个文件里有实体声明（DOCTYPE），可能有害，没有读。")) from problem
    except _Huge as problem:
        raise refuse("huge", _("这个文件大得反常，没有读。分成几个文件再导。")) from problem
    except (ParseError, ValueError, LookupError) as problem:
        line = getattr(problem, "position", (0, 0))[0]
        where = _("第 %(n)d 行起") % {"n": line} if line else ""
        raise refuse("broken", _("这个文件%(where)s读不下去，没传完整，或者坏了。") % {"where": where}) from problem
    return builder.root.children[0]


def parts_of(content: bytes, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """The wanted parts of a zip package that are there. Raises Refused for broken, locked and bloated packages."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = {entry.filename: entry for entry in package.infolist()}
            if len(entries) > MOST_PARTS:
                raise refuse("bomb", _("这个文件里的零件多得反常，没有读。"))
            return {name: _part(package, entries[name]) for name in wanted if name in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as problem:
        raise refuse("broken", _("这个文件打不开：加了密码，没传完整，或者坏了。")) from problem


def _part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    bound = max(SMALL, min(MOST_PART, MOST_RATIO * entry.compress_size))
    with package.open(entry) as stream:  # what a header says of a size is only a claim
        unpacked = stream.read(bound + 1)
    if len(unpacked) > bound:
        raise refuse("bomb", _("这个文件解开后大得反常，没有读。"))
    return unpacked
