"""How a paper went: by question and by unit, and what people gained between two papers of one campaign.

Counted are first tries alone, since whoever tries again has seen what was right. Marks of few people are hidden from
those who have no right to their names, by the rule of ``kernel.facts.small_cells``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts.small_cells import ENOUGH, People, hidden_children
from unionhall.kernel.org.models import Placement, Unit
from unionhall.modules.learning.models import Assignment, Paper, Sheet
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.answers import split_answers
from unionhall.modules.learning.queries.content import Content, content_for
from unionhall.modules.learning.queries.marking import is_right
from unionhall.modules.learning.queries.tallies import Tally

CHUNK = 2000  # sheets read at a time
Beat = Callable[[int], None]  # told how many sheets are read


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit's first tries; ``mean`` and ``passed`` are None where they are hidden."""

    unit: Unit
    sheets: int
    mean: float | None
    passed: int | None
    is_hidden: bool


def first_tries(paper: Paper, unit: Unit | None = None) -> QuerySet[Sheet]:
    """The sheets that are looked at: handed in, first try, neither void nor another device's."""
    found = Sheet.objects.filter(
        assignment__paper=paper, handed_in__isnull=False, attempt=1, voided=None, is_set_aside=False
    )
    return found if unit is None else found.filter(unit=unit)


def by_unit(by: Actor, paper: Paper) -> list[UnitRow]:
    """Every unit from which somebody handed in, by name; results of few people hidden. Four queries."""
    found = list(
        first_tries(paper)
        .order_by()
        .values("unit_id")
        .annotate(sheets=Count("pk"), mean=Avg("marks"), passed=Count("pk", filter=Q(is_passed=True)))
    )
    units = Unit.objects.in_bulk([row["unit_id"] for row in found])
    places = dict(Placement.objects.open().filter(unit_id__in=units).values_list("unit_id", "path"))
    known = {
        unit_id: unit_id in places and by.may(LearningPermission.RESULTS_READ, at=places[unit_id]) for unit_id in units
    }
    people = {
        str(row["unit_id"]): People(row["sheets"], known=row["sheets"] if known[row["unit_id"]] else 0) for row in found
    }
    everybody = People(sum(one.total for one in people.values()), known=sum(one.known for one in people.values()))
    hidden = hidden_children(everybody, people) if not 0 < everybody.unknown < ENOUGH else set(people)
    rows = [
        UnitRow(
            units[row["unit_id"]],
            row["sheets"],
            None if (is_hidden := str(row["unit_id"]) in hidden and not known[row["unit_id"]]) else row["mean"],
            None if is_hidden else row["passed"],
            is_hidden,
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: row.unit.name)


def may_see(rows: list[UnitRow], unit: Unit | None) -> bool:
    """Whether the answers of a unit (of all, for None) may be shown by question to whom ``rows`` were made for."""
    if unit is None:
        shown = sum(row.sheets for row in rows if not row.is_hidden)
        return shown > 0 or sum(row.sheets for row in rows) >= ENOUGH
    return any(row.unit == unit and not row.is_hidden for row in rows)


def report(paper: Paper, unit: Unit | None = None, beat: Beat | None = None) -> dict[str, Any]:
    """How each question did, and the gain since or until other papers of the same campaign; plain enough for JSON.

    The caller has asked ``may_see``. ``beat`` is told now and then how many sheets are read.
    """
    content = content_for(paper)
    tally = Tally(content)
    for _pk, answers, seed in _answers(content, first_tries(paper, unit)):
        tally.add(answers, seed)
        if beat is not None and tally.sheets % CHUNK == 0:
            beat(tally.sheets)
    return {"sheets": tally.sheets, "questions": tally.as_rows(), "gains": gains(paper, unit)}


def _answers(content: Content, sheets: QuerySet[Sheet]) -> Iterator[tuple[int, list[str], int]]:
    rows = sheets.order_by().values_list("participant_id", "answers", "seed")
    for participant_id, answers, seed in rows.iterator(chunk_size=CHUNK):
        yield participant_id, split_answers(answers, len(content.questions)), seed


def gains(paper: Paper, unit: Unit | None = None) -> list[dict[str, Any]]:
    """Of each question that two papers of one campaign share: how many of those who sat both were right, then and now.

    ``gain`` is the share of what could still be learnt that was learnt (Hake, American Journal of Physics 66, 1998).
    """
    mine = Assignment.objects.filter(paper=paper).values("campaign_id")
    others = (
        Paper.objects.filter(assignments__campaign__in=mine, fixed_at__isnull=False).exclude(pk=paper.pk).distinct()
    )
    found = []
    for other in others:
        first, second = sorted((paper, other), key=lambda one: (one.fixed_at, one.pk))
        found += _gains(first, second, unit)
    return found


def _gains(first: Paper, second: Paper, unit: Unit | None) -> list[dict[str, Any]]:
    before, after = content_for(first), content_for(second)
    places = {one.question_id: place for place, one in enumerate(before.questions) if one.question_id}
    shared = [
        (places[one.question_id], place)
        for place, one in enumerate(after.questions)
        if one.question_id in places and not one.withdrawn
    ]
    if not shared:
        return []
    then = {who: answers for who, answers, _seed in _answers(before, first_tries(first, unit))}
    counted = [[0, 0] for _pair in shared]
    both = 0
    for who, answers, _seed in _answers(after, first_tries(second, unit)):
        if who not in then:
            continue
        both += 1
        for cell, (was, now) in zip(counted, shared, strict=True):
            cell[0] += is_right(before.questions[was], then[who][was])
            cell[1] += is_right(after.questions[now], answers[now])
    if both < ENOUGH:
        return []
    return [
        {
            "before": first.title,
            "after": second.title,
            "text": after.questions[now].text,
            "n": both,
            "share_before": was / both,
            "share_after": is_now / both,
            "gain": (is_now - was) / (both - was) if was < both else None,
        }
        for (was, is_now), (_was, now) in zip(counted, shared, strict=True)
    ]
