"""Finding."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length, Lower, StrIndex

from unionhall.kernel.actor import Actor, Permission
from unionhall.kernel.org.models import Unit
from unionhall.kernel.search import index, pairs
from unionhall.kernel.search.models import Entry

_NOT_IN_TITLE = 1000


def find(by: Actor, q: str, kinds: Mapping[str, Permission], limit: int = 20) -> list[Entry]:
    """Up to ``limit`` entries for what was typed, best first, in one query; with the unit loaded.

    ``kinds`` says what is looked for and the permission that one needs at an entry's unit to find it. Every part of
    the query (parted by blanks) must occur, in title or text; letters alone also find by pinyin initials. Best is
    where the title begins with the query, then where it holds it early, then the shorter title.
    """
    phrases = pairs.phrases(q)
    allowed = _allowed(by, kinds)
    if not phrases or not allowed:
        return []
    found = Entry.objects.filter(allowed).filter(_found_by(q, phrases))
    return list(_best_first(found, q).select_related("unit")[:limit])


def _found_by(q: str, phrases: list[list[str]]) -> Q:
    by_text = Q(pk__in=index.matching(phrases))
    letters = pairs.as_letters(q)
    return by_text | Q(pk__in=index.beginning(letters)) if letters else by_text


def _allowed(by: Actor, kinds: Mapping[str, Permission]) -> Q:
    """Which entries the actor may find; an empty condition if none."""
    allowed = Q()
    for kind, permission in kinds.items():
        scope = by.scope(permission)
        if scope.is_everything:
            allowed |= Q(kind=kind)
        elif not scope.is_empty:
            allowed |= Q(kind=kind, unit__in=Unit.objects.within(scope).order_by())
    return allowed


def _best_first(found: QuerySet[Entry], q: str) -> QuerySet[Entry]:
    place = StrIndex(Lower("title"), Value(pairs.runs(q)[0]))
    rank = Case(When(place=0, then=_NOT_IN_TITLE), default="place", output_field=IntegerField())
    return found.annotate(place=place).order_by(rank, Length("title"), "pk")
