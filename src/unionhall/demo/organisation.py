"""The unions of the demo and who is in office there."""

from unionhall.demo import committees, places, tour
from unionhall.demo.names import InventedPerson
from unionhall.demo.plan import SYSTEM, Demo, InventedUnion
from unionhall.kernel import clock
from unionhall.kernel.access import inviting
from unionhall.kernel.access.inviting import Row
from unionhall.kernel.actor import Actor
from unionhall.kernel.calendar import actions as calendar
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts

# By name, office and telephone number: those three that the tour names are the same in every demo.
FEDERATION = (
    ("林晓禾", "officer", "15400000001"),
    ("周望舒", "chair", "15400000002"),
    ("秦朗", "administrator", tour.ADMINISTRATOR),
    ("沈知远", "vice_chair", "15400000004"),
    ("顾清嘉", "vice_chair", "15400000005"),
    ("方予安", "officer", "15400000006"),
    ("陆思齐", "officer", "15400000007"),
    ("何子衿", "officer", "15400000008"),
)
OFFICES_OF_STAFF = ("officer", "chair", "vice_chair", "officer")
ACCOUNTS_IN_USE = 6  # of chairs, with the demo's password


def found(demo: Demo, _step: int) -> None:
    """The top with its holidays and its people; then the unions below it, level by level."""
    by = Actor.system(SYSTEM)
    with clock.set_to(demo.at(-420, "09:30")):
        calendar.lay_down_shipped_years(by)
        top = org.found(by, name=places.DISTRICT, kind="federation", parent=None, code=places.DISTRICT_CODE)
        staff = FEDERATION if demo.scale.officers else FEDERATION[:3]
        _invite([Row(0, top.code, "", name, phone, office) for name, office, phone in staff], in_use=len(staff))
        officer = demo.officer(top)
        chosen = enumerate(places.FIRST_LEVEL[: demo.scale.first_level], start=1)
        first = [NewUnit(name, kind, top, code=f"{top.code}-{order:02d}") for order, (name, kind) in chosen]
        above = {unit.code: unit for unit in org.found_many(officer, first)}
        joints = [_new(one, above) for one in demo.unions if one.kind == "joint"]
        above |= {unit.code: unit for unit in org.found_many(officer, joints)}
        org.found_many(officer, [_new(one, above) for one in demo.unions if one.kind != "joint"])


def _new(one: InventedUnion, above: dict[str, Unit]) -> NewUnit:
    return NewUnit(one.name, one.kind, above[one.above], code=one.code, trade=one.trade)


def appoint_staff(demo: Demo, _step: int) -> None:
    """The officers, chairs and vice chairs of the first-level unions; of the smallest demo their officers alone."""
    offices = OFFICES_OF_STAFF if demo.scale.officers else OFFICES_OF_STAFF[:1]
    placed = [
        [_row(unit.code, one, office) for office, one in zip(offices, people, strict=False)]
        for unit, people in zip(demo.first_level, demo.staff, strict=True)
    ]
    rows = [row for place in range(len(offices)) for row in (of_unit[place] for of_unit in placed)]
    with clock.set_to(demo.at(-400, "10:00")):
        _invite(rows, in_use=len(demo.first_level))  # the officers


def appoint_chairs(demo: Demo, _step: int) -> None:
    """The first on every roll chairs; the next ones are officer, organiser or vice chair, as many as the plan has."""
    chairs = [_row(one.code, one.roll[0], "chair") for one in demo.unions]
    others = [
        _row(one.code, one.roll[1], "officer" if one.kind == "grassroots" else "organiser") for one in demo.unions
    ]
    by_size = sorted(demo.unions, key=lambda one: (-len(one.roll), one.code))
    others += [_row(one.code, one.roll[2], "vice_chair") for one in by_size]
    left = demo.scale.officers - len(FEDERATION) - len(OFFICES_OF_STAFF) * demo.scale.first_level - len(chairs)
    with clock.set_to(demo.at(-370, "14:00")):
        _invite([*chairs, *others[: max(left, 0)]], in_use=ACCOUNTS_IN_USE)


def record_terms(demo: Demo, _step: int) -> None:
    """The terms of all committees are written down."""
    with clock.set_to(demo.at(-55, "14:00")):
        units = [one.unit for one in demo.enterprises]
        committees.record_terms(demo.officer(), [demo.federation, *demo.first_level], units, demo.today)


def found_two(demo: Demo, _step: int) -> None:
    """One enterprise has asked for a union, another one's is being prepared."""
    with clock.set_to(demo.at(-6, "11:00")):
        committees.found_two(demo.officer(), demo.first_level)


def _row(code: str, person: InventedPerson, office: str) -> Row:
    return Row(0, code, "", person.name, person.phone, office)


def _invite(rows: list[Row], *, in_use: int) -> None:
    """Invite people as the command ``invite-officers`` does; the first ``in_use`` have used their slips."""
    invited, _left = inviting.invite(Actor.system("命令行 invite-officers"), rows)
    for one in invited[:in_use]:
        accounts.activate(one.code, one.person.phone, tour.PASSWORD)
