"""What people gained between two papers of one campaign: of the questions that both ask, by the first try at either.

Papers stand in the order in which they were fixed. A question of the later one is compared with the first earlier paper
in which the person was asked it. It is kept with the sheet that counts, so that it is counted and taken back with it.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.people.models import Person
from unionhall.kernel.statements import Select
from unionhall.modules.learning.facts import GAINS, gain_rows
from unionhall.modules.learning.models import Assignment, Sheet
from unionhall.modules.learning.queries.answers import split_answers
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import Content, content_of
from unionhall.modules.learning.queries.marking import is_right

Which = tuple[int, int, int]  # paper, version, edition
# later paper → place (from 1) of a question → (earlier paper, place there), the first paper first
Shared = Mapping[int, Mapping[int, Sequence[tuple[int, int]]]]


def compare(by: Actor, people: Collection[int | None], campaign_id: int | None = None) -> None:
    """Work out anew what these people gained, in one campaign or in all, with its facts; in the caller's transaction.

    Where a campaign has no two papers with a common question, as most, there is nothing to be done (``is_compared``).
    """
    known = [person_id for person_id in people if person_id is not None]
    hold(known)
    counted = Sheet.objects.filter(participant__person_id__in=known, counted_on__isnull=False)
    counted = counted.select_related("assignment__campaign", "participant").order_by("pk")
    if campaign_id is not None:
        counted = counted.filter(assignment__campaign_id=campaign_id)
    sheets = list(counted.defer("answers", "receipts"))
    shared = {pk: _shared_in(pk) for pk in {sheet.assignment.campaign_id for sheet in sheets}}
    wanted = [pk for pk, found in shared.items() if found]
    first = _first_tries(known, wanted) if wanted else {}
    changed = [sheet for sheet in sheets if _set(sheet, shared[sheet.assignment.campaign_id], first)]
    if not changed:
        return
    Sheet.objects.bulk_update(changed, ["learnt", "to_learn"], batch_size=100)
    gone = [subject_of(sheet) for sheet in changed if sheet.learnt is None]
    facts.withdraw(by, GAINS, gone)
    facts.record(by, [row for sheet in changed for row in gain_rows(sheet)])


def hold(people: Collection[int]) -> None:
    """Two devices of one person at the same moment wait for each other. SQLite has one writer anyway."""
    if not connection.features.has_select_for_update:
        return
    if len(people) == 1:
        _ONE.later(pk=next(iter(people)))
    else:
        list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))


def _set(sheet: Sheet, shared: Shared, first: Mapping[tuple[int | None, int, int], Sheet]) -> bool:
    """What the person gained by this sheet's paper; whether that is something else than before."""
    was = sheet.learnt, sheet.to_learn
    sheet.learnt = sheet.to_learn = None
    campaign, person = sheet.assignment.campaign_id, sheet.participant.person_id
    mine = first.get((person, campaign, sheet.assignment.paper_id or 0))
    if mine is not None:
        knows_now = _known(mine)
        for place, earlier in shared.get(sheet.assignment.paper_id or 0, {}).items():
            before = next(
                (
                    known[there]
                    for paper, there in earlier
                    if there in (known := _known_by(first, person, campaign, paper))
                ),
                None,
            )
            if before is not None and place in knows_now:
                sheet.learnt = (sheet.learnt or 0) + knows_now[place] - before
                sheet.to_learn = (sheet.to_learn or 0) + (not before)
    return was != (sheet.learnt, sheet.to_learn)


def _known_by(
    first: Mapping[tuple[int | None, int, int], Sheet], person: int | None, campaign: int, paper: int
) -> Mapping[int, bool]:
    sheet = first.get((person, campaign, paper))
    return _known(sheet) if sheet is not None else {}


def _known(sheet: Sheet) -> dict[int, bool]:
    """Of every question that the sheet was asked and that stands: whether it was answered right."""
    content = _content(sheet)
    given = split_answers(sheet.answers, len(content.questions))
    asked = ((place, content.questions[place - 1]) for place in arranged(content, sheet.seed).order)
    return {place: is_right(one, given[place - 1]) for place, one in asked if not one.withdrawn}


def _content(sheet: Sheet) -> Content:
    paper = sheet.assignment.paper
    if paper is None:
        raise ValueError(f"{sheet} has no paper")
    return content_of(paper.pk, paper.version, paper.edition)


def _first_tries(people: Collection[int], campaigns: Collection[int]) -> dict[tuple[int | None, int, int], Sheet]:
    """Their first tries by person, campaign and paper: whoever tries again has seen what was right."""
    found = Sheet.objects.filter(
        participant__person_id__in=people,
        assignment__campaign_id__in=campaigns,
        attempt=1,
        handed_in__isnull=False,
        voided=None,
        is_set_aside=False,
    ).select_related("assignment__paper", "participant")
    light = found.defer("receipts", "assignment__paper__content").order_by("-pk")
    return {
        (sheet.participant.person_id, sheet.assignment.campaign_id, sheet.assignment.paper_id or 0): sheet
        for sheet in light
    }


def is_compared(papers: Sequence[Which]) -> bool:
    """Whether anything can be gained between a campaign's papers (``PAPERS_BESIDE``)."""
    return len(papers) > 1 and bool(_shared(tuple(papers)))


def _shared_in(campaign_id: int) -> Shared:
    papers = tuple(_PAPERS.all(campaign=campaign_id))
    return _shared(papers) if len(papers) > 1 else {}


@lru_cache(maxsize=64)
def _shared(papers: tuple[Which, ...]) -> Shared:
    """Which questions papers have in common; a fixed paper changes by its edition alone."""
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    seen: dict[int, list[tuple[int, int]]] = {}
    for which in papers:
        asked = [
            (place, one.question_id) for place, one in enumerate(content_of(*which).questions, 1) if one.question_id
        ]
        common = {place: list(seen[question]) for place, question in asked if question in seen}
        if common:
            found[which[0]] = common
        for place, question in asked:
            seen.setdefault(question, []).append((which[0], place))
    return found


_ONE = Select(lambda pk: Person.objects.select_for_update().filter(pk=pk).values_list("pk"), pk=int)


def _papers(**where: Any) -> QuerySet[Assignment, Any]:
    """The papers that are compared, in their order."""
    found = Assignment.objects.filter(**where, paper__fixed_at__isnull=False, paper__is_practice=False)
    return found.order_by("paper__fixed_at", "paper_id").values_list("paper_id", "paper__version", "paper__edition")


_PAPERS = Select(lambda campaign: _papers(campaign_id=campaign), campaign=int)
# of a sheet's campaign
PAPERS_BESIDE = Select(
    lambda sheet: _papers(campaign_id=Subquery(Sheet.objects.filter(pk=sheet).values("assignment__campaign_id")[:1])),
    sheet=int,
)
