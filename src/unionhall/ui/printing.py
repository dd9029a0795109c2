"""Pages that thousands open in the same minute: printed once with *holes*, kept as bytes, joined for each visitor.

Rendering a template costs forty times what the rest of such a request does. A hole is a name between NUL characters,
which no text that people write can hold; what fills it must be HTML-safe.

A printed piece is kept compressed, too: as blocks of one deflate stream (RFC 1951) that refer to nothing outside
themselves. So any pieces joined are a page, and nothing is compressed when it is asked for. What is one visitor's own
(``own``) is never compressed: the size of an answer tells nothing about a secret in it.
"""

import copy
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import ResponseHeaders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

MARK = "\0"
LEAST_PACKED = 48  # bytes; what is shorter would grow
_LARGEST_STORED = 65_535  # bytes of one stored block
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_GZIP_END = b"\x03\x00"  # the last, empty block


class Holes:
    """Any name asked of it is a hole of that name: ``{{ hole.token }}``."""

    def __getitem__(self, name: str) -> SafeString:
        return hole(name)


def hole(name: str) -> SafeString:
    """The place at which a value called ``name`` is filled in later."""
    return mark_safe(f"{MARK}{name}{MARK}")  # noqa: S308 -- names of our own


class Piece(NamedTuple):
    """Some of a page's bytes, and the same as blocks of a deflate stream."""

    plain: bytes
    packed: bytes


def printed(text: str) -> Piece:
    """A piece that is kept for many visitors."""
    plain = text.encode()
    if len(plain) < LEAST_PACKED:
        return own(text)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def own(text: str) -> Piece:
    """A piece for one visitor, stored as it is."""
    plain = text.encode()
    if not plain:
        return NOTHING
    starts = range(0, len(plain), _LARGEST_STORED)
    return Piece(plain, b"".join(_stored(plain[start : start + _LARGEST_STORED]) for start in starts))


def _stored(plain: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain


NOTHING = Piece(b"", b"")
Parts = tuple[str, ...]  # what is printed, and at every second place the name of a hole


@dataclass(frozen=True, slots=True)
class Frame:
    """A page with holes: pieces, and at every second place the name of what goes there."""

    parts: tuple[Piece | str, ...]

    def filled(self, values: Mapping[str, "str | Piece | list[Piece]"]) -> list[Piece]:
        """The page's pieces with every hole filled. Raises KeyError for a hole that has no value."""
        pieces: list[Piece] = []
        for part in self.parts:
            if not isinstance(part, str):
                pieces.append(part)
                continue
            value = values[part]
            if isinstance(value, str):
                pieces.append(own(value))
            elif isinstance(value, Piece):
                pieces.append(value)
            else:
                pieces.extend(value)
        return pieces


def frame(text: str) -> Frame:
    """What was rendered with holes, ready to be filled."""
    return Frame(tuple(part if place % 2 else printed(part) for place, part in enumerate(text.split(MARK))))


class Around:
    """What stands around one value, which may come several times: filled in two joins."""

    def __init__(self, text: str, name: str) -> None:
        pieces = [printed(part) for part in text.split(hole(name))]
        self._plain, self._packed = [one.plain for one in pieces], [one.packed for one in pieces]

    def filled(self, value: Piece) -> Piece:
        """The whole with the value in its places."""
        return Piece(value.plain.join(self._plain), value.packed.join(self._packed))


def render_frame(template: str, context: Mapping[str, Any], request: HttpRequest) -> Frame:
    """A page rendered with holes: ``hole.…`` of its own, and ``here`` and ``here_quoted`` for its address.

    The address of the very request that it is rendered for must not get into what others are shown.
    """
    stand_in = copy.copy(request)
    stand_in.get_full_path = lambda force_append_slash=False: hole("here")  # type: ignore[method-assign]
    page = render_to_string(template, {"hole": Holes(), **context}, stand_in)
    return frame(page.replace(quote(hole("here")), hole("here_quoted")))


@lru_cache(maxsize=1024)
def number(n: int) -> Piece:
    """A number as a piece."""
    return own(str(n))


def fill(parts: Parts, values: Mapping[str, str]) -> str:
    """A text with holes, split at ``MARK``, with every hole filled. Raises KeyError for a hole that has no value."""
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))


def answer(request: HttpRequest, pieces: Iterable[Piece]) -> HttpResponse:
    """The page that the pieces make, compressed where the browser takes gzip."""
    found = list(pieces)
    plain = b"".join([piece.plain for piece in found])
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return Ready(plain, _HTML, _PLAIN)
    tail = struct.pack("<II", zlib.crc32(plain), len(plain))
    return Ready(b"".join([_GZIP_HEAD, *[piece.packed for piece in found], _GZIP_END, tail]), _HTML, _PACKED)


_HTML = "text/html; charset=utf-8"
_PLAIN = {"vary": ("Vary", "Accept-Encoding, Cookie")}
_PACKED = {**_PLAIN, "content-encoding": ("Content-Encoding", "gzip")}


class Ready(HttpResponse):
    """An answer whose bytes and headers are ready: Django looks at each of them with several calls.

    ``also`` are headers as Django's store them: by the name in small letters, name and value.
    """

    def __init__(
        self, content: bytes, content_type: str, also: Mapping[str, tuple[str, str]] = MappingProxyType({})
    ) -> None:
        self.headers: Any = _headers()
        self.headers._store.update({"content-type": ("Content-Type", content_type), **also})
        self._container = [content]
        self._charset: str | None = None
        self._reason_phrase: str | None = None
        self._resource_closers: list[Any] = []
        self._handler_class = None
        self.cookies = SimpleCookie()
        self.closed = False


def _headers() -> ResponseHeaders:
    made: Any = ResponseHeaders.__new__(ResponseHeaders)
    made._store = {}
    return made  # type: ignore[no-any-return]


class ReadyJson(Ready):
    """A few words for a script."""

    def __init__(self, told: Mapping[str, Any], status: int = 200) -> None:
        super().__init__(json.dumps(told).encode(), "application/json")
        self.status_code = status


class ReadyRedirect(Ready, HttpResponseRedirect):
    """To an address of our own."""

    def __init__(self, path: str) -> None:
        if not (path.startswith("/") and path.isascii()) or path.startswith("//"):
            raise ValueError("an address of our own begins with one slash")
        super().__init__(b"", _HTML, {"location": ("Location", path)})
