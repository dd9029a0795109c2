"""The queue of rows that may be several people: somebody who knows them says who it is."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import bulk
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import Keys
from unionhall.modules.membership.actions import ledger
from unionhall.modules.membership.actions.planning import Outcome, Plan, Roll, sentence
from unionhall.modules.membership.actions.tallying import COUNTS, EXAMPLES, members_of
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

CLOSED = (RollImport.State.UNDOING, RollImport.State.UNDONE, RollImport.State.UPLOADED)


def may_be(row: RollRow) -> list[Person]:
    """The people on file whom a row may be."""
    return list(Person.objects.filter(pk__in=ledger.may_be(row.new), merged_into=None).order_by("pk"))


def settle(by: Actor, row: RollRow, person: Person | None) -> RollRow:
    """Say who a row in the queue is: one of ``may_be``, or (None) somebody who is not on file yet.

    Before the import is applied the row joins the others; afterwards it is written by the next ``apply`` of the
    import, which ``importing.start_again`` queues. Needs ROLL_IMPORT at the import's unit. Raises Refused for a row
    that is not in the queue, for somebody it can not be, and where saying who it is does not help (a telephone that
    signs in; a member of a union that is not the actor's).
    """
    roll_import = row.roll_import
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    if row.outcome != Outcome.CONFLICT or not row.new or roll_import.state in CLOSED:
        raise Refused(Reason("import-settled", _("这一行已经认过了，或者已经过期")))
    if person is not None and person.pk not in ledger.may_be(row.new):
        raise Refused(Reason("import-person", _("这一行不会是这个人，姓名和号码都对不上")))
    plan = Roll(by).plan([ledger.candidate_of(row.new)], {0: person.pk if person else 0})[0]
    if plan.outcome == Outcome.CONFLICT:
        raise Refused(Reason("import-conflict", sentence(plan.conflict)))
    return _keep(roll_import, row, plan)


_WRITTEN = ("person", "ended_id", "outcome", "state", "is_fresh", "fields", "reason", "new", "old")


def _keep(roll_import: RollImport, row: RollRow, plan: Plan) -> RollRow:
    """Write the plan into the ledger, and the counts beside it."""
    old = ledger.old_values([plan])
    before = old.get(plan.person.pk, {}) if plan.person else {}
    columns = ledger.row_of(Keys(), roll_import.pk, row.place, plan, before, is_settled=True)
    values = dict(zip(ledger.COLUMNS, columns, strict=True))
    with transaction.atomic():
        locked = RollImport.objects.select_for_update(of=("self",)).get(pk=roll_import.pk)
        bulk.update(RollRow, _WRITTEN, [[*(values[name] for name in _WRITTEN), row.pk]])
        locked.report = _report_of(locked.report, row, plan)
        locked.effects = _effects_of(locked.effects, row.place, plan)
        locked.save(update_fields=["report", "effects"])
    roll_import.report, roll_import.effects = locked.report, locked.effects
    row.refresh_from_db()
    return row


def _report_of(report: dict[str, Any], row: RollRow, plan: Plan) -> dict[str, Any]:
    """The counts with one conflict less; the same row number of another sheet stays."""
    name = COUNTS[plan.outcome]
    left = [c for c in report.get("conflict_rows", []) if (c.get("sheet", ""), c["row"]) != (row.sheet, row.number)]
    counts = {"conflicts": max(0, report.get("conflicts", 0) - 1), name: report.get(name, 0) + 1}
    return {**report, **counts, "conflict_rows": left}


def _effects_of(effects: dict[str, Any], place: int, plan: Plan) -> dict[str, Any]:
    """The figures per unit and per field with one conflict less and what the row does now."""
    name, unit_id = COUNTS[plan.outcome], str(plan.candidate.unit_id)
    units, fields = {**effects.get("units", {})}, {**effects.get("fields", {})}
    here = _figures(units, unit_id)
    here |= {"conflicts": max(0, here.get("conflicts", 0) - 1), name: here.get(name, 0) + 1}
    here["after"] += plan.outcome in (Outcome.NEW, Outcome.MOVED)
    units[unit_id] = here
    if plan.outcome == Outcome.MOVED and plan.membership is not None:
        elsewhere = str(plan.membership.unit_id)
        from_there = _figures(units, elsewhere)
        units[elsewhere] = from_there | {"out": from_there["out"] + 1, "after": from_there["after"] - 1}
    for key in plan.fields:
        counted = fields.get(key, {"n": 0, "of": 0, "places": []})
        places = [*counted["places"], *([place] if len(counted["places"]) < EXAMPLES else [])]
        fields[key] = {**counted, "n": counted["n"] + 1, "places": places}
    known = max((counted["of"] for counted in fields.values()), default=0) + (plan.person is not None)
    return {**effects, "units": units, "fields": {key: {**each, "of": known} for key, each in fields.items()}}


def _figures(units: dict[str, Any], unit_id: str) -> dict[str, Any]:
    """A unit's figures; of one that the file did not concern until now, counted."""
    if unit_id in units:
        return {**units[unit_id]}
    before = members_of([int(unit_id)]).get(int(unit_id), 0)
    return {"before": before, "after": before, "out": 0}
