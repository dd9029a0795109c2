"""The declared procedures as documents: a page of tables and diagrams, and plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from unionhall.kernel.actor import Permission
from unionhall.kernel.procedures.declare import PUBLIC, Clock, Days, Procedure, Step, Until, WorkingDays, procedures


def page() -> str:
    """All procedures as Markdown: docs/reference/procedures.md."""
    parts = ["# Procedures", "", "Generated from the declared procedures; not edited by hand.", ""]
    for procedure in _sorted():
        parts += [f"## {procedure.label} (`{procedure.key}`)", "", "```mermaid", mermaid(procedure), "```", ""]
        parts += _table(("State", "Label", "Final"), _state_rows(procedure))
        parts += _table(("Step", "Label", "From", "To", "Needs", "Guards"), _step_rows(procedure))
        if procedure.clocks:
            parts += _table(
                ("Clock", "Label", "Opens in", "Met by", "Needs", "Length", "Rule", "Rises"), _clock_rows(procedure)
            )
    return "\n".join(parts).rstrip() + "\n"


def mermaid(procedure: Procedure) -> str:
    """A procedure as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {procedure.begins_in}"]
    lines += [f"    {state.key}: {state.label}" for state in procedure.states]
    lines += [f"    {source} --> {step.target}: {step.label}" for step in procedure.steps for source in step.sources]
    lines += [f"    {state.key} --> [*]" for state in procedure.states if state.final]
    return "\n".join(lines)


def data() -> list[dict[str, Any]]:
    """All procedures as plain data."""
    return [
        {
            "key": procedure.key,
            "label": str(procedure.label),
            "states": [{"key": s.key, "label": str(s.label), "final": s.final} for s in procedure.states],
            "steps": [
                {
                    "key": s.key,
                    "label": str(s.label),
                    "from": list(s.sources),
                    "to": s.target,
                    "needs": _needs(s),
                    "guards": _guards(s),
                }
                for s in procedure.steps
            ],
            "clocks": [
                {
                    "key": c.key,
                    "label": str(c.label),
                    "opens_in": c.opens_in,
                    "met_by": list(c.met_by),
                    "needs": c.needs.value,
                    "length": _length(c),
                    "rule": c.rule,
                    "rises": c.rises,
                }
                for c in procedure.clocks
            ],
        }
        for procedure in _sorted()
    ]


def _sorted() -> list[Procedure]:
    return [procedures[key] for key in sorted(procedures)]


def _state_rows(procedure: Procedure) -> list[tuple[str, ...]]:
    return [(_code(s.key), str(s.label), "yes" if s.final else "") for s in procedure.states]


def _step_rows(procedure: Procedure) -> list[tuple[str, ...]]:
    return [
        (
            _code(s.key),
            str(s.label),
            ", ".join(map(_code, s.sources)),
            _code(s.target),
            _code(_needs(s)),
            ", ".join(_guards(s)),
        )
        for s in procedure.steps
    ]


def _clock_rows(procedure: Procedure) -> list[tuple[str, ...]]:
    return [
        (
            _code(c.key),
            str(c.label),
            _code(c.opens_in),
            ", ".join(map(_code, c.met_by)),
            _code(c.needs.value),
            _length(c),
            c.rule,
            "yes" if c.rises else "",
        )
        for c in procedure.clocks
    ]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [*("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines), ""]


def _needs(step: Step) -> str:
    if isinstance(step.needs, Permission):
        return str(step.needs.value)
    return "nobody" if step.needs is None else "public" if step.needs is PUBLIC else ""


def _guards(step: Step) -> list[str]:
    return [getattr(guard, "__name__", type(guard).__name__).strip("_").replace("_", " ") for guard in step.guards]


def _length(clock: Clock) -> str:
    match clock.length:
        case WorkingDays(number):
            return f"{number} working days"
        case Days(number):
            return f"{number} days"
        case Until(attribute):
            return f"until {attribute}"
    return "no date"


def _code(text: str) -> str:
    return f"`{text}`"
