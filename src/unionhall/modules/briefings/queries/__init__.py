"""Reading briefings: drafts where one writes or approves them, what is issued also above and below."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access.queries import own_unit
from unionhall.kernel.actor import Actor, Scope, one_of
from unionhall.kernel.facts.models import Asked, Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.statements import Select
from unionhall.modules.briefings.models import Briefing, Opening
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.briefings.procedure import PUBLISHED

MOST_RECKONINGS = 30
NEW_FOR_DAYS = 90  # what is older is not told as news to who comes into office


def own(by: Actor) -> QuerySet[Briefing]:
    """Briefings of the unions for which the actor drafts or approves, in every state, the newest first."""
    mine = Q(unit_id__in=org_queries.ids_ever_within(by.scope(BriefingPermission.DRAFT)))
    mine |= Q(unit_id__in=org_queries.ids_ever_within(by.scope(BriefingPermission.ISSUE)))
    return _all().filter(mine)


def from_above(by: Actor) -> QuerySet[Briefing]:
    """What unions above the actor's have issued, the newest first; also what was withdrawn, which says so."""
    return _published().filter(unit_id__in=_above(by.scope(BriefingPermission.READ)))


def from_below(by: Actor) -> QuerySet[Briefing]:
    """What unions below the actor's have issued, the newest first."""
    scope = by.scope(BriefingPermission.READ)
    own_units = [paths.unit_id(path) for path in {*scope.here, *scope.below} if path]
    return _published().filter(unit_id__in=org_queries.ids_ever_within(scope)).exclude(unit_id__in=own_units)


def briefing_for(by: Actor, briefing_id: int) -> Briefing:
    """A briefing that the actor may see. Raises Denied if there is none."""
    scope = by.scope(BriefingPermission.READ)
    issued = Q(unit_id__in=org_queries.ids_ever_within(scope)) | Q(unit_id__in=_above(scope))
    found = _all().filter(pk=briefing_id).first()
    if found is not None and found.state in PUBLISHED and Briefing.objects.filter(issued, pk=briefing_id).exists():
        return found
    return one_of(own(by), BriefingPermission.READ, pk=briefing_id)


def drafting_unit(by: Actor) -> Unit:
    """The union in whose name the actor drafts: of the first of their offices that may. Raises Denied without one."""
    return own_unit(by, BriefingPermission.DRAFT)


def last_word(unit: Unit) -> str:
    """The 机关代字 under which the union last drafted, so that nobody types it twice."""
    last = Briefing.objects.filter(unit=unit).exclude(word="").order_by("-pk").values_list("word", flat=True).first()
    return last or ""


def unread(by: Actor) -> QuerySet[Briefing]:
    """What unions above have issued lately and the union in whose name the actor acts has not opened yet."""
    seats = [seat.unit_id for seat in by.seats[:1]]
    lately = clock.now() - timedelta(days=NEW_FOR_DAYS)
    return from_above(by).filter(withdrawn=None, issued__gte=lately).exclude(openings__unit_id__in=seats)


def count_unread(by: Actor) -> int:
    """How many ``unread`` has: every page of the desk says so."""
    seats = [seat.unit_id for seat in by.seats[:1]]
    above = sorted(_above(by.scope(BriefingPermission.READ)))
    if not above or not seats or len(above) > len(_ABOVE):
        return unread(by).count() if above else 0
    filled = dict(zip(_ABOVE, [*above, *[0] * (len(_ABOVE) - len(above))], strict=True))
    return len(_UNREAD.all(lately=clock.now() - timedelta(days=NEW_FOR_DAYS), seat=seats[0], **filled))


def openings(briefing: Briefing) -> tuple[int, int]:
    """How many of the unions below have opened an issued briefing: n of m, as the tree stands now."""
    n = Opening.objects.filter(briefing=briefing).count()
    return n, max(n, org_queries.count_below(org_queries.path_of(briefing.unit)))


def reckonings_of(unit: Unit) -> list[Reckoning]:
    """The campaigns that asked the unit or units below it, the latest first; for a page that has checked its reader."""
    asked = Asked.objects.filter(below(org_queries.path_of(unit)), reckoning=OuterRef("pk"))
    return list(Reckoning.objects.filter(Exists(asked)).order_by("-since", "-pk")[:MOST_RECKONINGS])


def scopes_of(by: Actor, unit: Unit) -> QuerySet[Unit]:
    """The unit and those directly below whose figures the actor may cite, the widest first."""
    top = org_queries.path_of(unit)
    deepest = len(top) + paths.SEGMENT
    standing = Placement.objects.open().below(top).within(by.scope(FactsPermission.FIGURES_READ))
    near = standing.annotate(width=Length("path")).filter(width__lte=deepest)
    return Unit.objects.filter(pk__in=near.values("unit_id")).order_by("code")


def _all() -> QuerySet[Briefing]:
    return Briefing.objects.select_related("unit", "reckoning").order_by("-pk")


def _published() -> QuerySet[Briefing]:
    return _all().filter(state__in=PUBLISHED).order_by("-issued", "-pk")


def _above(scope: Scope) -> set[int]:
    """The units above those in a scope's tops, by id."""
    held = {*scope.here, *scope.below}
    return {pk for path in held if path for pk in paths.unit_ids(path)[:-1]}


_ABOVE = tuple(f"id{number}" for number in range(12))
_UNREAD: Select[tuple[int]] = Select(
    lambda lately, seat, **ids: (
        Briefing.objects.filter(state__in=PUBLISHED, unit_id__in=list(ids.values()), withdrawn=None)
        .filter(issued__gte=lately)
        .exclude(openings__unit_id=seat)
        .order_by()
        .values_list("pk")
    ),
    lately=datetime,
    seat=int,
    **dict.fromkeys(_ABOVE, int),
)
