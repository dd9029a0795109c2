"""A sweep says how far it is, where to go next and why, and what to teach next; the same numbers as a plain count."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from unionhall.desk.sweep import planning
from unionhall.desk.sweep.lessons import kind_of, pairs
from unionhall.desk.sweep.planning import Known
from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Task
from unionhall.modules.learning.queries.wrong import Asked
from unionhall.modules.safety import actions as safety
from unionhall.modules.safety.actions import checklists, inspecting
from unionhall.modules.safety.models import Hazard, Item
from unionhall.modules.safety.queries.tallies import Tally

TODAY = date(2026, 11, 10)
As = Callable[[Person], Client]


@pytest.fixture
def sweep(hall: Hall, papers: Campaign) -> Campaign:
    """The campaign asks for an inspection of each unit; the mill was looked at, and has a hazard; the shop has two."""
    ana = actor_for(hall.ana)
    task = campaigns.NewTask("每家查一遍", "safety.inspections", Task.Target.AT_LEAST, 1, papers.until)
    campaigns.set_tasks(ana, papers, hall.federation, [task])
    edition = checklists.write_checklist(
        ana, hall.federation, name="通用", items=[Item(1, "配电箱门能关严", kind="electric")], is_shared=True
    )
    told = inspecting.Told(key="a" * 32, edition_id=edition.pk, answers={1: "no"}, hazards=frozenset({1}))
    inspecting.submit(actor_for(hall.ben), hall.mill, told)
    for words in ("后门锁着", "通道堆满"):
        safety.record(SYSTEM, hall.shop, kind="fire", place="仓库", words=words)
    Hazard.objects.filter(site=hall.shop, words="后门锁着").update(state="assigned", due=clock.today() - timedelta(2))
    return papers


def test_it_counts_units_hazards_and_what_is_overdue(hall: Hall, sweep: Campaign, as_: As) -> None:
    page = as_(hall.ana).get(f"/desk/sweeps/{sweep.pk}/")
    whole, parts = page.context["whole"], {one.unit: one for one in page.context["parts"]}
    assert (whole.asked, whole.covered, whole.visits) == (3, 1, 1)
    assert (whole.tally.found, whole.tally.overdue) == (Hazard.objects.count(), 1)
    assert parts[hall.east].tally == whole.tally
    assert parts[hall.west].tally.found == 0
    first = page.context["plan"][0]
    assert first.known.unit == hall.shop
    assert first.reasons[0] == "1 件隐患超期没改"
    assert as_(hall.ana).get(f"/desk/sweeps/{sweep.pk}/?as=xlsx").content[:2] == b"PK"


def test_each_sees_their_own_part_and_others_nothing(hall: Hall, sweep: Campaign, as_: As) -> None:
    page = as_(hall.wim).get(f"/desk/sweeps/{sweep.pk}/")
    assert [one.known.unit for one in page.context["plan"]] == [hall.yard]
    assert page.context["whole"].tally.found == 0
    assert as_(hall.wim).get(f"/desk/sweeps/{sweep.pk}/?unit={hall.east.code}").status_code == 404
    assert as_(hall.outsider).get("/desk/sweeps/").status_code == 404


def test_a_campaign_without_a_task_in_safety_is_no_sweep(hall: Hall, papers: Campaign, as_: As) -> None:
    assert as_(hall.ana).get(f"/desk/sweeps/{papers.pk}/").status_code == 404
    assert "还没有专项排查" in as_(hall.ana).get("/desk/sweeps/").content.decode()


KNOWN = st.builds(
    Known,
    unit=st.builds(Unit, code=st.sampled_from("abcd"), trade=st.sampled_from(["", "C", "J"])),
    open=st.integers(3, 6),
    overdue=st.integers(0, 3),
    last=st.none() | st.dates(date(2026, 1, 1), TODAY),
    is_covered=st.booleans(),
    is_planned=st.booleans(),
    failed=st.none() | st.decimals(0, 1, places=2),
)


@given(st.lists(KNOWN, max_size=6))
def test_a_plan_leaves_nobody_out_and_every_point_has_a_reason(units: list[Known]) -> None:
    made = planning.plan(units, TODAY)
    assert sorted(map(id, units)) == sorted(id(one.known) for one in made)
    assert all(bool(one.points) <= bool(one.reasons) for one in made)
    free = [one.points for one in made if not one.known.is_planned]
    assert free == sorted(free, reverse=True)


@given(KNOWN)
def test_one_more_overdue_hazard_never_comes_later(known: Known) -> None:
    worse = Known(known.unit, known.open + 1, known.overdue + 1, last=known.last, failed=known.failed)
    same = Known(known.unit, known.open, known.overdue, last=known.last, failed=known.failed)
    assert planning.judge(worse, TODAY).points > planning.judge(same, TODAY).points


def test_wrong_answers_stand_beside_the_hazards_of_their_kind() -> None:
    asked = [
        Asked("用电", "有人触电怎么办", 100, 40),
        Asked("", "灭火器怎么用", 100, 5),
        Asked("工会法", "会费多少", 100, 90),
    ]
    assert [kind_of(one) for one in asked] == [Hazard.Kind.ELECTRIC, Hazard.Kind.FIRE, None]
    found = {"electric": Tally(8, 2, 1, 0, 3.0), "fire": Tally(10, 0, 0, 0, None)}
    rows = pairs(asked, found)
    assert [(row.kind, row.found, row.share) for row in rows] == [
        (Hazard.Kind.ELECTRIC, 8, 40.0), (Hazard.Kind.FIRE, 10, 5.0),
    ]  # fmt: skip
    assert planning.judge(Known(Unit(), failed=Decimal("0.5"), is_covered=True, last=TODAY), TODAY).points == 5
