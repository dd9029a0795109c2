"""What pages say about a hazard besides its own fields."""

from __future__ import annotations

from typing import Any

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.kernel.procedures.declare import procedure_of
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import CLOSED, OPEN


def cited(rule_id: str) -> str:
    """An article as law is cited, with 待核实 where it was not read; "" while the rule is not kept."""
    return law.rule(rule_id, clock.today()).cite() if law.is_rule(rule_id) else ""


def way_of(hazard: Hazard) -> list[dict[str, Any]]:
    """The steps from report to closing, as a timeline: which are done, which one it stands in, which are ahead."""
    procedure = procedure_of(hazard)
    order = [*OPEN, CLOSED]
    if hazard.state not in order:
        return [{"state": "done", "title": str(procedure.state(hazard.state).label)}]
    here = order.index(hazard.state)
    rows = []
    for place, key in enumerate(order):
        state = "done" if place < here or key == hazard.state == CLOSED else "now" if place == here else "ahead"
        rows.append({"state": state, "title": str(procedure.state(key).label)})
    return rows
