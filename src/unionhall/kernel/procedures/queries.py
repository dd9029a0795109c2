"""Reading procedures: what may be done with an item and why not, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Permission, Reason, Scope, Seat, known_permissions, permission_of
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures import below, inboxes
from unionhall.kernel.procedures.declare import Procedural, Procedure, Step, model_of, procedure_of, procedures
from unionhall.kernel.procedures.inboxes import MOST_COUNTED, MOST_OF_OTHERS, Held
from unionhall.kernel.procedures.models import Duty, DutyAbout, DutyQuerySet, Rise
from unionhall.kernel.statements import Select, Text

_NOBODY = 7_340_032_999  # an item, and a duty, that does not exist
_PLACES = tuple(f"id{number}" for number in range(51))
_DUTIES: Select[Duty] = Select(
    lambda **ids: Duty.objects.filter(pk__in=list(ids.values())).select_related("unit"), **dict.fromkeys(_PLACES, int)
)


def why_not(item: Procedural, step_key: str, by: Actor) -> list[Reason]:
    """Why ``by`` may not take this step with this item now; empty: they may.

    The one source for the button, its explanation and the refusal. Raises KeyError for an unknown step.
    """
    procedure = procedure_of(item)
    return reasons_against(item, procedure, procedure.step(step_key), by, paths_of_items([item]))


def steps_for(item: Procedural, by: Actor) -> list[tuple[Step, list[Reason]]]:
    """The steps that lead out of the item's state, in the table's order, each with what speaks against it."""
    procedure, places = procedure_of(item), paths_of_items([item])
    steps = [step for step in procedure.steps if item.state in step.sources]
    return [(step, reasons_against(item, procedure, step, by, places)) for step in steps]


def reasons_against(
    item: Procedural, procedure: Procedure, step: Step, by: Actor, places: Mapping[int, str]
) -> list[Reason]:
    """``why_not`` for many items, given the paths of their units. Guards are asked last, if nothing else is wrong."""
    reasons = []
    if item.state not in step.sources:
        now = procedure.state(item.state).label if item.state else _("未开始")
        reasons.append(
            Reason("procedures.state", _("现在是“%(state)s”，不能“%(step)s”") % {"state": now, "step": step.label})
        )
    if isinstance(step.needs, Permission):
        if not by.may(step.needs, at=places[item.unit_id]):
            needed = {"permission": step.needs.label}
            reasons.append(Reason("procedures.permission", _("您没有“%(permission)s”的权限") % needed))
        elif by.person_id is not None and by.person_id in item.about_person_ids():
            reasons.append(Reason("procedures.about_you", _("这件事与您本人有关，要由别人来办")))
    elif step.needs is None and not by.is_system:
        reasons.append(Reason("procedures.nobody", _("这一步由系统来办，谁也不能代办")))
    if reasons:
        return reasons
    return [reason for guard in step.guards if (reason := guard(item, by)) is not None]


def paths_of_items(items: Iterable[Procedural]) -> dict[int, str]:
    """The paths of the items' units, by unit id, in one query."""
    return org_queries.paths_of({item.unit_id for item in items})


class View(StrEnum):
    """What one may ask an inbox for."""

    MINE = "mine"  # inbox
    OURS = "ours"  # at_my_units
    BELOW = "below"  # overdue_below
    OTHERS = "others"  # waiting_for_others
    DONE = "done"  # done


def inbox(by: Actor, *, seat: Seat | None = None) -> DutyQuerySet:
    """Whose turn it is: mine. Open duties of units where I hold an office that may meet them, and those risen there.

    What has risen also stands here where the office does such things for its own union alone: whoever may not meet it
    sees to it that it is met, and is not shown what it is about (``is_reminder``).

    ``seat``: of that office's unit alone. By due date, those without one last; never those that are about me.
    """
    mine = _mine(by, seat)
    return _open(by).filter(mine).order_by(*_BY_DUE) if mine else Duty.objects.none()


def is_reminder(by: Actor, duty: Duty, place: str) -> bool:
    """Whether a duty of the inbox is there only to be urged: overdue below ``by``, who may not meet it at ``place``."""
    permission = permission_of(duty.permission)
    return permission is not None and not by.may(permission, at=place)


def at_my_units(by: Actor) -> DutyQuerySet:
    """Open duties that I might meet because my office reaches down to their unit, but that are another's turn."""
    reached = _within(by)
    if not reached:
        return Duty.objects.none()
    others = _open(by).filter(reached)
    mine = _mine(by, None)
    return (others.exclude(mine) if mine else others).order_by(*_BY_DUE)


def overdue_below(by: Actor) -> DutyQuerySet:
    """Those of ``at_my_units`` that are overdue, whether they have risen yet or not, the oldest first."""
    reached = _within(by)
    if not reached:
        return Duty.objects.none()
    held = {grant.path for grant in by.grants}
    own = [paths.unit_id(path) for path in held if path]
    return _open(by).filter(reached, due__lt=clock.today()).exclude(unit_id__in=own).order_by(*_BY_DUE)


def waiting_for_others(by: Actor) -> DutyQuerySet:
    """Open duties that came from what I did and that are not my turn."""
    if by.person_id is None:
        return Duty.objects.none()
    waiting = _open(by).filter(opened_by=by.person_id)
    mine = _mine(by, None)
    return (waiting.exclude(mine) if mine else waiting).order_by(*_BY_DUE)


def done(by: Actor) -> DutyQuerySet:
    """Duties that I met, the latest first."""
    if by.person_id is None:
        return Duty.objects.none()
    return Duty.objects.filter(met__isnull=False, met_by=by.person_id).order_by("-met", "-pk")


def first_of(by: Actor, view: View, first: int, last: int, procedure: str = "") -> list[Duty]:
    """A view's duties (of one procedure) from the ``first`` to before the ``last``, at most 51, with their units.

    In the order of the queries above, without sorting all that waits.
    """
    ids = _ids(by, view, inboxes.kept_from(by.person_id), procedure, last)[first:]
    filled = [*ids, *[_NOBODY] * (len(_PLACES) - len(ids))]
    found = {duty.pk: duty for duty in _DUTIES.all(**dict(zip(_PLACES, filled, strict=True)))} if ids else {}
    return [found[pk] for pk in ids]


def count_of(by: Actor, view: View, procedure: str = "", most: int = MOST_COUNTED) -> int:
    """How many duties (of one procedure) there are in a view, at most ``most``: what is that far behind comes forward
    as the rest is done."""
    return _count(by, view, inboxes.kept_from(by.person_id), procedure, most)


def count_inbox(by: Actor) -> int:
    """How many duties are my turn, at most ``MOST_COUNTED``."""
    return count_of(by, View.MINE)


def counts(by: Actor, shown: View | None = None, most: int = MOST_OF_OTHERS) -> dict[View, int]:
    """How many of each view but what is done: mine, at most ``MOST_COUNTED``; of others, ``MOST_OF_OTHERS``, and
    ``most`` of the view that is ``shown``.

    One need not know how many tens of thousands a district has open, and counting them costs more than the page.
    """
    about = inboxes.kept_from(by.person_id)
    mosts = {view: most if view is shown else MOST_OF_OTHERS for view in View if view is not View.DONE}
    mosts[View.MINE] = MOST_COUNTED
    pieces = {view: piece for view, each in mosts.items() if (piece := _number(by, view, about, "", each)) is not None}
    found = dict(zip(pieces, inboxes.numbers(list(pieces.values())), strict=True))
    if found.get(View.OTHERS):
        found[View.OTHERS] = len(_ids(by, View.OTHERS, about, "", mosts[View.OTHERS]))
    return {view: found.get(view, 0) for view in mosts}


def _number(by: Actor, view: View, about: tuple[int, ...], procedure: str, most: int) -> Text | None:
    """The count of a view as a piece of a statement; of what waits for others, whether it need be counted."""
    if view is View.MINE:
        return inboxes.number(_held(by, procedure=procedure), about, procedure, most)
    if view in _WANTED:
        return below.number(_reached(by, procedure), _WANTED[view](by, about, procedure), most)
    return None if by.person_id is None else inboxes.number_opened(by.person_id)


def _count(by: Actor, view: View, about: tuple[int, ...], procedure: str, most: int) -> int:
    if view is View.MINE or view in _WANTED:
        piece = _number(by, view, about, procedure, most)
        return inboxes.numbers([piece])[0] if piece is not None else 0
    return len(_ids(by, view, about, procedure, most))


def _ids(by: Actor, view: View, about: tuple[int, ...], procedure: str, last: int) -> list[int]:
    """The ids of a view's first ``last`` duties."""
    if view is View.MINE:
        return inboxes.first(_held(by, procedure=procedure), about, last, procedure)
    if view in _WANTED:
        return below.first(_reached(by, procedure), _WANTED[view](by, about, procedure), last)
    if by.person_id is None:
        return []
    if view is View.DONE:
        return inboxes.met_by(by.person_id, last, procedure)
    return inboxes.opened_by(by.person_id, about, _held(by), last, procedure)


def _others(by: Actor, about: tuple[int, ...], procedure: str) -> below.Wanted:
    """What is another's turn below: not mine."""
    return below.Wanted(about, besides=tuple(_held(by)), procedure=procedure)


def _overdue(by: Actor, about: tuple[int, ...], procedure: str) -> below.Wanted:
    own = {paths.unit_id(grant.path) for grant in by.grants if grant.path}
    return below.Wanted(about, without=tuple(sorted(own)), is_overdue=True, procedure=procedure)


_WANTED = {View.OURS: _others, View.BELOW: _overdue}


def count_open(tops: Sequence[str]) -> int:
    """How many open duties units hold at these paths and below: what a move or an ending of them touches."""
    return Duty.objects.open().filter(unit_id__in=org_queries.ids_within(Scope(below=tuple(tops)))).count()


def items_of(duties: Iterable[Duty]) -> dict[tuple[str, int], Procedural]:
    """The items of some duties by (procedure, item id): one query for each procedure among them."""
    ids: dict[str, set[int]] = {}
    for duty in duties:
        ids.setdefault(duty.procedure, set()).add(duty.item_id)
    return {
        (key, pk): item
        for key, wanted in ids.items()
        for pk, item in model_of(key)._default_manager.in_bulk(list(wanted)).items()
    }


def addresses_of(duties: Iterable[Duty]) -> dict[tuple[str, int], str]:
    """Where the items of some duties are, by (procedure, item id); items are fetched only where their address asks."""
    found, fetched, before_and_after = dict[tuple[str, int], str](), list[Duty](), dict[str, list[str]]()
    for duty in duties:
        model: Any = model_of(duty.procedure)
        if not model.is_addressed_by_id:
            fetched.append(duty)
            continue
        if duty.procedure not in before_and_after:
            before_and_after[duty.procedure] = model(pk=_NOBODY).get_absolute_url().split(str(_NOBODY))
        found[duty.procedure, duty.item_id] = str(duty.item_id).join(before_and_after[duty.procedure])
    return found | {key: item.get_absolute_url() for key, item in items_of(fetched).items()}


def duties_of(item: Procedural) -> DutyQuerySet:
    """All duties of one item, the oldest first, for a page that has checked that its reader may see the item."""
    return Duty.objects.of(item.procedure, item.pk).order_by("opened", "pk")


def timeline(item: Procedural, by: Actor) -> list[Line]:
    """What was done with the item, the oldest first, for a page that has checked that ``by`` may see it.

    Show the lines through ``journal.queries.shown``. Raises Denied for a visitor without a name.
    """
    return list(journal.lines_of(item, by))


_BY_DUE: Sequence[Any] = (F("due").asc(nulls_last=True), "pk")


def _open(by: Actor) -> DutyQuerySet:
    """Open duties that are not about the actor."""
    found = Duty.objects.open().select_related("unit")
    if by.person_id is None:
        return found
    return found.exclude(Exists(DutyAbout.objects.filter(duty=OuterRef("pk"), person_id=by.person_id)))


def _mine(by: Actor, seat: Seat | None) -> Q | None:
    """The condition that a duty is my turn; None if nothing can be."""
    condition = Q()
    for one in _held(by, seat):
        risen = Rise.objects.filter(unit_id__in=one.units).values("duty_id")
        may = Q(permission__in=one.permissions)
        condition |= Q(unit_id__in=one.units) & may | Q(pk__in=risen) & may
    return condition or None


def _held(by: Actor, seat: Seat | None = None, procedure: str = "") -> list[Held]:
    """The units where the actor holds an office, by what it permits there: few conditions for many seats alike."""
    by_unit: dict[int, set[str]] = {}
    asked = _asked(procedure)
    for grant in by.grants:
        if grant.permission in asked and grant.path and (seat is None or seat.path == grant.path):
            by_unit.setdefault(paths.unit_id(grant.path), set()).add(grant.permission)
    held: dict[frozenset[str], set[int]] = {}
    for unit_id, permissions in by_unit.items():
        held.setdefault(frozenset(permissions), set()).add(unit_id)
    return [Held(permissions, frozenset(units)) for permissions, units in held.items()]


def _asked(procedure: str = "") -> set[str]:
    """The permissions that some clock (of one procedure) asks for: no duty is met by another."""
    some = [procedures[procedure]] if procedure else procedures.values()
    return {clock.needs.value for one in some for clock in one.clocks}


def _within(by: Actor) -> Q | None:
    """The condition that a duty's unit lies where the actor holds the duty's permission; None if nowhere."""
    if by.is_system:
        return Q(pk__isnull=False)
    condition = Q()
    known = known_permissions()
    for key in {grant.permission for grant in by.grants} & known.keys() & _asked():
        condition |= Q(permission=key, unit_id__in=org_queries.ids_within(by.scope(known[key])))
    return condition or None


def _reached(by: Actor, procedure: str) -> dict[Scope, set[str]]:
    """Which permissions that clocks ask for reach down in which part of the tree.

    Without what is held at a union alone: what waits there is one's own turn.
    """
    held = _asked(procedure) if by.is_system else {grant.permission for grant in by.grants} & _asked(procedure)
    permissions: dict[Scope, set[str]] = {}
    for key in held:
        if (permission := permission_of(key)) is not None and (tops := by.scope(permission).below):
            permissions.setdefault(Scope(below=tops), set()).add(key)
    return permissions
