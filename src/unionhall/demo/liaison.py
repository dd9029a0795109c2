"""The liaison cards of the demo: every first-level officer has one, some chairs too, and they have been in contact."""

from unionhall.demo.plan import Demo
from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.liaison import actions
from unionhall.modules.liaison.models import Contact

CHAIRS = 12  # who have a card
PLACES = ("办公楼一楼工会办公室", "南门传达室旁", "食堂二楼职工之家", "三车间工具房隔壁")
WORDS = ("", "工资、工伤、加班，先来问", "有困难说一声，工会想办法", "")


def make_cards(demo: Demo, _step: int) -> None:
    """Cards, and a contact every few days."""
    random = demo.random("liaison")
    some = [each.unit for each in demo.enterprises][:: max(1, len(demo.enterprises) // CHAIRS)][:CHAIRS]
    asked = [(unit, "officer", demo.officer(unit)) for unit in demo.first_level]
    asked += [(unit, "chair", demo.chair(unit)) for unit in some]
    for place, (unit, office, by) in enumerate(asked):
        with clock.set_to(demo.at(-25, "10:20")):
            card = actions.make(by, _held(unit, office, by), _reached(place, by))
        for day in range(-20, 0, random.randrange(3, 9)):
            kind = random.choice(Contact.Kind.values)
            with clock.set_to(demo.at(day, "16:40")):
                actions.note(by, card, kind=kind, ticket=f"demo {place} {day}")


def _held(unit: Unit, office: str, by: Actor) -> Appointment:
    held = Appointment.objects.select_related("person", "unit").filter(unit=unit, office=office, until=None)
    return next(each for each in held if each.person_id == by.person_id)


def _reached(place: int, by: Actor) -> actions.Reached:
    numbers = f"010-8000 {1000 + 37 * place:04d}"
    return actions.Reached(numbers, PLACES[place % 4], "工作日 9:00–17:00", WORDS[place % 4])
