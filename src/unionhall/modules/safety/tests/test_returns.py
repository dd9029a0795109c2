"""The figures of a quarter stand in the inbox when it is over, are signed there once, and equal the rows."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import actions as org
from unionhall.kernel.procedures import queries as inbox
from unionhall.modules.safety import actions
from unionhall.modules.safety.actions import returns as acts
from unionhall.modules.safety.models import Hazard, Return
from unionhall.modules.safety.queries import tallies
from unionhall.modules.safety.queries.returns import Period, figures

QUARTER = Period(2026, 4)
AFTER = NOW.replace(year=2027, month=1, day=2)


@pytest.fixture
def chair(district: District) -> Actor:
    return district.actor("郭主席", district.mill, "chair")


def test_what_is_over_waits_to_be_signed_where_hazards_were_and_above(district: District, chair: Actor) -> None:
    above = district.actor("区主席", district.federation, "chair")
    other = district.actor("邻厂主席", district.shop, "chair")
    actions.record(chair, district.mill, kind="fire", place="仓库", words="门锁着")
    assert acts.draw_up(SYSTEM) == 0  # the fourth quarter is not over, and in the third there was nothing
    with clock.set_to(AFTER):
        assert acts.draw_up(SYSTEM) == 4  # a quarter and a year each
        assert acts.draw_up(SYSTEM) == 0
        waiting = list(inbox.inbox(chair).filter(procedure="safety.return"))
        assert [(duty.due, duty.rule[:7]) for duty in waiting] == [
            (date(2027, 1, 15), "HAZ-14a"),
            (date(2027, 1, 31), "HAZ-14c"),
        ]
        assert inbox.inbox(above).filter(procedure="safety.return").count() == 2
        assert not inbox.inbox(other).filter(procedure="safety.return").exists()
        made = acts.sign(chair, district.mill, QUARTER)
        assert made.figures["rows"][0]["found"] == 1
        assert inbox.inbox(chair).filter(procedure="safety.return").count() == 1
        with pytest.raises(Refused, match="已经签过"):
            acts.sign(chair, district.mill, QUARTER)
        org.end(SYSTEM, district.mill, on=clock.today(), reason="撤销")
        assert set(Return.objects.filter(unit=district.mill).values_list("state", flat=True)) == {"signed", "dropped"}


def test_figures_by_grade_kind_and_unit_equal_a_plain_count(district: District) -> None:
    day = date(2026, 11, 1)
    rows = [
        (unit, kind, grade, state, day + timedelta(days=n % 7), n % 3 == 0)
        for n, (unit, kind, grade, state) in enumerate(
            (unit, kind, grade, state)
            for unit in (district.mill, district.shop, district.yard, district.east)
            for kind in ("fire", "electric")
            for grade in ("general", "major")
            for state in ("closed", "assigned", "dismissed")
        )
    ]
    for unit, kind, grade, state, found, is_late in rows:
        closed = found + timedelta(days=len(kind)) if state == "closed" else None
        due = found if is_late else date(2027, 6, 1)
        Hazard.objects.create(
            unit=unit, site=unit, counted_at=unit, kind=kind, grade=grade, state=state, place="x", words="y",
            source="own", found_on=found, closed_on=closed, due=due, is_shielded=unit == district.shop and is_late,
        )  # fmt: skip
    told = figures(district.federation, QUARTER)
    plain = [one for one in Hazard.objects.all() if not one.is_shielded and one.state != "dismissed"]
    for label, row in zip(("", "general", "major"), told["rows"], strict=True):
        mine = [one for one in plain if label in {"", one.grade}]
        assert (row["found"], row["put_right"]) == (len(mine), sum(one.state == "closed" for one in mine))
        assert row["overdue"] == sum(one.state == "assigned" and one.due < clock.today() for one in mine)
    fire = next(row for row in told["kinds"] if row["label"] == "消防通道")
    assert fire["median_days"] == 4
    names = [(row["label"], row["found"]) for row in told["units"]]
    east = sum(one.unit in {district.mill, district.shop, district.east} for one in plain)
    assert names == [("听泉街道总工会", east), ("柳岸镇总工会", len(plain) - east)]
    assert figures(district.mill, QUARTER)["units"] == []


@given(st.lists(st.integers(0, 9), max_size=30))
def test_the_median_of_a_histogram_is_the_median(days: list[int]) -> None:
    told = tallies.median([(day, days.count(day)) for day in set(days)])
    assert told == (median(days) if days else None)
