"""Tables as files: xlsx, and csv that Excel opens with Chinese intact (utf-8 with a mark).

A cell that begins like a formula is given an apostrophe, so that no name typed somewhere runs on an officer's machine.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse
from rustpy_xlsxwriter import write_worksheet

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | None


def neutral(cell: Cell) -> str | int | float:
    """The cell as it may stand in a spreadsheet: text never a formula, nothing known an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell


def as_file(kind: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """An answer that downloads ``rows`` under ``head`` as ``name``.xlsx or ``name``.csv (``kind``)."""
    lines = [[neutral(cell) for cell in row] for row in rows]
    if kind == "csv":
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows(lines)
        body, content_type = text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        sheet = io.BytesIO()
        write_worksheet([dict(zip(head, line, strict=True)) for line in lines] or [dict.fromkeys(head, "")], sheet)
        body, content_type = sheet.getvalue(), XLSX
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{'csv' if kind == 'csv' else 'xlsx'}"
    response["Cache-Control"] = "no-store"
    return response
