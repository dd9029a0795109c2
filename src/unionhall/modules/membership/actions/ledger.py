"""The rows of an import's ledger as they are written and read: values sealed, nothing decrypted that is not needed."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from unionhall.kernel import bulk, clock
from unionhall.kernel.people import bulk as people
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import SHORT, Keys
from unionhall.modules.membership.actions.checking import Candidate
from unionhall.modules.membership.actions.planning import Outcome, Plan, sentence
from unionhall.modules.membership.actions.writing import Fresh, Meanwhile
from unionhall.modules.membership.models import RollRow
from unionhall.modules.membership.queries import kept

COLUMNS = (
    "roll_import", "place", "sheet", "number", "unit", "person", "began_id", "ended_id", "outcome", "state",
    "is_fresh", "fields", "reason", "new", "old",
)  # fmt: skip
_STAGED, _LEFT, _APPLIED = RollRow.State.STAGED.value, RollRow.State.LEFT.value, RollRow.State.APPLIED.value
_UNCHANGED, _IS_NEW, _NEW = Outcome.UNCHANGED.value, Outcome.NEW.value, Outcome.NEW

SETTLED = "settled"  # begins ``fields`` where somebody has said who the row is


def row_of(
    keys: Keys, import_id: int, place: int, plan: Plan, old: dict[str, Any], *, is_settled: bool = False
) -> tuple[Any, ...]:
    """The ledger's row for a planned row of the file; ``old``: what its fields replace."""
    candidate, is_staged = plan.candidate, plan.writes
    is_fresh = plan.person is None and plan.outcome is _NEW
    if is_fresh and not is_settled:  # nearly every row of a first import
        return (
            import_id, place, candidate.sheet[:120], candidate.number, candidate.unit_id, None, None, None,
            _IS_NEW, _STAGED, True, "", "", keys.encrypt(_new(plan, is_fresh=True)), "",
        )  # fmt: skip
    if not is_staged and not plan.conflict and not is_settled and plan.person:  # nearly every row of a second import
        return (
            import_id, place, candidate.sheet[:120], candidate.number, candidate.unit_id, plan.person.pk, None, None,
            _UNCHANGED, _LEFT, False, "", "", "", "",
        )  # fmt: skip
    return (
        import_id,
        place,
        candidate.sheet[:120],
        candidate.number,
        candidate.unit_id,
        plan.person.pk if plan.person else None,
        None,
        plan.membership.pk if plan.membership and plan.outcome == Outcome.MOVED else None,
        plan.outcome.value,
        _STAGED if is_staged else _LEFT,
        is_fresh,
        plan.conflict or " ".join([SETTLED, *plan.fields] if is_settled else plan.fields),
        sentence(plan.conflict) if plan.conflict else "",
        keys.encrypt(_new(plan, is_fresh=is_fresh)) if is_staged or plan.conflict else "",
        keys.encrypt(json.dumps(old, default=str, ensure_ascii=False)) if old else "",
    )


def leaver_of(import_id: int, place: int, unit_id: int, person_id: int, membership_id: int) -> tuple[Any, ...]:
    """The ledger's row for somebody who is in a unit of the file and not in the file."""
    outcome, state = Outcome.LEAVER.value, RollRow.State.STAGED.value
    return (import_id, place, "", 0, unit_id, person_id, None, membership_id, outcome, state, False, "", "", "", "")


def problem_of(import_id: int, place: int, number: int, sheet: str, reason: str) -> tuple[Any, ...]:
    """The ledger's row for a row that was not taken."""
    outcome, state = Outcome.PROBLEM.value, RollRow.State.LEFT.value
    return (
        import_id, place, sheet[:120], number, None, None, None, None, outcome, state, False, "", reason[:400], "", "",
    )  # fmt: skip


def add(rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into the ledger."""
    bulk.insert(RollRow, COLUMNS, rows)


def _new(plan: Plan, *, is_fresh: bool) -> str:
    """What is kept of a row: its values and, for somebody new, the hashes; of a conflict, whom it may mean."""
    c = plan.candidate
    born, since = c.born.isoformat() if c.born else None, c.since.isoformat() if c.since else None
    values = [
        c.number, c.unit_id, c.name, c.document_kind, c.document, c.phone, c.sex, born, c.group, c.cleared, c.sheet,
        since, c.membership_id,
    ]  # fmt: skip
    if is_fresh:
        return kept.written_new(values, (plan.document_hash, plan.phone_hash))
    return kept.written(values, plan.may_be or None)


def candidate_of(new: str) -> Candidate:
    """The row of the file again. Raises ValueError when its values were thrown away."""
    values = dict(zip(kept.FIELDS, kept.opened(new)[0], strict=True))
    for day in ("born", "since"):
        values[day] = date.fromisoformat(values[day]) if values[day] else None
    return Candidate(**{**values, "cleared": tuple(values["cleared"])})


def fresh_of(keys: Keys, row: int, place: int, new: str) -> Fresh:
    """Somebody new, with sealed columns."""
    values, hashes = kept.opened(new)
    columns = people.sealed(keys, values[2:8], [each[:SHORT] for each in hashes])
    return Fresh(row, place, values[1], values[8], values[11], columns)


def fresh_from(keys: Keys, row: int, place: int, plan: Plan) -> tuple[Fresh, str]:
    """Somebody who turned out to be new only now, and what is kept of the row, sealed."""
    new = _new(plan, is_fresh=True)
    return fresh_of(keys, row, place, new), keys.encrypt(new)


def note_fresh(import_id: int, rows: Sequence[Fresh], people_ids: range, membership_ids: range) -> None:
    """Note that staged rows of somebody new were written, under these ids; rows that lie together by one statement.

    Raises Meanwhile when one of them is not as it was staged.
    """
    values, start = {"state": _APPLIED, "on": bulk.as_date(clock.today())}, 0
    same = {"roll_import": import_id, "state": _STAGED, "is_fresh": True}
    for end in range(1, len(rows) + 1):
        if end < len(rows) and rows[end].place == rows[end - 1].place + 1:
            continue
        first, last = rows[start].place, rows[end - 1].place
        counted = {"person": people_ids[start] - first, "began_id": membership_ids[start] - first}
        if bulk.number(RollRow, values, counted, "place", (first, last), **same) != end - start:
            raise Meanwhile
        start = end
    bulk.update(RollRow, ("on",), [(row.since, row.row) for row in rows if row.since])


def note_late(rows: Sequence[tuple[Fresh, str]], people_ids: range, membership_ids: range) -> None:
    """The same for rows of people who turned out to be new only now; with them goes what is kept of each."""
    today, outcome = bulk.as_date(clock.today()), Outcome.NEW.value
    bulk.update(
        RollRow,
        ("state", "outcome", "is_fresh", "fields", "old", "new", "person", "began_id", "ended_id", "on"),
        [
            (_APPLIED, outcome, True, "", "", new, person_id, membership_id, None, row.since or today, row.row)
            for (row, new), person_id, membership_id in zip(rows, people_ids, membership_ids, strict=True)
        ],
    )


def may_be(new: str) -> list[int]:
    """The people on file whom a conflict is about."""
    return [int(pk) for pk in kept.opened(new)[1]] if new else []


def old_values(plans: Iterable[Plan]) -> dict[int, dict[str, Any]]:
    """By person, what the changing fields hold now; reads and decrypts only those who change."""
    changing = {plan.person.pk: plan for plan in plans if plan.person and plan.writes and plan.fields}
    on_file = Person.objects.in_bulk(list(changing))
    found: dict[int, dict[str, Any]] = {}
    for pk, plan in changing.items():
        old: dict[str, Any] = {name: getattr(on_file[pk], name) for name in plan.changes if pk in on_file}
        if plan.group is not None and plan.membership:
            old["group"] = plan.membership.group
        found[pk] = old
    return found
