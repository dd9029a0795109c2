"""Tasks with targets: what may be asked, and how far units are, at every level."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.district import NOW, SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.declare import PresenceRow
from unionhall.kernel.org import actions as org
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.actions import NewTask
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link, Task
from unionhall.modules.campaigns.queries import Standing

DUE = date(2026, 11, 25)
SHARE = NewTask("八成会员参加", "campaigns.people", Task.Target.SHARE, 80, DUE)
ENROLLED = NewTask("都来报名", "campaigns.units", Task.Target.AT_LEAST, 1, DUE)


def come(district: District, campaign: Campaign, unit: object, *people: object) -> None:
    """These people take part."""
    rows = [
        PresenceRow("campaigns.people", campaign.reckoning.pk, person.pk, unit.pk, date(2026, 11, 10), f"t:{person.pk}")  # type: ignore[attr-defined,union-attr]
        for person in people
    ]
    facts.mark_present(SYSTEM, rows)


def test_units_are_done_by_their_own_figures(district: District, campaign: Campaign, link: Link) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [SHARE, ENROLLED])
    members = [district.member(f"王{n}", district.mill) for n in "甲乙丙"]
    district.member("赵甲", district.shop)
    come(district, campaign, district.mill, *members[:2])
    share, enrolled = queries.task_states(SYSTEM, campaign, district.mill).own
    assert (share.figure.value, share.required, share.standing) == (2, 3, Standing.OPEN)  # 80 % of 3, rounded up
    assert (enrolled.figure.value, enrolled.standing) == (1, Standing.DONE)
    come(district, campaign, district.mill, members[2])
    states = queries.task_states(SYSTEM, campaign, district.federation)
    assert [(one.done, one.asked, one.required) for one in states.own] == [(1, 3, None), (1, 3, None)]
    assert states.by_child[district.east.pk][0].done == 1
    assert states.by_child[district.west.pk][0].figure.value is None  # nobody has reported, which is not 0
    with clock.set_to(NOW + timedelta(days=17)):
        late = queries.task_states(SYSTEM, campaign, district.federation)
    assert late.own[0].standing is Standing.LATE
    assert late.by_child[district.east.pk][1].standing is Standing.LATE


def test_of_very_many_it_is_said_when_they_were_counted(
    district: District, campaign: Campaign, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [ENROLLED])
    live = queries.task_states(SYSTEM, campaign, district.federation)
    monkeypatch.setattr("unionhall.modules.campaigns.queries.tallies.MOST_LIVE", 2)
    monkeypatch.setattr("unionhall.modules.campaigns.queries.tallies.TIMES", 100_000)  # so that it lasts here
    cache.clear()
    counted = queries.task_states(SYSTEM, campaign, district.federation)
    assert (live.at, counted.at) == (None, clock.now())
    assert [(one.done, one.asked) for one in counted.own] == [(one.done, one.asked) for one in live.own]
    actions.excuse(SYSTEM, Enrolment.objects.get(unit=district.yard), reason="停产")
    with clock.set_to(NOW + timedelta(minutes=3)):
        again = queries.task_states(SYSTEM, campaign, district.federation)
        actions.set_tasks(SYSTEM, campaign, district.federation, [SHARE])
        other = queries.task_states(SYSTEM, campaign, district.federation)
    assert (again.own[0].asked, again.at) == (live.own[0].asked, counted.at)  # as it was said to be
    assert other.own[0].asked == live.own[0].asked - 1  # what is asked has changed: counted anew
    cache.clear()


def stands(state: queries.TaskState) -> tuple[object, ...]:
    """What a count says of a task."""
    return state.task.pk, state.standing, state.done, state.asked, state.excused, state.required


def test_of_very_many_the_ticker_counts_and_pages_read(
    district: District, campaign: Campaign, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    tallies = "unionhall.modules.campaigns.queries.tallies"
    monkeypatch.setattr(f"{tallies}.MOST_LIVE", 2)
    monkeypatch.setattr(f"{tallies}.LONG", 0.0)
    monkeypatch.setattr(f"{tallies}.TIMES", 100_000)
    cache.clear()
    actions.set_tasks(SYSTEM, campaign, district.federation, [ENROLLED])
    live = queries.task_states(SYSTEM, campaign, district.federation)
    cache.clear()
    with pytest.raises(Denied):
        actions.count_tasks(Actor.nobody())
    assert actions.count_tasks(SYSTEM) == 1  # of the federation alone: elsewhere few are asked
    assert actions.count_tasks(SYSTEM) == 0  # it is new
    monkeypatch.setattr(f"{tallies}.Tally", None)  # no page counts
    with clock.set_to(NOW + timedelta(minutes=4)):
        read = queries.task_states(SYSTEM, campaign, district.federation)
    assert [stands(one) for one in read.own] == [stands(one) for one in live.own]
    assert read.by_child.keys() == live.by_child.keys()
    for pk, states in live.by_child.items():
        assert [stands(one) for one in read.by_child[pk]] == [stands(one) for one in states]
    assert read.at == NOW
    monkeypatch.undo()
    with clock.set_to(NOW + timedelta(minutes=61)):  # nobody has counted for long: the page does
        assert queries.task_states(SYSTEM, campaign, district.federation).at is None


def test_what_the_ticker_counted_is_counted_again_when_it_is_old_or_of_other_tasks(
    district: District, campaign: Campaign, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    tallies = "unionhall.modules.campaigns.queries.tallies"
    monkeypatch.setattr(f"{tallies}.MOST_LIVE", 1)
    monkeypatch.setattr(f"{tallies}.LONG", 0.0)
    cache.clear()
    actions.set_tasks(SYSTEM, campaign, district.federation, [ENROLLED])
    assert actions.count_tasks(SYSTEM) == 2  # of the federation and of the street with two
    actions.excuse(SYSTEM, Enrolment.objects.get(unit=district.yard), reason="停产")
    with clock.set_to(NOW + timedelta(minutes=6)):
        assert actions.count_tasks(SYSTEM) == 2
        (state,) = queries.task_states(SYSTEM, campaign, district.federation).own
        assert (state.asked, state.excused) == (2, 1)
        actions.set_tasks(SYSTEM, campaign, district.federation, [SHARE])
        assert actions.count_tasks(SYSTEM) == 2
    cache.clear()


def test_an_excused_unit_owes_nothing(district: District, campaign: Campaign) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [ENROLLED])
    yard = Enrolment.objects.select_related("campaign__reckoning", "unit").get(unit=district.yard)
    actions.excuse(SYSTEM, yard, reason="停产")
    (at_west,) = queries.task_states(SYSTEM, campaign, district.west).own
    assert (at_west.standing, at_west.asked, at_west.excused) == (Standing.EXCUSED, 0, 1)
    (above,) = queries.task_states(SYSTEM, campaign, district.federation).own
    assert (above.asked, above.excused, above.standing) == (2, 1, Standing.OPEN)


def test_a_township_adds_a_task_for_its_part_alone(district: District, campaign: Campaign) -> None:
    officer = district.actor("街道经办", district.east, "officer")
    actions.set_tasks(officer, campaign, district.east, [ENROLLED])
    assert [task.unit for task in queries.tasks_of(campaign, district.mill)] == [district.east]
    assert not queries.tasks_of(campaign, district.yard)
    assert not queries.task_states(SYSTEM, campaign, district.federation).own
    with pytest.raises(Denied):
        actions.set_tasks(officer, campaign, district.federation, [SHARE])
    with pytest.raises(Refused, match="要两遍"):
        actions.set_tasks(officer, campaign, district.east, [ENROLLED])
    (task,) = Task.objects.all()
    with pytest.raises(Denied):
        actions.drop_task(district.actor("镇经办", district.west, "officer"), task, reason="不用")
    actions.drop_task(officer, task, reason="上面要过了")
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"words": " "}, "要做什么"),
        ({"measure": "learning.pass_rate"}, "系统能数"),
        ({"measure": "learning.papers/passed"}, "成绩"),
        ({"measure": "no.such"}, "系统能数"),
        ({"number": 0}, "至少写 1"),
        ({"target": Task.Target.SHARE, "number": 101}, "1 到 100"),
        ({"due": date(2026, 12, 24)}, "开始和结束之间"),
    ],
)
def test_tasks_that_can_not_be(changed: dict[str, object], says: str) -> None:
    whole = {"words": "报名", "measure": "campaigns.units", "target": "least", "number": 1, "due": DUE, **changed}
    (reason,) = actions.why_not_task(NewTask(**whole), date(2026, 11, 9), date(2026, 11, 30))  # type: ignore[arg-type]
    assert says in reason.text


def test_who_did_it_elsewhere_has_done_it_and_a_closing_keeps_it(
    district: District, campaign: Campaign, link: Link
) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [SHARE, ENROLLED])
    members = [district.member(f"王{n}", district.mill) for n in "甲乙丙丁"]
    come(district, campaign, district.mill, *members)
    with clock.set_to(NOW + timedelta(days=3)):
        org.move(SYSTEM, district.mill, to=district.west, on=clock.today(), reason="划转")
    before = queries.task_states(SYSTEM, campaign, district.federation)
    assert [one.done for one in before.by_child[district.east.pk]] == [1, 1]  # it stays where it reported
    note = ["11月13日（周五）从听泉街道总工会划到柳岸镇总工会"]
    assert queries.moved_away(SYSTEM, campaign, district.east) == [(district.mill, note)]  # shown under both parents
    assert queries.regrouped([link.enrolment], campaign.since) == {district.mill.pk: note}
    facts.close(SYSTEM, campaign.reckoning, reason="试一试")  # type: ignore[arg-type]
    campaign.refresh_from_db()
    after = queries.task_states(SYSTEM, campaign, district.federation)
    assert [(one.done, one.asked, one.figure.value) for one in before.own] == [
        (one.done, one.asked, one.figure.value) for one in after.own
    ]


def test_the_number_of_queries_does_not_grow_with_units(district: District, campaign: Campaign, link: Link) -> None:
    actions.set_tasks(SYSTEM, campaign, district.federation, [SHARE, ENROLLED])
    counts = []
    for unit in (district.west, district.federation):
        with CaptureQueriesContext(connection) as caught:
            queries.task_states(SYSTEM, campaign, unit)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 24
