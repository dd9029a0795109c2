"""How the values of a file's row are written down before they are sealed, and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

FIELDS = (
    "number", "unit_id", "name", "document_kind", "document", "phone", "sex", "born", "group", "cleared", "sheet",
    "since", "membership_id",
)  # fmt: skip
_MARK = "\x1f"  # between the texts of somebody new: three times as quick as JSON, and there is one for every row
_PARTS = len(FIELDS) + 2

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # dumps() builds one for each row


def written(values: Sequence[Any], about: Sequence[Any] | None = None) -> str:
    """Values in the order of ``FIELDS`` (days in ISO form), and what is known of the row besides: hashes or ids."""
    return _encode([values] if about is None else [values, about])


def written_new(values: Sequence[Any], hashes: Sequence[str]) -> str:
    """The same for somebody new, with the hashes of document and telephone."""
    number, unit_id, name, kind, document, phone, sex, born, group, cleared, sheet, since, membership_id = values
    if not cleared:
        born, since, membership_id = born or "", since or "", str(membership_id or "")
        parts = (str(number), str(unit_id), name, kind, document, phone, sex, born, group, "", sheet, since)
        text = _MARK.join((*parts, membership_id, *hashes))
        if text.count(_MARK) == _PARTS - 1:
            return text
    return written(values, hashes)


def opened(new: str) -> tuple[list[Any], list[Any]]:
    """What ``written`` or ``written_new`` was given. Raises ValueError when it was thrown away."""
    if not new:
        raise ValueError("the values of this row were thrown away")
    if new[0] == "[":
        kept = json.loads(new)
        return kept[0], kept[1] if len(kept) > 1 else []
    parts: list[Any] = new.split(_MARK)
    parts[0], parts[1] = int(parts[0]), int(parts[1])
    parts[7], parts[9] = parts[7] or None, []
    parts[11], parts[12] = parts[11] or None, int(parts[12]) if parts[12] else None
    return parts[:-2], parts[-2:]
