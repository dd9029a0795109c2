"""Who gets a hazard: the union of the place; the next one up, where that has nobody or it is about its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access.declare import offices
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.permissions import SafetyPermission


@dataclass(frozen=True, slots=True)
class Route:
    """Where a hazard goes, whom it must not be shown to, and why it was raised ("" = it was not)."""

    unit: Unit
    about: tuple[int, ...] = ()
    raised_because: str = ""


def route(site: Unit, *, about: Collection[int] = (), is_one_up: bool = False, above: Unit | None = None) -> Route:
    """The union that handles a hazard at ``site``.

    ``about``: the people it is about, who are left out everywhere; ``is_one_up``: it begins a level up. ``above``: only
    unions above this one. Where no office is left on the whole way up, the top union has it.
    """
    lineage = paths.unit_ids(org_queries.path_of(site))[::-1]  # the site first
    start = lineage.index(above.pk) + 1 if above is not None and above.pk in lineage else 0
    if is_one_up:
        start = max(start, 1)
    asked = lineage[min(start, len(lineage) - 1) :]
    able = _able(asked, about)
    chosen = next((unit_id for unit_id in asked if able.get(unit_id)), asked[-1])
    unit = site if chosen == site.pk else Unit.objects.get(pk=chosen)
    skipped = [unit_id for unit_id in asked if unit_id != chosen and asked.index(unit_id) < asked.index(chosen)]
    because = ""
    if not able.get(chosen):
        because = _("从%(site)s往上都没有能受理隐患的人，先放在这里，赶快指定一位") % {"site": site.name}
    elif skipped:
        because = _("%(site)s没有能受理隐患的人，转到这里") % {"site": site.name}
    return Route(unit, tuple(sorted(about)), because)


def _able(unit_ids: Sequence[int], about: Collection[int]) -> dict[int, bool]:
    """Which of the units have somebody in an office that handles hazards and whom it is not about."""
    keys = [office.key for office in offices.values() if office.permits(SafetyPermission.HANDLE)]
    held = Appointment.objects.on(clock.today()).filter(unit_id__in=unit_ids, office__in=keys)
    return dict.fromkeys(held.exclude(person_id__in=about).values_list("unit_id", flat=True), True)
