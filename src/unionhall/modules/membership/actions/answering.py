"""What a file leaves open and a person can say at once for all rows: which unit is meant, which way a date is written.

Kept with the import as ``answers``: {"units": {what the cell says: unit id}, "days": {column: "month" | "day"}}, and
given to the reader when the file is compared anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.actions import columns
from unionhall.modules.membership.actions.days import DAY_FIRST, MONTH_FIRST
from unionhall.modules.membership.actions.naming_units import Units, Wrong
from unionhall.modules.membership.actions.reading import FIELDS
from unionhall.modules.membership.actions.reading.dates import TwoDays, read_day
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.permissions import MembershipPermission

MOST = 20  # questions at once: those of most rows
LIKE = 3  # units whose name is nearly the one that was written
STATES = (RollImport.State.STAGED, RollImport.State.UPLOADED)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is open: ``key`` as answers are kept by, what the cells say, how many rows wait for it."""

    key: str
    column: str  # the file's own word, ours where it was answered before
    text: str
    rows: int
    first_row: int
    units: tuple[Unit, ...] = ()  # that may be meant; () where it is about days
    days: TwoDays | None = None
    is_known: bool = False  # whether ``units`` are all that have this name
    answer: str = ""  # as it was given: a unit's id, or "month", "day"

    @property
    def is_of_days(self) -> bool:
        """Whether it asks which way a date is written."""
        return "\t" in self.key


def questions(by: Actor, roll_import: RollImport) -> list[Question]:
    """What is open, the question of most rows first, then what was answered before. Needs ROLL_IMPORT at the unit."""
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for problem in roll_import.report.get("problem_rows", []):
        if problem.get("asks"):
            waiting.setdefault(problem["asks"], []).append(problem)
    units = Units(by, roll_import.unit)
    most = sorted(waiting.items(), key=lambda item: -len(item[1]))[:MOST]
    found = [_of_days(key, rows) if "\t" in key else _of_unit(key, rows, units) for key, rows in most]
    return [each for each in found if each is not None] + _answered(roll_import, units)


def answer(by: Actor, roll_import: RollImport, given: Mapping[str, str]) -> RollImport:
    """Keep answers (by the question's key: a unit's id, MONTH_FIRST, DAY_FIRST, or "" for none) and compare anew.

    Needs ROLL_IMPORT at the import's unit. Raises Refused for a unit that is not within reach, and once it is applied.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    if roll_import.state not in STATES:
        raise Refused(Reason("import-begun", str(roll_import.get_state_display())))
    reach = Units(by, roll_import.unit).by_pk
    units = {**roll_import.answers.get("units", {})}
    days = {**roll_import.answers.get("days", {})}
    for key, value in given.items():
        kept = days if "\t" in key else units
        kept.pop(key, None)
        if "\t" in key and value in (MONTH_FIRST, DAY_FIRST):
            days[key] = value
        elif "\t" not in key and value:
            if int(value) not in reach:
                raise Refused(Reason("import-unit", value))
            units[key] = int(value)
    answers = {"units": units, "days": days}
    return columns.compare(by, roll_import, mapping=roll_import.mapping, answers=answers)


def unit_meant(by: Actor, roll_import: RollImport, text: str) -> Unit:
    """The unit that somebody writes down by code or name. Raises Wrong with the sentence."""
    units = Units(by, roll_import.unit)
    try:
        return units.find(text, "")
    except Wrong:
        return units.find("", text)


def _of_days(key: str, rows: list[Mapping[str, Any]]) -> Question | None:
    try:
        read_day(rows[0]["value"])
    except TwoDays as either:
        return Question(key, rows[0]["column"], rows[0]["value"], len(rows), rows[0]["row"], days=either)
    except ValueError:
        pass
    return None


def _of_unit(key: str, rows: list[Mapping[str, Any]], units: Units) -> Question:
    text = str(rows[0]["value"])
    same = units.called(text)
    return Question(
        key, rows[0]["column"], text, len(rows), rows[0]["row"], tuple(_with_members(same or _like(key, units))),
        is_known=bool(same),
    )  # fmt: skip


def _like(key: str, units: Units) -> list[Unit]:
    names = get_close_matches(key, units.by_name, n=LIKE, cutoff=0.5)
    return [unit for name in names for unit in units.by_name[name]]


def _with_members(units: list[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.state != Unit.State.ENDED and kinds[unit.kind].is_grassroots]


def _answered(roll_import: RollImport, units: Units) -> list[Question]:
    """What was answered already, to be answered otherwise."""
    given = roll_import.answers
    found = []
    for key, unit_id in given.get("units", {}).items():
        if unit_id in units.by_pk:
            known = _with_members(units.called(key))
            chosen = units.by_pk[unit_id]
            choices = tuple(dict.fromkeys([chosen, *known]))
            found.append(Question(key, "", key, 0, 0, choices, is_known=bool(known), answer=str(unit_id)))
    return found + [
        Question(key, FIELDS[key.partition("\t")[2]].label, "", 0, 0, answer=first)
        for key, first in given.get("days", {}).items()
    ]
