"""The ledger 台账 of hazards: what one may see, narrowed, page by page without counting them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Scope
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.safety.models import Hazard, Mending
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.procedure import CLOSED, OPEN
from unionhall.modules.safety.queries.hazards import hazards, overdue_at

VIEWS = ("open", "overdue", "closed", "all")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the ledger is wanted; empty = no matter."""

    view: str = "open"
    kind: str = ""
    grade: str = ""
    unit: Unit | None = None  # it and what stands below it
    since: date | None = None
    until: date | None = None
    after: tuple[date, int] | None = None  # the last row of the page before: its day in the ledger's order, and its id


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, with the round of mending that came last."""

    hazard: Hazard
    last: Mending | None
    rechecker: str
    cells: list[str | int | None] = field(default_factory=list)


def ledger(by: Actor, asked: Asked) -> QuerySet[Hazard]:
    """The hazards that are wanted of those ``by`` may see: the newest first, of those overdue the longest overdue."""
    found = narrowed(hazards(by), asked)
    if asked.view == "overdue":
        return found.filter(overdue_at(clock.today())).order_by("due", "pk")
    states = {"open": OPEN, "closed": (CLOSED,)}.get(asked.view)
    return found.filter(state__in=states) if states else found


def narrowed(found: QuerySet[Hazard], asked: Asked) -> QuerySet[Hazard]:
    """Those of some hazards that are wanted, whatever became of them."""
    if asked.unit is not None:
        place = org_queries.path_of(asked.unit)
        found = found.filter(site_id__in=org_queries.ids_ever_within(Scope(below=(place,))))
    exact = {"kind": asked.kind, "grade": asked.grade, "found_on__gte": asked.since, "found_on__lte": asked.until}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.after is None:
        return found
    day, pk = asked.after
    if asked.view == "overdue":
        return found.filter(due__gte=day).filter(Q(due__gt=day) | Q(pk__gt=pk))
    return found.filter(found_on__lte=day).filter(Q(found_on__lt=day) | Q(pk__lt=pk))


def entries(by: Actor, found: Iterable[Hazard]) -> list[Entry]:
    """Lines with what a ledger customarily holds, three queries for all of them.

    How it was found stands there for the union; the employer's side does not learn even that somebody reported it.
    """
    listed = list(found)
    last: dict[int, Mending] = {}
    for start in range(0, len(listed), 500):
        ids = [hazard.pk for hazard in listed[start : start + 500]]
        last.update({each.hazard_id: each for each in Mending.objects.filter(hazard_id__in=ids).order_by("pk")})
    people = {each.rechecked_by for each in last.values() if each.rechecked_by}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    whole = by.scope(SafetyPermission.READ)
    places = org_queries.paths_of({hazard.unit_id for hazard in listed})
    known = {unit_id for unit_id, place in places.items() if whole.covers(place)}
    return [_entry(one, last.get(one.pk), names, is_known=one.unit_id in known) for one in listed]


def head() -> list[str]:
    """What the columns are called."""
    return [
        _("编号"),
        _("发现日期"),
        _("单位"),
        _("地点"),
        _("类别"),
        _("等级"),
        _("隐患内容"),
        _("怎么发现的"),
        _("整改责任人"),
        _("整改期限"),
        _("整改措施"),
        _("整改资金（元）"),
        _("复查人"),
        _("复查情况"),
        _("办到哪一步"),
        _("销号日期"),
    ]


def lines(found: Iterable[Entry]) -> Iterator[list[str | int | None]]:
    """The same as rows of a table."""
    for entry in found:
        yield entry.cells


def _entry(hazard: Hazard, last: Mending | None, names: dict[int, str], *, is_known: bool) -> Entry:
    rechecker = names.get(last.rechecked_by or 0, "") if last else ""
    cells: list[str | int | None] = [
        hazard.number,
        hazard.found_on.isoformat(),
        hazard.site.name,
        hazard.place,
        str(hazard.get_kind_display()),
        str(hazard.get_grade_display()),
        hazard.words,
        str(hazard.get_source_display()) if is_known else "",
        hazard.mender_text,
        hazard.due.isoformat() if hazard.due else "",
        last.words if last else "",
        last.cost if last else None,
        rechecker,
        last.recheck_words if last else "",
        hazard.state_label,
        hazard.closed_on.isoformat() if hazard.closed_on else "",
    ]
    return Entry(hazard, last, rechecker, cells)
