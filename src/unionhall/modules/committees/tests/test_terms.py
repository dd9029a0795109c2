"""Terms follow each other: told before they are full, risen when they are over, renewed by an election."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Refused
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import merging
from unionhall.kernel.org.plans import Merger
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import actions as procedure_actions
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.committees import actions, queries
from unionhall.modules.committees.actions import Result
from unionhall.modules.committees.models import Election, Term
from unionhall.modules.committees.queries import Elected

As = Callable[[Person], Client]


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.set_to(datetime.combine(day, time(10), ZoneInfo("Asia/Shanghai"))):
        yield


def in_days(days: int) -> date:
    """So many days from today; no 29th of February, which three years before there is none of."""
    day = clock.today() + timedelta(days=days)
    return day + timedelta(days=1) if (day.month, day.day) == (2, 29) else day


def term_until(hall: Hall, until: date) -> Term:
    """The mill's second term, full on ``until``."""
    return actions.record(SYSTEM, hall.mill, number=2, since=until.replace(year=until.year - 3), years=3)


def result(chair: Person, held: date, years: int = 3) -> Result:
    return Result(held, years, 30, 25, (Elected(chair.name, chair.phone, "chair"), Elected("委员一")))


def test_the_chair_is_told_half_a_year_before_and_the_union_above_when_it_is_over(hall: Hall) -> None:
    day = clock.today()  # the hall's offices begin today
    until = in_days(200)
    with on(day):
        term_until(hall, until)
        assert actions.fall_due(SYSTEM) == 0
    with on(until - timedelta(days=178)):
        assert actions.fall_due(SYSTEM) == 1
        assert actions.fall_due(SYSTEM) == 0
        (duty,) = procedures.inbox(actor_for(hall.cleo))
        assert (duty.procedure, duty.due, duty.rule) == ("committees.term", until, "TUL-16@2021")
        assert not procedures.inbox(actor_for(hall.ben)).exists()
    with on(until + timedelta(days=1)):
        procedure_actions.rise_overdue(SYSTEM)
        assert [duty.unit for duty in procedures.inbox(actor_for(hall.ben))] == [hall.mill]


def test_recording_a_term_dates_the_offices(hall: Hall) -> None:
    term = term_until(hall, date(2027, 5, 20))
    assert Appointment.objects.get(unit=hall.mill, office="chair").term_ends == term.until


def test_an_approved_election_begins_the_next_term_and_renews_the_offices(hall: Hall) -> None:
    day = clock.today()
    term_until(hall, in_days(20))
    actions.fall_due(SYSTEM)
    cleo, ben = actor_for(hall.cleo), actor_for(hall.ben)
    election = actions.report(cleo, hall.mill, result(hall.members[0], day, 5))
    assert not procedures.inbox(cleo).exists()
    with pytest.raises(Refused, match="没有“批复筹建和选举结果”的权限"):
        actions.approve_election(cleo, election, document="号")
    new = actions.approve_election(ben, election, document="号")
    assert (new.number, new.since, new.until) == (3, day, queries.after(day, 5))
    old = Term.objects.get(number=2)
    assert (old.state, old.ended) == ("renewed", day)
    chair = Appointment.objects.get(unit=hall.mill, office="chair", until=None)
    assert (chair.person, chair.term_ends) == (hall.members[0], new.until)
    assert Appointment.objects.get(unit=hall.mill, person=hall.cleo).until == day
    assert queries.impossible_terms() == []


def test_who_is_elected_again_goes_on(hall: Hall) -> None:
    day = clock.today()
    term_until(hall, in_days(20))
    before = Appointment.objects.get(unit=hall.mill, office="chair")
    new = actions.approve_election(SYSTEM, actions.report(SYSTEM, hall.mill, result(hall.cleo, day)), document="号")
    after = Appointment.objects.get(unit=hall.mill, office="chair")
    assert (after.pk, after.until, after.term_ends) == (before.pk, None, new.until)


def test_a_result_that_is_sent_back_leaves_the_election_due(hall: Hall) -> None:
    day = clock.today()
    term = term_until(hall, in_days(20))
    actions.fall_due(SYSTEM)
    actions.send_back(actor_for(hall.ben), actions.report(SYSTEM, hall.mill, result(hall.cleo, day)), reason="缺票数")
    term.refresh_from_db()
    assert term.state == "due"
    assert [duty.due for duty in procedures.inbox(actor_for(hall.cleo))] == [term.until]


@pytest.mark.parametrize(("years", "number", "words"), [(4, 2, "3、5 年"), (3, 0, "第几届")])
def test_an_impossible_term_is_not_written_down(hall: Hall, years: int, number: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.record(SYSTEM, hall.mill, number=number, since=date(2024, 5, 1), years=years)


def test_a_federation_is_elected_for_five_years(hall: Hall) -> None:
    with pytest.raises(Refused, match="5 年"):
        actions.record(SYSTEM, hall.federation, number=1, since=date(2024, 5, 1), years=3)
    assert actions.record(SYSTEM, hall.federation, number=1, since=date(2024, 5, 1), years=5).until == date(2029, 5, 1)


def test_a_second_running_term_is_refused(hall: Hall) -> None:
    term_until(hall, date(2027, 5, 20))
    with pytest.raises(Refused, match="已经登记了第 2 届"):
        actions.record(SYSTEM, hall.mill, number=3, since=date(2026, 1, 1), years=3)


def test_the_doctor_finds_impossible_terms(hall: Hall) -> None:
    term = term_until(hall, date(2027, 5, 20))
    assert queries.impossible_terms() == []
    Term.objects.filter(pk=term.pk).update(years=4)
    assert len(queries.impossible_terms()) == 2


def test_terms_end_with_their_union(hall: Hall) -> None:
    day = clock.today()
    term_until(hall, in_days(20))
    actions.fall_due(SYSTEM)
    actions.report(SYSTEM, hall.mill, result(hall.cleo, day))
    seen = merging.preview(SYSTEM, Merger((hall.mill,), hall.shop, day, "批复"))
    assert any("第 2 届委员会" in effect.label for effect in seen.effects)
    merging.merge(SYSTEM, Merger((hall.mill,), hall.shop, day, "批复"))
    assert Term.objects.get().state == "closed"
    assert Election.objects.get().state == "closed"
    assert queries.impossible_terms() == []


def test_the_calendar_shows_what_is_in_reach_and_no_more(hall: Hall, as_: As) -> None:
    today = clock.today()
    term_until(hall, today - timedelta(days=3))
    actions.record(SYSTEM, hall.yard, number=1, since=queries.after(today, -3) + timedelta(days=20), years=3)
    page = as_(hall.ben).get("/desk/units/terms/").content.decode()
    assert hall.mill.name in page
    assert "超 3 天" in page
    assert hall.yard.name not in page
    assert hall.shop.name in as_(hall.ben).get("/desk/units/terms/?view=none").content.decode()
    soon = as_(hall.ana).get("/desk/units/terms/?view=soon").content.decode()
    assert hall.yard.name in soon
    assert hall.mill.name not in soon


def test_the_calendar_as_a_file(hall: Hall, as_: As) -> None:
    term = term_until(hall, clock.today() - timedelta(days=3))
    file = as_(hall.ben).get("/desk/units/terms/?view=overdue&as=csv").content.decode("utf-8-sig")
    assert f"{hall.mill.code},{hall.mill.name},基层工会,2,3,{term.since},{term.until},任期内" in file


def test_a_term_is_written_down_on_its_page(hall: Hall, as_: As) -> None:
    browser, url = as_(hall.cleo), f"/desk/units/{hall.mill.code}/term/"
    assert "选一届几年" in browser.post(url, {"number": "2", "since": "2025-03-01"}).content.decode()
    assert browser.post(url, {"number": "2", "since": "2025-03-01", "years": "5"}).status_code == 302
    assert "2030年3月1日" in browser.get(url).content.decode()


def test_an_election_of_a_group_is_not_there(hall: Hall, as_: As) -> None:
    group = org.found(SYSTEM, name="一组", kind="group", parent=hall.mill)
    assert as_(hall.cleo).get(f"/desk/units/{group.code}/term/").status_code == 404
