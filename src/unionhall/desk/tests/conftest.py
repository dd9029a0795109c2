"""A small hall, built through the actions that users call, and ways to come in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from tests.lanes_client import LanesClient
from tests.worlds import world
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning import queries as learning_queries
from unionhall.modules.membership import actions as membership

PASSWORD = "a-long-enough-password"
SYSTEM = Actor.system("test")


@dataclass
class Hall:
    """A federation, two towns, three enterprises; who is who."""

    federation: Unit
    east: Unit
    west: Unit
    mill: Unit  # under east
    shop: Unit  # under east
    yard: Unit  # under west
    ana: Person  # officer of the federation
    ben: Person  # officer of east
    wim: Person  # officer of west
    cleo: Person  # chair of the mill
    dora: Person  # chair of the shop
    yan: Person  # chair of the yard
    outsider: Person  # has an account, holds no office
    members: list[Person]  # of the mill


def _person(name: str, phone: str) -> Person:
    return people.add_people(SYSTEM, [people.NewPerson(name=name, phone=phone)])[0]


def _account(person: Person, at: Unit) -> Account:
    _opened, code = accounts.invite(SYSTEM, person, org_queries.path_of(at))
    return accounts.activate(code, person.phone, PASSWORD)


@world()
def hall(db: None) -> Hall:
    """The hall with its officers and seven members of the mill."""
    federation = org.found(SYSTEM, name="松涧区总工会", kind="federation", parent=None, code="119900")
    east = org.found(SYSTEM, name="听泉街道总工会", kind="township", parent=federation)
    west = org.found(SYSTEM, name="石桥镇总工会", kind="township", parent=federation)
    mill = org.found(SYSTEM, name="恒岱机械厂工会", kind="grassroots", parent=east)
    shop = org.found(SYSTEM, name="云杉食品工会", kind="grassroots", parent=east)
    yard = org.found(SYSTEM, name="青石建筑工会", kind="grassroots", parent=west)
    people_by_name = {}
    offices = (
        ("林晓禾", federation, "officer"),
        ("本立新", east, "officer"),
        ("魏明", west, "officer"),
        ("柯洛", mill, "chair"),
        ("窦娜", shop, "chair"),
        ("颜青", yard, "chair"),
    )
    for number, (name, unit, office) in enumerate(offices):
        person = _person(name, f"1380000000{number}")
        access.appoint(SYSTEM, person=person, unit=unit, office=office)
        _account(person, unit)
        people_by_name[name] = person
    outsider = _person("外人", "13900000099")
    _account(outsider, federation)
    members = [
        _person(name, f"1370000{number:04d}")
        for number, name in enumerate(["甲员", "乙员", "丙员", "丁员", "戊员", "己员", "庚员"])
    ]
    for member in members:
        membership.join(SYSTEM, member, mill)
    return Hall(federation, east, west, mill, shop, yard, *people_by_name.values(), outsider, members)


@world()
def campaign(hall: Hall) -> Campaign:
    """A campaign of the federation with a lesson and a paper of two questions."""
    ana = actor_for(Account.objects.get(person=hall.ana))
    today = clock.today()
    launched = campaigns.launch(
        ana,
        hall.federation,
        name="查隐患、保安全",
        theme="查一遍",
        since=today,
        until=today + timedelta(days=39),
        enrol_until=today + timedelta(days=10),
    )
    lesson = learning.write_lesson(ana, unit=hall.federation, title="一课", sections=[("", "一段")])
    questions = learning.write_questions(
        ana,
        unit=hall.federation,
        given=[learning.Given("single", text, ("对的", "不对的"), (0,)) for text in ("第一题", "第二题")],
    )
    learning.send_to_review(SYSTEM, questions)
    learning.approve(SYSTEM, questions)
    paper = learning.write_paper(
        ana, unit=hall.federation, title="一卷", questions=[(q, 50) for q in questions], pass_marks=60, tries=2
    )
    learning.assign(ana, launched.pk, lesson, paper)
    return launched


@world()
def papers(hall: Hall, campaign: Campaign) -> Campaign:
    """The mill has enrolled and six of its members have handed in, five right."""
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=hall.mill)
    link = campaigns.enrol(actor_for(Account.objects.get(person=hall.cleo)), enrolment)
    for number, member in enumerate(hall.members[:6]):
        sit(link, member, right=number > 0)
    return campaign


def sit(link: object, member: Person, *, right: bool) -> str:
    """Let a member sit the paper; returns the cookie of their device."""
    identified = campaigns.identify(link, name=member.name, tail=member.phone[-4:])  # type: ignore[arg-type]
    assignment = learning_queries.assignments_of(identified.participant.enrolment.campaign_id)[0]
    sheet = learning.open_sheet(identified.participant, assignment)
    sitting = learning_queries.sitting_for(identified.cookie, sheet.public)
    assert sitting is not None
    learning.finish_lesson(sitting)
    answer = ["A"] if right else ["B"]
    learning.save(sitting, {1: answer, 2: answer}, 1)
    learning.hand_in(sitting)
    return identified.cookie


@pytest.fixture
def as_(hall: Hall) -> Callable[[Person], Client]:
    """A signed-in browser of somebody."""

    def come_in(person: Person) -> Client:
        client = LanesClient()
        client.force_login(Account.objects.get(person=person))
        return client

    return come_in
