"""What is printed: a typst template filled with data, and the square code that leads from paper to a page."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from functools import cache as cache_once
from pathlib import Path
from threading import Lock
from typing import Any

import segno
from django.core.cache import cache

_ROOT = Path(__file__).parents[1]  # templates may import /kernel/typ/house.typ
_KEPT_FOR = 24 * 60 * 60  # seconds
_ONE_AT_A_TIME = Lock()  # a compiler bears no second caller


def pdf(template: Path, data: Mapping[str, Any], *, keeps: bool = True) -> bytes:
    """One file of A4, or of whatever the template says; it finds ``data`` as JSON in ``sys.inputs.data``.

    What printed pages share (colours, letters, a poster's head) it may import from ``/kernel/typ/house.typ``.

    Kept for a day, since the same words give the same file. ``keeps=False`` for what must lie nowhere else.
    """
    return made(template, json.dumps(data, ensure_ascii=False), keeps=keeps)


def made(template: Path, data: str, kind: str = "pdf", *, keeps: bool = True, **options: Any) -> bytes:
    """The same with the JSON at hand, also as a picture: ``kind`` "png" with ``ppi``, of which the first page comes."""
    same = json.dumps([str(template), data, options], sort_keys=True).encode()
    key = f"printed-{kind}-{hashlib.sha256(same).hexdigest()}"
    found: bytes | None = cache.get(key) if keeps else None
    if found is None:
        found = _compiled(template, data, kind, options)
        if keeps:
            cache.set(key, found, _KEPT_FOR)
    return found


def _compiled(template: Path, data: str, kind: str, options: Mapping[str, Any]) -> bytes:
    with _ONE_AT_A_TIME:
        pages = _compiler(template).compile(format=kind, sys_inputs={"data": data}, **options)
    first = pages[0] if isinstance(pages, list) else pages
    if not isinstance(first, bytes):
        raise TypeError(f"typst made {type(first).__name__}")
    return first


@cache_once
def _compiler(template: Path) -> Any:
    """Kept by the process: finding the fonts costs half a second, a sheet twenty milliseconds."""
    import typst  # heavy, and needed for print alone

    return typst.Compiler(str(template), root=str(_ROOT))


def picture(url: str, *, scale: int = 4, error: str = "m") -> str:
    """An address as a square code for a page, as the address of a picture."""
    return segno.make(url, error=error, micro=False).svg_data_uri(scale=scale, light="#fff")


def square(url: str, *, error: str = "m", border: int = 2) -> str:
    """An address as a square code, SVG for a template. ``error``: "q" bears more dirt than "m", for a corridor."""
    out = io.BytesIO()
    segno.make(url, error=error, micro=False).save(out, kind="svg", border=border, scale=10, xmldecl=False, svgns=True)
    return out.getvalue().decode()
