"""Builds an invented federation: founds its unions, takes its members in from a spreadsheet, runs a campaign.

Everything happens through the imports and actions that users call, each at its moment under the demo's clock, so that
journal, figures and inboxes are what they would be in life. The same size and day give the same federation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.utils import timezone

from unionhall.demo import briefing, carried_out, committees, lesson, places, tour
from unionhall.demo.names import Crowd, InventedPerson
from unionhall.demo.roll import write_roll
from unionhall.demo.workers import SIZES_OF_TURNOUT, sit_papers
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.actions import NewAppointment
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.calendar import actions as calendar
from unionhall.kernel.jobs import ticker
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning.models import Assignment
from unionhall.modules.membership import actions as membership

SEED = 119900
SYSTEM = "演示数据"
CAMPAIGN_DAYS = 40
DAYS_IN = 16  # how long the campaign has been running today
ENROL_DAYS = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How large a federation: first-level unions, enterprise unions, members."""

    first_level: int
    enterprises: int
    members: int


SIZES = {"full": Size(25, 1_004, 90_000), "small": Size(3, 40, 2_000), "tiny": Size(3, 6, 120)}


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An enterprise union of the demo with the people on its roll, the chair first."""

    unit: Unit
    roll: list[InventedPerson]


def build(size: str, home: Path, progress: Callable[[str], None]) -> None:
    """Build a federation of the named size into an empty installation; writes where to look into ``home``.

    Raises KeyError for a size that there is not.
    """
    scale, random = SIZES[size], Random(SEED)  # noqa: S311  # invented people, no secrets
    crowd = Crowd(random)
    progress("建工会：总工会、街道镇园区、企业")
    with clock.set_to(_at(-420, "09:30")):
        federation, officer = _found_federation(crowd)
        first_level = _found_first_level(actor_for(officer), federation, scale)
        enterprises = _found_enterprises(actor_for(officer), first_level, scale, random, crowd)
    with clock.set_to(_at(-400, "10:00")):
        officers = _appoint_officers(actor_for(officer), first_level, crowd)
    progress(f"导入会员名册：{scale.members:,} 人")
    with clock.set_to(_at(-60, "09:10")):
        _import_members(federation, enterprises)
    progress("任命企业工会主席，发启用条")
    with clock.set_to(_at(-55, "14:00")):
        chairs = _appoint_chairs(actor_for(officer), enterprises)
        units = [one.unit for one in enterprises]
        committees.record_terms(actor_for(officer), [federation, *first_level], units, _at(0, "00:00").date())
    progress(f"发起专项行动：{lesson.CAMPAIGN}")
    with clock.set_to(_at(-DAYS_IN, "09:00")):
        assignment = _launch(actor_for(officer), federation)
    joined = _enrol(assignment.campaign, enterprises, chairs, officers, first_level, random)
    if scale.enterprises > SIZES["tiny"].enterprises:
        with clock.set_to(_at(-6, "11:00")):
            committees.found_two(actor_for(officer), first_level)
    progress(f"职工答卷：{len(joined)} 家单位")
    with clock.set_to(_at(-2, "16:20")):
        carried_out.report_acts(assignment.campaign, chairs, [one.unit for one in joined])
    papers = sit_papers(assignment, joined, _at(0, "00:00").date(), random)
    with clock.set_to(_at(-1, "09:40")):
        carried_out.remind(actor_for(officers[0]), assignment.campaign, first_level[0])
    ticker.tick(Actor.system(SYSTEM))
    progress("写简报：一期印发，一份通报在起草")
    briefing.issue_one(actor_for(officer), _chair_of(federation), federation, assignment.campaign)
    briefing.draft_one(actor_for(officer), federation, assignment.campaign)
    tour.write(home, officer, officers[0], [chairs[one.unit.pk] for one in joined[:2]], joined[0].unit, papers)


def _at(days: int, hour: str) -> datetime:
    """A moment so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))


def _found_federation(crowd: Crowd) -> tuple[Unit, Person]:
    """The top: its holidays, its unit, its chair, officer and administrator; returns unit and officer."""
    by = Actor.system(SYSTEM)
    calendar.lay_down_shipped_years(by)
    federation = org.found(by, name=places.DISTRICT, kind="federation", parent=None, code=places.DISTRICT_CODE)
    staff = people.add_people(
        by, [people.NewPerson(name=name, phone=crowd.person().phone) for name in ("林晓禾", "周望舒", "秦朗")]
    )
    for person, office in zip(staff, ("officer", "chair", "administrator"), strict=True):
        access.appoint(by, person=person, unit=federation, office=office)
        _open_account(by, person, federation)
    return federation, staff[0]


def _open_account(by: Actor, person: Person, unit: Unit, *, is_used: bool = True) -> None:
    """Invite somebody; ``is_used``: they have taken the account into use with the demo's password."""
    _account, code = accounts.invite(by, person, org_queries.path_of(unit))
    if is_used:
        accounts.activate(code, person.phone, tour.PASSWORD)


def _found_first_level(by: Actor, federation: Unit, scale: Size) -> list[Unit]:
    chosen = places.FIRST_LEVEL[: scale.first_level]
    return org.found_many(
        by,
        [
            NewUnit(name, kind, federation, code=f"{federation.code}-{order:02d}")
            for order, (name, kind) in enumerate(chosen, start=1)
        ],
    )


def _found_enterprises(
    by: Actor, first_level: list[Unit], scale: Size, random: Random, crowd: Crowd
) -> list[Enterprise]:
    invented = places.enterprises(random, count=scale.enterprises, members=scale.members)
    parents = [parent for parent, _place in zip(cycle(first_level), invented, strict=False)]
    numbers = {parent.pk: 0 for parent in first_level}
    rows = []
    for parent, place in zip(parents, invented, strict=True):
        numbers[parent.pk] += 1
        rows.append(
            NewUnit(place.name, "grassroots", parent, code=f"{parent.code}-{numbers[parent.pk]:03d}", trade=place.trade)
        )
    units = org.found_many(by, rows)
    return [
        Enterprise(unit, [crowd.person() for _member in range(place.members)])
        for unit, place in zip(units, invented, strict=True)
    ]


def _appoint_officers(by: Actor, first_level: list[Unit], crowd: Crowd) -> list[Person]:
    """One officer for every first-level union."""
    invented = [crowd.person() for _unit in first_level]
    staff = people.add_people(by, [people.NewPerson(name=one.name, phone=one.phone) for one in invented])
    access.appoint_many(
        by, [NewAppointment(person, unit, "officer") for person, unit in zip(staff, first_level, strict=True)]
    )
    for person, unit in zip(staff, first_level, strict=True):
        _open_account(by, person, unit)
    return staff


def _import_members(federation: Unit, enterprises: list[Enterprise]) -> None:
    """The roll comes in as a spreadsheet, as the command ``import-roll`` takes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "松涧区会员名册.xlsx"
        write_roll(file, ((one.unit.code, one.unit.name, person) for one in enterprises for person in one.roll))
        membership.import_roll(Actor.system("命令行 import-roll"), file, federation)


def _appoint_chairs(by: Actor, enterprises: list[Enterprise]) -> dict[int, Person]:
    """The first on every roll chairs; the chairs of the two first enterprises have used their slips. By unit id."""
    hashes = {phone_hash(one.roll[0].phone): one.unit for one in enterprises}
    found = {hashes[person.phone_hash].pk: person for person in Person.objects.filter(phone_hash__in=hashes)}
    access.appoint_many(by, [NewAppointment(found[one.unit.pk], one.unit, "chair") for one in enterprises])
    for place, one in enumerate(enterprises):
        _open_account(by, found[one.unit.pk], one.unit, is_used=place < 6)
    return found


def _launch(by: Actor, federation: Unit) -> Assignment:
    """The call from the top, with its lesson and its paper."""
    today = clock.today()
    campaign = campaigns.launch(
        by,
        federation,
        name=lesson.CAMPAIGN,
        theme=lesson.THEME,
        since=today,
        until=today + timedelta(days=CAMPAIGN_DAYS - 1),
        enrol_until=today + timedelta(days=ENROL_DAYS),
        contact="区总工会 林晓禾",
    )
    campaigns.set_tasks(by, campaign, federation, carried_out.tasks(campaign.until))
    written = learning.write_lesson(by, unit=federation, title=lesson.LESSON_TITLE, sections=lesson.LESSON)
    questions = learning.write_questions(
        by,
        unit=federation,
        given=[
            learning.Given(one.kind, one.text, one.options, one.right, one.explanation, one.basis)
            for one in lesson.QUESTIONS
        ],
    )
    learning.send_to_review(by, questions)
    learning.approve(_chair_of(federation), questions)  # nobody reviews what they wrote themselves
    paper = learning.write_paper(
        by,
        unit=federation,
        title=lesson.PAPER_TITLE,
        questions=[(question, 20) for question in questions],
        pass_marks=80,
        tries=2,
    )
    _fill_bank(by, federation)
    return learning.assign(by, campaign.pk, written, paper)


def _fill_bank(by: Actor, federation: Unit) -> None:
    """The Word template as it is handed out comes into the bank: a question of every kind, one waits for review."""
    content = learning.question_template("docx")
    file = learning.receive(by, unit=federation, name="安全生产题库.docx", content=content)
    taken = learning.take_in(by, file, is_shared=True, sends=True)
    learning.approve(_chair_of(federation), taken[1:])


def _chair_of(unit: Unit) -> Actor:
    return actor_for(Appointment.objects.select_related("person").get(unit=unit, office="chair", until=None).person)


def _enrol(
    campaign: Campaign,
    enterprises: list[Enterprise],
    chairs: dict[int, Person],
    officers: list[Person],
    first_level: list[Unit],
    random: Random,
) -> list[Enterprise]:
    """Most units enrol within the days given; one is excused by the union above; the rest are late. Who enrolled."""
    asked = {one.unit_id: one for one in Enrolment.objects.filter(campaign=campaign).select_related("campaign", "unit")}
    late = len(enterprises) // SIZES_OF_TURNOUT
    willing, excused = enterprises[: len(enterprises) - late - 1], enterprises[-1]
    moments = sorted((random.randrange(ENROL_DAYS), random.randrange(8 * 60, 18 * 60)) for _unit in willing)
    for (days, minutes), one in zip(moments, willing, strict=True):
        with clock.set_to(_at(days - DAYS_IN, f"{minutes // 60:02d}:{minutes % 60:02d}")):
            campaigns.enrol(actor_for(chairs[one.unit.pk]), asked[one.unit.pk])
    parent_code = excused.unit.code.rpartition("-")[0]
    above = next(place for place, unit in enumerate(first_level) if unit.code == parent_code)
    with clock.set_to(_at(4 - DAYS_IN, "15:20")):
        campaigns.excuse(actor_for(officers[above]), asked[excused.unit.pk], reason="停产检修，下个月才复工")
    return willing
