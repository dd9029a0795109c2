"""A page of the ledger holds the same as the whole ledger cut after its first rows, whichever way it is found."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access import queries as access_queries
from unionhall.kernel.actor import Actor
from unionhall.modules.safety.models import Hazard, HazardAbout
from unionhall.modules.safety.queries import paging
from unionhall.modules.safety.queries.ledger import VIEWS, Asked, ledger

DAY = date(2026, 11, 1)
STATES = ("reported", "assigned", "closed", "mended", "closed")


@pytest.fixture
def full(district: District) -> District:
    units = (district.mill, district.shop, district.yard, district.east)
    Hazard.objects.bulk_create(
        Hazard(unit=district.east if n % 11 == 0 else site, site=site, counted_at=site, kind=("fire", "dust")[n % 2],
               grade=("general", "major", "")[n * n % 7 % 3], state=STATES[n % 5], place="x", words="y", source="own",
               found_on=DAY - timedelta(days=n * 7 % 40), is_shielded=n % 9 == 0,
               due=clock.today() + timedelta(days=n % 30 - 15))
        for n, site in ((n, units[n * n % 3 if n % 17 else 3]) for n in range(190))
    )  # fmt: skip
    return district


def of_two_places(full: District) -> Actor:
    """Somebody with an office at two unions that have but the federation in common."""
    account = full.account("两", full.mill, "officer")
    access.appoint(SYSTEM, person=account.person, unit=full.yard, office="officer")
    return access_queries.actor_for(account)


@pytest.mark.parametrize(
    ("many", "steps"), [(paging.MANY, paging.STEPS), (1, paging.STEPS), (0, paging.STEPS), (0, (5, 70)), (0, (190,))]
)
def test_a_page_is_the_beginning_of_the_ledger(
    full: District, monkeypatch: pytest.MonkeyPatch, many: int, steps: tuple[int, ...]
) -> None:
    monkeypatch.setattr(paging, "MANY", many)
    monkeypatch.setattr(paging, "STEPS", steps)
    monkeypatch.setattr(paging, "DEARER", 0 if len(steps) > 1 else paging.DEARER)
    monkeypatch.setattr(paging, "MANY_NARROWED", many)
    monkeypatch.setattr(paging, "_NTH", ((1, 51), (3, 20)) if many else ())
    actors = [
        full.actor("区", full.federation, "officer"),
        full.actor("街", full.east, "officer"),
        full.actor("厂", full.mill, "officer"),
        full.actor("安", full.shop, "safety_manager"),
        of_two_places(full),
    ]
    HazardAbout.objects.bulk_create(
        HazardAbout(hazard=one, person_id=actors[1].person_id) for one in Hazard.objects.filter(is_shielded=True)[:5]
    )
    for by in actors:
        for view in VIEWS:
            for asked in (
                Asked(view),
                Asked(view, kind="fire"),
                Asked(view, grade="major"),
                Asked(view, unit=full.shop, kind="dust"),
                Asked(view, since=DAY),
            ):
                found = list(ledger(by, asked)[: paging.MOST])
                for _remembered in range(2):
                    assert [row.pk for row in paging.page(by, asked)] == [one.pk for one in found]
                if found:
                    day = found[-1].due if view == "overdue" else found[-1].found_on
                    assert day is not None
                    later = replace(asked, after=(day, found[-1].pk))
                    rest = list(ledger(by, later)[: paging.MOST])
                    assert [row.pk for row in paging.page(by, later)] == [one.pk for one in rest]


@pytest.mark.parametrize("many", [paging.MANY, 0])
@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_right_when_what_it_was_read_by_has_gone(
    full: District, monkeypatch: pytest.MonkeyPatch, view: str, many: int
) -> None:
    monkeypatch.setattr(paging, "MANY", many)
    monkeypatch.setattr(paging, "DEARER", 0)
    by = full.actor("街", full.east, "officer")
    asked = Asked(view)
    for _once in range(3):
        first = paging.page(by, asked)
        assert [row.pk for row in first] == [one.pk for one in ledger(by, asked)[: paging.MOST]]
        Hazard.objects.filter(pk__in=[row.pk for row in first[::2]]).delete()
