"""Reading the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Denied, Scope
from unionhall.kernel.journal import declare
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.journal.permissions import JournalPermission


def subject_of(obj: Model | None) -> str:
    """How a line names what it is about: "<app label>.<model>:<id>", the format of facts' sources too; "" for None."""
    return f"{obj._meta.app_label}.{obj._meta.object_name}:{obj.pk}" if obj is not None else ""


def lines_of(subject: Model | str, by: Actor) -> QuerySet[Line]:
    """The lines about one thing, oldest first: its timeline.

    The page that shows the thing has checked that ``by`` may see it. Raises Denied for a visitor without a name.
    Names of people in the lines are shown through ``shown`` alone, which knows who may read them.
    """
    if not by.name:
        raise Denied("journal of a thing")
    key = subject if isinstance(subject, str) else subject_of(subject)
    return Line.objects.filter(subject=key).order_by("id")


def lines_about(*person_ids: int) -> QuerySet[Line]:
    """The lines in which a person is named as the one it was about, newest first: what the person themself reads.

    Several ids are the files of one person, merged by now (``people.queries.files_of``).
    """
    named = LineName.objects.filter(person_id__in=person_ids, part=LineName.ABOUT)
    return Line.objects.filter(pk__in=named.values("line_id")).order_by("-id")


def lines_at(by: Actor, scope: Scope | None = None) -> QuerySet[Line]:
    """The lines of the units where ``by`` may read the journal, newest first; narrowed to ``scope`` if one is given.

    Lines without a unit (of the installation itself) are shown to those alone who may read the whole tree. What people
    did without an office (a worker's paper) is shown where names may be read, and nowhere above: names stay below.
    Lines about what is kept from ``by`` (``declare.keep_from``) are not among them.
    """
    found = Line.objects.order_by("-id")
    for part in (by.scope(JournalPermission.READ), scope):
        if part is not None and not part.is_everything:
            found = found.none() if part.is_empty else found.filter(unit_id__in=declare.asked_units().within(part))
    if kept := declare.kept_from(by):
        found = found.exclude(subject__in=kept)
    names = by.scope(JournalPermission.NAMES_READ)
    if not names.is_everything:
        in_office = ~Q(office="")
        where_known = Q() if names.is_empty else Q(unit_id__in=declare.asked_units().within(names))
        found = found.filter(in_office | where_known if where_known else in_office)
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as somebody may read it. ``about`` is None where there are names that the reader may not see."""

    line: Line
    sentence: str
    by: str
    about: tuple[str, ...] | None


def shown(lines: Iterable[Line], by: Actor, *, as_people: Collection[int] = ()) -> list[Shown]:
    """Lines made readable in two or three queries, with the names that ``by`` may see at each line's unit.

    ``as_people``: the files of the person who reads lines about themself (``lines_about``) and always sees their name.
    """
    lines = list(lines)
    names: dict[int, list[LineName]] = {}
    for name in LineName.objects.filter(line__in=lines).order_by("id"):
        names.setdefault(name.line_id, []).append(name)
    unit_ids = {line.unit_id for line in lines if line.unit_id is not None}
    paths = declare.asked_units().paths(unit_ids) if unit_ids else {}
    units = declare.asked_units().names(unit_ids) if unit_ids else {}
    scope = by.scope(JournalPermission.NAMES_READ)
    return [_shown(line, names.get(line.pk, []), scope, paths, units, as_people) for line in lines]


def _shown(
    line: Line,
    names: list[LineName],
    scope: Scope,
    paths: Mapping[int, str],
    units: Mapping[int, str],
    as_people: Collection[int],
) -> Shown:
    path = paths.get(line.unit_id or 0)
    may_see = scope.is_everything or (path is not None and scope.covers(path))
    who = [name for name in names if name.part == LineName.ABOUT]
    readable = tuple(name.name for name in who if may_see or name.person_id in as_people)
    blanks = _Blanks(line.data) | {"unit": units.get(line.unit_id or 0, ""), "about": _("、").join(readable)}
    return Shown(
        line=line,
        sentence=str(declare.sentence(line.verb)).format_map(_Blanks(blanks)),
        by=_("、").join(
            name.name
            for name in names
            if name.part == LineName.BY and (line.office or may_see or name.person_id in as_people)
        ),
        about=readable if len(readable) == len(who) else None,
    )


class _Blanks(dict[str, object]):
    """A blank that a line has nothing for stays empty: an old line must not break a page."""

    def __missing__(self, key: str) -> str:
        return ""
