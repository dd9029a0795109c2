"""Plans of mergers and splits, and what speaks against one as far as the tree itself is concerned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries
from unionhall.kernel.org.actions import NewUnit, why_not_found
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Succession, Unit
from unionhall.kernel.org.moves import at_or_below, deepest_possible, why_not_from_above, why_not_on
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.org.regrouping import Going, Regrouping


@dataclass(frozen=True, slots=True)
class Merger:
    """``sources`` end on ``on`` and go over into ``into``: a union that stands, or a new one.

    ``carried``: ids of appointments at the sources whose holders keep their office at ``into``.
    """

    sources: tuple[Unit, ...]
    into: Unit | NewUnit
    on: date
    reason: str = ""
    carried: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SplitOff:
    """One new union split off: which unions below and which members go over into it."""

    new: NewUnit
    children: tuple[Unit, ...] = ()
    person_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Split:
    """From ``on`` on, the new unions stand beside ``source``, which stands on with the rest."""

    source: Unit
    parts: tuple[SplitOff, ...]
    on: date
    reason: str = ""


def units_and_new(plan: Merger | Split) -> tuple[list[Unit], list[NewUnit]]:
    """The units of the plan that stand already, and those it founds."""
    if isinstance(plan, Split):
        return [plan.source], [part.new for part in plan.parts]
    if isinstance(plan.into, NewUnit):
        return list(plan.sources), [plan.into]
    return [*plan.sources, plan.into], []


def why_not(by: Actor, plan: Merger | Split, seen: Regrouping) -> list[Reason]:
    """What the tree's rules and its history have against the plan; empty: nothing."""
    units, new = units_and_new(plan)
    reasons = _unsound(plan) + [reason for unit in units for reason in _must_stand(unit)]
    if reasons:
        return reasons
    placed = queries.placements_of({unit.pk for going in seen.goings for unit in (going.source, *going.children)})
    reasons += _nested([placed[going.source.pk] for going in seen.ending])
    for unit in units:
        reasons += why_not_from_above(by, OrgPermission.UNIT_MERGE, queries.path_of(unit))
    reasons += why_not_found(new)
    for going in seen.goings:
        reasons += _against(going, placed, _target_placement(plan), seen.on)
    return reasons


def _unsound(plan: Merger | Split) -> list[Reason]:
    return list(_unsound_split(plan) if isinstance(plan, Split) else _unsound_merger(plan))


def _unsound_merger(plan: Merger) -> Iterator[Reason]:
    ids = [unit.pk for unit in plan.sources]
    if not ids or (isinstance(plan.into, NewUnit) and len(ids) == 1):
        yield Reason("org.too_few", _("合并成新单位，至少要写两家"))
    if len(set(ids)) < len(ids) or (isinstance(plan.into, Unit) and plan.into.pk in ids):
        yield Reason("org.itself", _("同一家单位写了两遍"))


def _unsound_split(plan: Split) -> Iterator[Reason]:
    children = [unit.pk for part in plan.parts for unit in part.children]
    people = [pk for part in plan.parts for pk in part.person_ids]
    if not plan.parts:
        yield Reason("org.too_few", _("写上要分出哪些新单位"))
    for part in plan.parts:
        if not part.children and not part.person_ids:
            yield Reason("org.empty_part", _("给%(unit)s选上要分出去的会员或下级") % {"unit": part.new.name})
    if len(set(children)) < len(children) or len(set(people)) < len(people):
        yield Reason("org.twice", _("同一个人或同一家下级分给了两家"))
    below = Placement.objects.open().filter(parent=plan.source, unit__in=children).values_list("unit_id", flat=True)
    if set(children) - set(below):
        yield Reason("org.not_below", _("只能分出%(unit)s直接的下级") % {"unit": plan.source.name})


def _must_stand(unit: Unit) -> Iterator[Reason]:
    values = {"unit": unit.name}
    if unit.state == Unit.State.ENDED:
        yield Reason("org.ended", _("%(unit)s已经撤销") % values)
    elif unit.state == Unit.State.FOUNDING:
        yield Reason("org.founding", _("%(unit)s还在筹建，成立以后再办") % values)
    elif not Placement.objects.open().filter(unit=unit, parent__isnull=False).exists():
        yield Reason("org.top", _("%(unit)s是最上面的一级，不能合并，也不能分立") % values)


def _nested(ending: Sequence[Placement]) -> Iterator[Reason]:
    for one in ending:
        for other in ending:
            if one is not other and paths.covers(one.path, other.path):
                values = {"unit": other.unit.name, "above": one.unit.name}
                yield Reason("org.nested", _("%(unit)s在%(above)s下面，分两次合并") % values)


def _target_placement(plan: Merger | Split) -> Placement | None:
    """Where what goes over will stand: the target's own placement, or that of the unit above a new target."""
    if isinstance(plan, Split):
        stands = plan.parts[0].new.parent
    else:
        stands = plan.into.parent if isinstance(plan.into, NewUnit) else plan.into
    return queries.placements_of([stands.pk]).get(stands.pk) if stands is not None else None


def _against(going: Going, placed: dict[int, Placement], target: Placement | None, on: date) -> list[Reason]:
    """What speaks against one going over."""
    source = placed[going.source.pk]
    values = {"source": going.source.name, "to": going.target.name}
    tops = [source] if going.is_whole else [placed[child.pk] for child in going.children]
    subtrees = list(Placement.objects.open().filter(at_or_below(tops)).select_related("unit"))
    touched = [source, *subtrees]
    reasons = []
    if target is not None:
        touched.append(target)
        if going.is_whole and paths.covers(source.path, target.path):
            reasons.append(Reason("org.under_itself", _("%(to)s在%(source)s下面，要先改隶属") % values))
        depth = paths.depth(target.path) + (going.target.pk is None)
        if max(paths.depth(p.path) for p in touched[:-1]) - paths.depth(source.path) + depth > deepest_possible():
            reasons.append(Reason("org.depth", _("这样层级太多，单位放不下")))
    allowed = kinds[going.target.kind].children if going.target.kind in kinds else ()
    for kind in sorted({child.kind for child in going.children if child.kind not in allowed}):
        reasons.append(Reason("org.kind", _("%(to)s下面不设%(kind)s") % {"kind": kinds[kind].label, **values}))
    last = Succession.objects.filter(successor=going.source, on__gt=on).order_by("-on").first()
    if going.is_whole and last is not None:
        values["last"] = last.on.isoformat()
        reasons.append(Reason("org.history", _("%(source)s到%(last)s还有单位并入，不能早于这一天") % values))
    return reasons + why_not_on(tops, touched, on)
