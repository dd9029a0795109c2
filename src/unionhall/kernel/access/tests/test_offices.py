"""Appointing, ending and handing over; and that nobody hands out what is not theirs to hand out."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.kernel import clock
from unionhall.kernel.access import actions, declare, doctor, queries
from unionhall.kernel.access.actions import NewAppointment
from unionhall.kernel.access.declare import Office
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.journal.models import Line, LineName
from unionhall.kernel.org import actions as org_actions
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.people.models import Account, Person

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
BEGAN, TODAY = date(2024, 1, 1), date(2026, 11, 2)
UNIONS = ("federation", "grassroots")
READS, APPOINTS = OrgPermission.UNIT_READ, AccessPermission.APPOINT


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.set_to(datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield


@pytest.fixture(autouse=True)
def offices() -> Iterator[None]:
    """Offices of the test's own, by rank, in place of the shipped ones."""
    shipped = dict(declare.offices)
    declare._offices.clear()
    declare.register_offices(
        Office("keeper", "管理员", ("federation",), below=(APPOINTS,), is_top_only=True),
        Office("chair", "主席", UNIONS, below=(READS, APPOINTS, AccessPermission.OFFICE_READ), is_single=True),
        Office("officer", "经办人", UNIONS, here=(READS, APPOINTS)),
        Office("organiser", "组织员", ("grassroots",), here=(READS,)),
    )
    yield
    declare._offices.clear()
    declare._offices.update(shipped)


@pytest.fixture
def city() -> Unit:
    return org_actions.found(SYSTEM, name="海州市总工会", kind="federation", parent=None, code="HZ", since=BEGAN)


@pytest.fixture
def plant(city: Unit) -> Unit:
    return org_actions.found(SYSTEM, name="轴承厂工会", kind="grassroots", parent=city, since=BEGAN)


def person(name: str) -> Person:
    return add_people(SYSTEM, [NewPerson(name)])[0]


def in_office(office: str, unit: Unit, name: str = "钱一") -> Actor:
    who = person(name)
    actions.appoint(SYSTEM, person=who, unit=unit, office=office, since=BEGAN)
    return queries.actor_for(who)


def test_an_appointment_makes_an_actor(plant: Unit) -> None:
    chair = in_office("chair", plant, "孙二")
    path = org_queries.path_of(plant)
    assert (chair.name, chair.office, [seat.path for seat in chair.seats]) == ("孙二", "主席", [path])
    assert chair.may(READS, at=path)
    line = Line.objects.get(verb="access.appointed")
    assert line.data == {"office": "chair", "label": "主席", "on": "2024-01-01"}
    assert LineName.objects.filter(line=line, part="about", name="孙二").exists()


def test_the_highest_office_is_the_one_acted_in(city: Unit, plant: Unit) -> None:
    who = person("孙二")
    for office, unit in (("organiser", plant), ("chair", plant), ("officer", city)):
        actions.appoint(SYSTEM, person=who, unit=unit, office=office)
    actor = queries.actor_for(who)
    assert (actor.office, [seat.label for seat in actor.seats]) == ("经办人", ["经办人", "主席", "组织员"])


def test_an_actor_is_loaded_in_two_queries(plant: Unit) -> None:
    who = person("孙二")
    actions.appoint(SYSTEM, person=who, unit=plant, office="chair")
    stored = Account.objects.create(person=who, login="x", state=Account.State.ACTIVE, created=clock.now())
    with CaptureQueriesContext(connection) as captured:
        actor = queries.actor_for(Account.objects.get(pk=stored.pk))
    assert len(captured) == 1 + 2
    assert (actor.account_id, actor.person_id) == (stored.pk, who.pk)
    for state in (Account.State.PENDING, Account.State.CLOSED):
        stored.state = state
        assert queries.actor_for(stored) == Actor.nobody()


def test_who_may_is_one_query(city: Unit, plant: Unit) -> None:
    chair, officer = in_office("chair", city, "孙二"), in_office("officer", plant, "李三")
    path = org_queries.path_of(plant)
    with CaptureQueriesContext(connection) as captured:
        found = list(queries.who_may(APPOINTS, at=path).values_list("pk", flat=True))
    assert (found, len(captured)) == ([chair.person_id, officer.person_id], 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"office": "king"}, "没有“king”"),
        ({"office": "keeper"}, "不设管理员"),
        ({"until": BEGAN}, "要晚于开始日期"),
        ({"term_ends": BEGAN}, "届满日期"),
    ],
)
def test_a_rule_that_is_broken_is_named(plant: Unit, change: dict[str, object], sentence: str) -> None:
    row = {"person": person("孙二"), "unit": plant, "office": "chair", "since": BEGAN} | change
    with pytest.raises(Refused, match=sentence):
        actions.appoint(SYSTEM, **row)  # type: ignore[arg-type]


def test_an_office_for_one_is_held_by_one_at_a_time(plant: Unit) -> None:
    first = actions.appoint(SYSTEM, person=person("孙二"), unit=plant, office="chair", since=BEGAN)
    with pytest.raises(Refused, match="已经有主席"):
        actions.appoint(SYSTEM, person=person("李三"), unit=plant, office="chair")
    actions.end_appointment(SYSTEM, first, on=TODAY, reason="退休")
    actions.appoint(SYSTEM, person=person("李三"), unit=plant, office="chair", since=TODAY)
    twice = [NewAppointment(person(name), plant, "chair", date(2025, 1, 1), date(2025, 2, 1)) for name in "周吴"]
    with pytest.raises(Refused, match="已经有主席"):
        actions.appoint_many(SYSTEM, twice)


def test_nobody_holds_the_same_office_twice(plant: Unit) -> None:
    who = person("孙二")
    actions.appoint(SYSTEM, person=who, unit=plant, office="officer")
    with pytest.raises(Refused, match="已经是"):
        actions.appoint(SYSTEM, person=who, unit=plant, office="officer")


def test_a_keeper_is_kept_at_the_top(city: Unit) -> None:
    district = org_actions.found(SYSTEM, name="东区总工会", kind="federation", parent=city)
    with pytest.raises(Refused, match="只设在最上级"):
        actions.appoint(SYSTEM, person=person("孙二"), unit=district, office="keeper")


def test_one_appoints_below_oneself_and_never_oneself(city: Unit, plant: Unit) -> None:
    chair = in_office("chair", city)
    local = in_office("chair", plant, "李三")
    clerk = in_office("officer", plant, "周四")

    def refusal(by: Actor, office: str, unit: Unit, who: Person | None = None) -> set[str]:
        with pytest.raises(Refused) as refused:
            actions.appoint(by, person=who or person("吴五"), unit=unit, office=office)
        return {reason.code for reason in refused.value.reasons}

    assert refusal(chair, "officer", plant, Person.objects.get(pk=chair.person_id)) == {"access.oneself"}
    assert refusal(chair, "chair", city) == {"access.beyond"}
    assert refusal(chair, "keeper", city) == {"access.beyond"}
    assert refusal(local, "chair", plant) == {"access.beyond"}
    assert refusal(clerk, "officer", plant) == {"access.beyond"}
    actions.appoint(chair, person=person("郑六"), unit=plant, office="officer")
    actions.appoint(local, person=person("王七"), unit=plant, office="officer")
    actions.appoint(clerk, person=person("冯八"), unit=plant, office="organiser")
    with pytest.raises(Denied):
        actions.appoint(local, person=person("陈九"), unit=city, office="officer")


def test_nobody_puts_out_whom_they_serve(city: Unit, plant: Unit) -> None:
    in_office("chair", plant, "李三")
    clerk = in_office("officer", plant, "周四")
    held = Appointment.objects.get(office="chair", unit=plant)
    with pytest.raises(Refused, match="由上级工会任免"):
        actions.end_appointment(clerk, held, on=TODAY, reason="不要了")
    with pytest.raises(Denied):
        actions.end_appointment(Actor.nobody(), held, on=TODAY, reason="不要了")
    actions.end_appointment(in_office("chair", city), held, on=TODAY, reason="调走")
    assert queries.actor_for(held.person).seats == ()


def test_an_appointment_ends_once_and_not_before_it_began(plant: Unit) -> None:
    held = actions.appoint(SYSTEM, person=person("孙二"), unit=plant, office="chair", since=BEGAN)
    with pytest.raises(Refused, match="不能早于"):
        actions.end_appointment(SYSTEM, held, on=BEGAN - timedelta(days=1), reason="退休")
    actions.end_appointment(SYSTEM, held, on=TODAY, reason="退休")
    with pytest.raises(Refused, match="已经不任"):
        actions.end_appointment(SYSTEM, held, on=TODAY, reason="退休")


def test_handing_over_keeps_the_term(plant: Unit) -> None:
    term = date(2027, 1, 1)
    held = actions.appoint(SYSTEM, person=person("孙二"), unit=plant, office="chair", since=BEGAN, term_ends=term)
    new = actions.hand_over(SYSTEM, held, to=person("李三"), on=TODAY)
    assert (new.since, new.term_ends, new.office) == (TODAY, term, "chair")
    assert [a.person.name for a in queries.offices_at(SYSTEM, plant)] == ["李三"]
    yesterday = TODAY - timedelta(days=1)
    assert [a.person.name for a in queries.offices_at(SYSTEM, plant, yesterday)] == ["孙二"]
    assert Line.objects.filter(verb="access.handed_over").count() == 1


def test_a_hand_over_that_is_refused_changes_nothing(plant: Unit) -> None:
    held = actions.appoint(SYSTEM, person=person("孙二"), unit=plant, office="chair", since=BEGAN)
    actions.appoint(SYSTEM, person=person("李三"), unit=plant, office="officer")
    with pytest.raises(Refused):
        actions.hand_over(SYSTEM, held, to=person("周四"), on=BEGAN - timedelta(days=1))
    held.refresh_from_db()
    assert held.until is None


def test_offices_are_shown_to_those_who_may_see_them(city: Unit, plant: Unit) -> None:
    chair = in_office("chair", city)
    organiser = in_office("organiser", plant, "李三")
    assert [a.office for a in queries.offices_at(chair, plant)] == ["organiser"]
    with pytest.raises(Denied):
        queries.offices_at(organiser, plant)


def test_a_dissolved_unit_has_nobody_in_office(city: Unit, plant: Unit) -> None:
    in_office("chair", plant, "李三")
    actions.appoint(SYSTEM, person=person("周四"), unit=plant, office="officer", since=TODAY + timedelta(days=9))
    assert queries.people_in_office([org_queries.path_of(city)]) == 1
    org_actions.end(SYSTEM, plant, on=TODAY, reason="厂关了")
    assert queries.people_in_office([org_queries.path_of(city)]) == 0
    for each in Appointment.objects.all():
        assert each.until is not None
        assert queries.actor_for(each.person) == Actor(each.person.name, person_id=each.person_id)
    with pytest.raises(Refused, match="已经撤销"):
        actions.appoint(SYSTEM, person=person("吴五"), unit=plant, office="officer")


def test_a_hundred_appointments_take_as_many_queries_as_one(plant: Unit) -> None:
    def queries_for(count: int) -> int:
        people = add_people(SYSTEM, [NewPerson(f"人{n}") for n in range(count)])
        with CaptureQueriesContext(connection) as captured:
            actions.appoint_many(SYSTEM, [NewAppointment(who, plant, "officer") for who in people])
        return len(captured)

    assert queries_for(90) <= queries_for(1) <= 12


def test_an_office_is_declared_once() -> None:
    declare.register_offices(declare.offices["chair"])
    with pytest.raises(ValueError, match="declared twice"):
        declare.register_offices(Office("chair", "另一个主席", UNIONS))


def test_an_undeclared_right_is_an_error_not_a_no(plant: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unionhall.kernel.actor._known", {})
    with pytest.raises(KeyError):
        queries.who_may(READS, at=org_queries.path_of(plant))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda: Appointment.objects.filter(office="officer").update(office="king"), "not declared"),
        (lambda: Appointment.objects.filter(office="officer").update(office="keeper"), "has no keeper"),
        (lambda: Appointment.objects.filter(office="officer").update(office="chair"), "more than one chair"),
        (lambda: Unit.objects.filter(kind="grassroots").update(state="ended"), "is dissolved"),
    ],
)
def test_the_doctor_finds_planted_damage(plant: Unit, damage: Callable[[], object], sentence: str) -> None:
    in_office("chair", plant, "孙二")
    in_office("officer", plant, "李三")
    assert doctor.check() == []
    damage()
    assert any(sentence in found for found in doctor.check())
