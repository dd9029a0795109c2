"""Cells as text: full-width forms made plain, no blanks and apostrophes around, numbers without a false end. Pure."""

import math
import re
import unicodedata
from datetime import date

EXACT_DIGITS = 10**15  # spreadsheets keep fifteen digits of a number; a longer one has lost its end
_RUINED = re.compile(r"\d(\.\d{1,16})?[eE]\+\d\d")
LONGEST = 300  # characters that anybody needs of a cell


def text_of(cell: object) -> str:
    """A cell as text. What a spreadsheet has rounded stays seen as such: 1.10101199001011e+17."""
    if cell.__class__ is str:
        if cell.isalnum() and cell.isascii():  # the most frequent case by far
            return cell
        return _text(cell)
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float | int):
        return _number(cell)
    if isinstance(cell, tuple):
        return _moment(cell)
    return cell.isoformat() if isinstance(cell, date) else _text(str(cell))


def ruined_text(text: str) -> str:
    """A ruined number as its sheet shows it, 1.101E+17, which tells nothing of anybody; "" for any other text."""
    return f"{float(text):.3E}" if _RUINED.fullmatch(text) else ""


def is_ruined(cell: object) -> bool:
    """Whether a number lies beyond what spreadsheets keep: its last digits are lost for ever."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT_DIGITS


def _text(cell: str) -> str:
    text = cell[:LONGEST]
    if text.startswith('="') and text.endswith('"'):  # how csv keeps a number from being read as one
        text = text[2:-1]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip().lstrip("'’‘`").strip()


def _number(cell: float) -> str:
    if isinstance(cell, int):
        return str(cell) if abs(cell) < EXACT_DIGITS else f"{cell:.15E}" if abs(cell) < 10**300 else ""
    if not math.isfinite(cell):
        return ""
    return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT_DIGITS else repr(cell)


def _moment(cell: tuple[str, str]) -> str:
    return cell[1].removesuffix("T00:00:00").replace("T", " ")
