"""A small district for the modules' tests: a federation, two townships, three enterprise unions and their officers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.worlds import world
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access_actions
from unionhall.kernel.access import queries as access_queries
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org_actions
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.actions import NewPerson, add_people
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.membership import actions as membership

SYSTEM = Actor.system("test")
NOW = datetime(2026, 11, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def identity_number(serial: int, *, born: str = "19900101") -> str:
    """A valid number of 18 characters; odd serials are men."""
    head = f"110101{born}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11]


@dataclass
class District:
    """Units by short names, and who is who."""

    federation: Unit
    east: Unit  # a township
    west: Unit
    mill: Unit  # an enterprise union in the east
    shop: Unit  # another one in the east
    yard: Unit  # one in the west

    def account(self, name: str, unit: Unit | None = None, office: str = "") -> Account:
        """Somebody who can sign in, in an office if one is given."""
        person = add_people(SYSTEM, [NewPerson(name)])[0]
        account = Account.objects.create(
            person=person, login=f"login-{person.pk}", state=Account.State.ACTIVE, created=clock.now()
        )
        if unit is not None:
            access_actions.appoint(SYSTEM, person=person, unit=unit, office=office)
        return account

    def actor(self, name: str, unit: Unit | None = None, office: str = "") -> Actor:
        """The same as an actor."""
        return access_queries.actor_for(self.account(name, unit, office))

    def member(self, name: str, unit: Unit, **known: Any) -> Person:
        """Somebody on a unit's roll."""
        person = add_people(SYSTEM, [NewPerson(name, **known)])[0]
        membership.join(SYSTEM, person, unit)
        return person


@pytest.fixture
def at_noon() -> Iterator[None]:
    """It is noon on 10 November 2026."""
    with clock.set_to(NOW):
        yield


@world(within=lambda: clock.set_to(NOW))
def district(db: None, at_noon: None) -> District:
    """The district."""
    federation = org_actions.found(SYSTEM, name="松涧区总工会", kind="federation", parent=None, code="119900")

    def below(name: str, kind: str, parent: Unit, code: str) -> Unit:
        return org_actions.found(SYSTEM, name=name, kind=kind, parent=parent, code=code)

    east = below("听泉街道总工会", "township", federation, "119900-01")
    west = below("柳岸镇总工会", "township", federation, "119900-02")
    return District(
        federation=federation,
        east=east,
        west=west,
        mill=below("恒岱机械厂工会", "grassroots", east, "119900-01-001"),
        shop=below("启禾纺织工会", "grassroots", east, "119900-01-002"),
        yard=below("云杉食品工会", "grassroots", west, "119900-02-001"),
    )
