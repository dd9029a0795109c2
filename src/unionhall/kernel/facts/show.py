"""The declared measures as documents: a page with a table, and plain data for ``--json``."""

from __future__ import annotations

from typing import Any

from unionhall.kernel.facts.declare import Measure, measures

_MEANING = {
    "additive": "adds up over units, reckonings and months",
    "distinct": "people, counted once in a reckoning; never added over reckonings or months",
    "gauge": "computed for a date; never added over time",
    "ratio": "divided after adding up",
}


def page() -> str:
    """All measures as Markdown: docs/reference/measures.md."""
    lines = ["# Measures", "", "Generated from the declared measures; not edited by hand.", ""]
    lines += [f"- *{kind}*: {meaning}" for kind, meaning in _MEANING.items()]
    heads = ("Measure", "Label", "Unit", "Kind", "Slices", "Of", "Small cells", "Names need", "From")
    lines += ["", "| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for measure in _sorted():
        cells = (
            f"`{measure.key}`",
            str(measure.label),
            str(measure.unit),
            str(measure.kind),
            ", ".join(f"`{part.key}` {part.label}" for part in measure.slices),
            " / ".join(f"`{term}`" for term in measure.over or ()),
            _small_cells(measure),
            f"`{measure.who_knows.value}`" if measure.who_knows else "",
            "reported" if measure.is_reported else "records",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def data() -> list[dict[str, Any]]:
    """All measures as plain data."""
    return [
        {
            "key": measure.key,
            "label": str(measure.label),
            "unit": str(measure.unit),
            "kind": str(measure.kind),
            "slices": [{"key": p.key, "label": str(p.label), "is_result": p.is_result} for p in measure.slices],
            "over": list(measure.over or ()),
            "is_result": measure.is_result,
            "base": measure.base_key if measure.is_result else "",
            "names_permission": measure.who_knows.value if measure.who_knows else None,
            "can_be_derived": measure.derive is not None,
            "is_reported": measure.is_reported,
        }
        for measure in _sorted()
    ]


def _sorted() -> list[Measure]:
    return [measures[key] for key in sorted(measures)]


def _small_cells(measure: Measure) -> str:
    if measure.is_result:
        return f"by `{measure.base_key}`"
    return f"its parts, by `{measure.base_key}`" if any(part.is_result for part in measure.slices) else ""
