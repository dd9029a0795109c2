"""The committees of the demo: terms as they run in life, a few of them over, and unions that are being founded."""

from datetime import date, timedelta
from random import Random

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.committees import actions as committees
from unionhall.modules.committees import queries

SEED = 120016
OVERDUE_EVERY, SOON_EVERY, UNKNOWN_EVERY = 9, 7, 19
NAMES = ("晴川数据科技工会", "南渡园林养护工会")


def record_terms(by: Actor, unions: list[Unit], enterprises: list[Unit], today: date) -> None:
    """Write down the terms that run: those of the unions above far from their end, some of the enterprises' near it.

    ``today`` is the day on which the demo is looked at; the clock stands earlier.
    """
    random = Random(SEED)  # noqa: S311  # invented terms, no secrets
    rows = [_term(unit, today + timedelta(days=random.randrange(400, 1_500)), random) for unit in unions]
    for place, unit in enumerate(enterprises):
        if place % UNKNOWN_EVERY == UNKNOWN_EVERY - 1:
            continue  # nobody has written it down
        if place % OVERDUE_EVERY == OVERDUE_EVERY - 1:
            left = -random.randrange(2, 45)
        elif place % SOON_EVERY == SOON_EVERY - 1:
            left = random.randrange(10, 180)
        else:
            left = random.randrange(200, 1_000)
        rows.append(_term(unit, today + timedelta(days=left), random))
    committees.record_many(by, rows)
    committees.fall_due(Actor.system("演示数据"))


def found_two(by: Actor, superiors: list[Unit]) -> None:
    """One enterprise has asked for a union, another one's is being prepared."""
    asked = [
        committees.apply(
            by,
            superior,
            committees.Application(name, "grassroots", 48 + 30 * place, "顾青岩\n孟书白", f"顾青岩 1390000{place:04d}"),
        )
        for place, (name, superior) in enumerate(zip(NAMES, superiors, strict=False))
    ]
    committees.approve_preparation(by, asked[-1], document="松工发〔2026〕17号")


def _term(unit: Unit, until: date, random: Random) -> committees.NewTerm:
    years = random.choice(queries.lawful_years(unit.kind, clock.today()))
    since = queries.after(until, -years)
    return committees.NewTerm(unit, random.randrange(1, 7), since, years)
