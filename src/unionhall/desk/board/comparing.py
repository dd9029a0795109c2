"""How units of one size fared in a campaign that is over: by result, in bands, and nobody gets a place number.

A band adds up only those units whose result this reader may see, so that no sum tells what a small cell hides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.desk.board.queries import PAPERS, PEOPLE, UNITS
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership import queries as membership

PASS_RATE = "learning.pass_rate"  # noqa: S105 -- no password
SIZES = (25, 100, 200, 500)  # members; from 25 on a union has a committee
NEEDED = (UNITS, PEOPLE, PAPERS, PASS_RATE)


@dataclass(frozen=True, slots=True)
class Band:
    """Units of one size, from so many members on: what they came to together, and the span of their pass rates."""

    least: int
    below: int | None
    units: int
    enrolled: int
    members: int
    people: int
    rates: tuple[Decimal, ...]  # in order; those that this reader may see

    @property
    def label(self) -> str:
        """The size in words."""
        if self.below is None:
            return _("%(least)d 人以上") % {"least": self.least}
        if not self.least:
            return _("不到 %(below)d 人") % {"below": self.below}
        return _("%(least)d—%(most)d 人") % {"least": self.least, "most": self.below - 1}

    @property
    def turnout(self) -> Decimal | None:
        """People who took part, of all members; None where nobody is on the roll."""
        return Decimal(self.people) / self.members if self.members else None

    @property
    def median(self) -> Decimal | None:
        """The pass rate in the middle; None where fewer than two may be seen."""
        return self.rates[len(self.rates) // 2] if len(self.rates) > 1 else None


def bands(by: Actor, unit: Unit, reckoning: Reckoning) -> list[Band]:
    """The asked units below ``unit`` by size; empty while the campaign runs, and where there is nothing to compare."""
    if reckoning.settled is None or reckoning.closed is None:
        return []
    told = facts.by_asked_unit(by, NEEDED, unit, reckoning)
    if len(told) < 2:
        return []
    sizes = _sizes(unit, reckoning)
    found = []
    for least, end in zip((0, *SIZES), (*SIZES, None), strict=True):
        ids = [pk for pk in told if least <= sizes.get(pk, 0) and (end is None or sizes.get(pk, 0) < end)]
        if ids:
            found.append(_band(least, end, [told[pk] for pk in ids], sum(sizes.get(pk, 0) for pk in ids)))
    return found


def _band(least: int, end: int | None, told: Sequence[dict[str, facts.Figure]], members: int) -> Band:
    return Band(
        least=least,
        below=end,
        units=len(told),
        enrolled=sum(bool(one[UNITS].value) for one in told),
        members=members,
        people=sum(int(one[PEOPLE].value or 0) for one in told),
        rates=tuple(sorted(Decimal(rate) for one in told if (rate := one[PASS_RATE].value) is not None)),
    )


def _sizes(unit: Unit, reckoning: Reckoning) -> dict[int, int]:
    """Members of every asked unit on the day of the closing."""
    closed = timezone.localtime(reckoning.closed).date() if reckoning.closed else reckoning.until
    return membership.counts_at(org.path_of(unit), closed)
