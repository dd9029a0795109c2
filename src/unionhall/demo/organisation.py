"""The unions of the demo and who is in office there."""

from pathlib import Path
from tempfile import TemporaryDirectory

from unionhall.demo import committees, places, tour
from unionhall.demo.plan import SYSTEM, Demo
from unionhall.demo.roll import write_roll
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.actions import NewAppointment
from unionhall.kernel.actor import Actor
from unionhall.kernel.calendar import actions as calendar
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Person
from unionhall.modules.membership import actions as membership

STAFF = (("林晓禾", "officer"), ("周望舒", "chair"), ("秦朗", "administrator"))
CHAIRS_IN_USE = 6  # whose accounts can be used with the demo's password


def found(demo: Demo, _step: int) -> None:
    """The top with its holidays, its officer, chair and administrator; then the unions below it, level by level."""
    by = Actor.system(SYSTEM)
    with clock.set_to(demo.at(-420, "09:30")):
        calendar.lay_down_shipped_years(by)
        federation = org.found(by, name=places.DISTRICT, kind="federation", parent=None, code=places.DISTRICT_CODE)
        phones = [f"154000000{number:02d}" for number in range(1, len(STAFF) + 1)]
        rows = [people.NewPerson(name=name, phone=phone) for (name, _o), phone in zip(STAFF, phones, strict=True)]
        for person, (_name, office) in zip(people.add_people(by, rows), STAFF, strict=True):
            access.appoint(by, person=person, unit=federation, office=office)
            _open_account(by, person, federation)
        chosen = places.FIRST_LEVEL[: demo.scale.first_level]
        officer = demo.officer(federation)
        first = org.found_many(
            officer,
            [
                NewUnit(name, kind, federation, code=f"{federation.code}-{order:02d}")
                for order, (name, kind) in enumerate(chosen, start=1)
            ],
        )
        above = {unit.code: unit for unit in first}
        org.found_many(
            officer,
            [NewUnit(one.name, one.kind, above[one.above], code=one.code, trade=one.trade) for one in demo.unions],
        )


def appoint_officers(demo: Demo, _step: int) -> None:
    """One officer for every first-level union."""
    by, units = demo.officer(), demo.first_level
    with clock.set_to(demo.at(-400, "10:00")):
        rows = [people.NewPerson(name=one.name, phone=one.phone) for one in demo.staff]
        staff = people.add_people(by, rows)
        access.appoint_many(
            by, [NewAppointment(person, unit, "officer") for person, unit in zip(staff, units, strict=True)]
        )
        for person, unit in zip(staff, units, strict=True):
            _open_account(by, person, unit)


def import_members(demo: Demo, _step: int) -> None:
    """The roll comes in as a spreadsheet, as the command ``import-roll`` takes it."""
    with TemporaryDirectory() as folder, clock.set_to(demo.at(-60, "09:10")):
        file = Path(folder) / "松涧区会员名册.xlsx"
        write_roll(file, ((one.code, one.name, person) for one in demo.unions for person in one.roll))
        membership.import_roll(Actor.system("命令行 import-roll"), file, demo.federation)


def appoint_chairs(demo: Demo, _step: int) -> None:
    """The first on every roll chairs; a few have used their slips. The terms of all committees are written down."""
    by = demo.officer()
    with clock.set_to(demo.at(-55, "14:00")):
        hashes = {phone_hash(one.roll[0].phone): one.unit for one in demo.enterprises}
        found = {hashes[one.phone_hash].pk: one for one in Person.objects.filter(phone_hash__in=hashes)}
        access.appoint_many(by, [NewAppointment(found[unit.pk], unit, "chair") for unit in hashes.values()])
        for place, unit in enumerate(hashes.values()):
            _open_account(by, found[unit.pk], unit, is_used=place < CHAIRS_IN_USE)
        unions = [demo.federation, *demo.first_level]
        committees.record_terms(by, unions, list(hashes.values()), demo.today)


def found_two(demo: Demo, _step: int) -> None:
    """One enterprise has asked for a union, another one's is being prepared."""
    with clock.set_to(demo.at(-6, "11:00")):
        committees.found_two(demo.officer(), demo.first_level)


def _open_account(by: Actor, person: Person, unit: Unit, *, is_used: bool = True) -> None:
    """Invite somebody; ``is_used``: they have taken the account into use with the demo's password."""
    _account, code = accounts.invite(by, person, org_queries.path_of(unit))
    if is_used:
        accounts.activate(code, person.phone, tour.PASSWORD)
