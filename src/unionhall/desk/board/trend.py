"""What came day by day, as a chart and the table behind it."""

from dataclasses import dataclass
from datetime import date, timedelta

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Measure
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit

HEIGHT = 100
FEWEST_PLACES = 14  # days that the chart has room for, so that a first day is no block as wide as the page


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart, in the units of its view box, and what had come by its end."""

    day: date
    value: int
    total: int
    x: float
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure by day."""

    measure: Measure
    bars: list[Bar]

    @property
    def most(self) -> int:
        """The most that came on one day."""
        return max((bar.value for bar in self.bars), default=0)

    @property
    def width(self) -> int:
        """Of the view box."""
        return max(len(self.bars), FEWEST_PLACES) * 10

    @property
    def ends(self) -> date | None:
        """The last day for which there is room."""
        return self.bars[0].day + timedelta(days=self.width // 10 - 1) if self.bars else None


def trend(by: Actor, measure: Measure, unit: Unit, reckoning: Reckoning, on: date | None = None) -> Trend:
    """What came on each day of the campaign until today (or ``on``), also on days on which nothing did."""
    counted = dict(facts.daily(by, measure.key, unit, reckoning, on=on))
    if not counted:
        return Trend(measure, [])
    last = max(min(on or clock.today(), reckoning.until), *counted)
    first = min(reckoning.since, *counted)
    most, total, bars = max(*counted.values(), 1), 0, []
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        value = counted.get(day, 0)
        total += value
        height = max(round(HEIGHT * 0.95 * value / most), 1) if value > 0 else 0
        bars.append(Bar(day, value, total, place * 10 + 1.5, HEIGHT - height, height))
    return Trend(measure, bars)
