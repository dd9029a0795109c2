"""The members of the demo: two files from the district, and those who come and go between them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from unionhall.demo.names import InventedPerson
from unionhall.demo.plan import Demo
from unionhall.demo.roll import write_roll
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.documents import phone_hash
from unionhall.kernel.people.models import Person
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership.actions import joining
from unionhall.modules.membership.models import Application, Membership

CHANGED_EVERY = 300  # one member in so many has another telephone number in the later file
WRONG_EVERY = 20  # one row in so many of the later file can not be taken
MOST_WAITING = 5  # transfers and applications that nobody has decided yet

Rows = Iterable[tuple[str, str, InventedPerson]]


def import_members(demo: Demo, _step: int) -> None:
    """The roll comes in as a spreadsheet, as the command ``import-roll`` takes it."""
    rows = (
        (one.code, one.name, person)
        for one in demo.unions
        for person in one.roll[: len(one.roll) - demo.comes_later(one)]
    )
    with clock.set_to(demo.at(-380, "09:10")):
        _import(demo, "松涧区会员名册", rows)


def import_later(demo: Demo, _step: int) -> None:
    """The file of this autumn: new members, some with slips of the pen, and new numbers of old ones."""
    with clock.set_to(demo.at(-60, "09:10")):
        _import(demo, "松涧区会员名册（新增和变动）", _later_rows(demo))


def _later_rows(demo: Demo) -> Rows:
    random, number = demo.random("later"), 0
    for one in demo.unions:
        for person in one.roll[len(one.roll) - demo.comes_later(one) :]:
            number += 1
            yield one.code, one.name, person
            if number % WRONG_EVERY == 0:  # the same person again, a digit of the number left out
                yield one.code, one.name, replace(person, number=person.number[:-1], phone="154")
        if random.randrange(CHANGED_EVERY) < len(one.roll) and len(one.roll) > 12:
            old = one.roll[7]
            yield one.code, one.name, replace(old, phone=_another(old.phone))


def _another(phone: str) -> str:
    """A number that nobody else has: those of the crowd never begin with 1549."""
    return f"1549{phone[-7:]}"


def _import(demo: Demo, name: str, rows: Rows) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.xlsx"
        write_roll(file, rows)
        membership.import_roll(Actor.system("命令行 import-roll"), file, demo.federation)


def go_over(demo: Demo, _step: int) -> None:
    """Members go over to other unions: most are taken, one is not, the last ones wait for an answer."""
    units, people = _units(demo), _people(person for _union, person, _to in demo.turnover.transfers)
    asked = []
    with clock.set_to(demo.at(-12, "10:20")):
        for _union, person, to in demo.turnover.transfers:
            held = Membership.objects.select_related("person", "unit").get(person=people[person.phone], until=None)
            by, reason = demo.chair(held.unit), "到新单位上班了"
            asked.append(membership.offer(by, held, units[to.code], reason=reason))
    with clock.set_to(demo.at(-9, "15:05")):
        for place, transfer in enumerate(asked[: len(asked) - _waiting(len(asked))]):
            by = demo.chair(transfer.receiving)
            if place == 0:
                membership.refuse(by, transfer, reason="没有到我单位报到")
            else:
                membership.accept(by, transfer)


def come_and_leave(demo: Demo, _step: int) -> None:
    """Some leave; as many ask by their union's link to join, and are taken in, but for the last ones, who wait."""
    units, people = _units(demo), _people(person for _union, person in demo.turnover.leavers)
    with clock.set_to(demo.at(-14, "16:40")):
        for union, person in demo.turnover.leavers:
            held = Membership.objects.select_related("person", "unit").get(person=people[person.phone], until=None)
            membership.leave(demo.chair(units[union.code]), held, reason="离职回乡")
        for union, person in demo.turnover.joiners:
            link = joining.open_link(demo.chair(units[union.code]), units[union.code])
            joining.apply_to_join(link, _said(person))
    with clock.set_to(demo.at(-11, "09:15")):
        asking = Application.objects.filter(decided=None).select_related("unit").order_by("pk")
        for application in asking[: len(demo.turnover.joiners) - _waiting(len(demo.turnover.joiners))]:
            joining.approve(demo.chair(application.unit), application)


def _waiting(number: int) -> int:
    """How many of so many matters nobody has decided yet."""
    return min(MOST_WAITING, number // 3)


def _said(person: InventedPerson) -> dict[str, object]:
    """What somebody types on a phone."""
    return {
        "name": person.name,
        "document_kind": Person.DocumentKind.IDENTITY.value,
        "document": person.number,
        "phone": person.phone,
        "sex": person.sex,
        "born": person.born.isoformat(),
        "group": "",
    }


def _units(demo: Demo) -> dict[str, Unit]:
    return {one.unit.code: one.unit for one in demo.enterprises}


def _people(wanted: Iterable[InventedPerson]) -> dict[str, Person]:
    """Persons on file by telephone number."""
    hashes = {phone_hash(one.phone): one.phone for one in wanted}
    return {hashes[one.phone_hash]: one for one in Person.objects.filter(phone_hash__in=list(hashes))}
