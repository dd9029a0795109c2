"""A small world for procedures: errands that go through three states, in three levels of unions with officers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import connection, models

from unionhall.kernel import actor, clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.access import declare as access_declare
from unionhall.kernel.access import queries as access_queries
from unionhall.kernel.actor import Actor, Permission, Reason
from unionhall.kernel.journal import declare as journal
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import declare as org_declare
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import declare
from unionhall.kernel.procedures.declare import (
    PUBLIC,
    Clock,
    Days,
    Procedural,
    Procedure,
    State,
    Step,
    Until,
    WorkingDays,
)

SYSTEM = Actor.system("test")
BEGAN = date(2026, 3, 2)  # a Monday
KIND = "tried_union"


class TriedPermission(Permission):
    """What officers of the tried unions may do with errands."""

    HANDLE = "tried.handle", "办理"
    DECIDE = "tried.decide", "决定"


class Errand(Procedural):
    """Something to be done for somebody."""

    procedure: ClassVar[str] = "errands"
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about = models.BigIntegerField(null=True)
    wanted = models.DateField(null=True)
    is_complete = models.BooleanField(default=True)

    class Meta:
        app_label = "procedures_tests"  # no installed app: migrations do not know it

    def __str__(self) -> str:
        return f"事情{self.pk}"

    def about_person_ids(self) -> tuple[int, ...]:
        return () if self.about is None else (self.about,)


def is_complete(item: Errand, _by: Actor) -> Reason | None:
    """The guard of a decision."""
    return None if item.is_complete else Reason("tried.incomplete", "材料不齐")


ERRANDS = Procedure(
    "errands",
    "办事",
    (
        State("received", "收到"),
        State("handled", "已受理"),
        State("decided", "已决定", True),
        State("dropped", "撤回", True),
    ),
    (
        Step("handle", "受理", "received", "handled", TriedPermission.HANDLE),
        Step("note", "记一笔", "handled", "handled", TriedPermission.HANDLE),
        Step("decide", "决定", "handled", "decided", TriedPermission.DECIDE, (is_complete,)),
        Step("reopen", "退回", "handled", "received", TriedPermission.DECIDE),
        Step("drop", "撤回", ("received", "handled"), "dropped", PUBLIC),
        Step("vanish", "注销", "received", "dropped", None),
    ),
    (
        Clock("handling", "受理期限", "received", ("handle",), TriedPermission.HANDLE, WorkingDays(5)),
        Clock("deciding", "决定期限", "handled", ("decide",), TriedPermission.DECIDE, Days(10)),
        Clock("wish", "希望日期", "received", ("decide",), TriedPermission.DECIDE, Until("wanted"), rises=False),
    ),
)
OFFICER = access_declare.Office("tried_officer", "经办人", (KIND,), below=(TriedPermission.HANDLE,))
CHAIR = access_declare.Office("tried_chair", "主席", (KIND,), below=tuple(TriedPermission))


@contextmanager
def declared() -> Iterator[None]:
    """Kind, offices, permissions and procedure are known inside the block alone."""
    actor.register_permissions(TriedPermission)
    org_declare.register_kinds(org_declare.UnitKind(KIND, "工会", children=(KIND,), can_be_top=True))
    access_declare.register_offices(OFFICER, CHAIR)
    declare.register_procedures(ERRANDS)
    try:
        yield
    finally:
        for member in TriedPermission:
            actor._known.pop(member.value)
        org_declare._kinds.pop(KIND)
        for office in (OFFICER, CHAIR):
            access_declare._offices.pop(office.key)
        declare._procedures.pop(ERRANDS.key)
        for verb in [verb for verb in journal.known_verbs() if verb.startswith("errands.")]:
            journal._verbs.pop(verb)


def make_table() -> None:
    """The table of errands, which no migration makes. Outside a transaction, as SQLite wants it."""
    with connection.schema_editor() as editor:
        if Errand._meta.db_table in connection.introspection.table_names():
            editor.delete_model(Errand)
        editor.create_model(Errand)


@contextmanager
def at_noon(day: date) -> Iterator[None]:
    """It is noon of ``day``."""
    with clock.set_to(datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))):
        yield


@dataclass
class Hall:
    """Three levels, each with a chair and an officer: units[0] is the top."""

    units: list[Unit]
    chairs: list[Person]
    officers: list[Person]

    def chair(self, level: int) -> Actor:
        """The chair of a level as an actor."""
        return access_queries.actor_for(self.chairs[level], BEGAN)

    def officer(self, level: int) -> Actor:
        """The officer of a level as an actor."""
        return access_queries.actor_for(self.officers[level], BEGAN)


def hall() -> Hall:
    """The three levels, founded and staffed."""
    made = Hall([], [], [])
    with at_noon(BEGAN):
        for level in range(3):
            above = made.units[-1] if made.units else None
            unit = org.found(SYSTEM, name=f"第{level}级", kind=KIND, parent=above, code=f"P{level}", since=BEGAN)
            made.units.append(unit)
            for people, office in ((made.chairs, CHAIR), (made.officers, OFFICER)):
                person = Person.objects.create(name=f"{office.label}{level}", name_key="x", created=clock.now())
                access.appoint(SYSTEM, person=person, unit=unit, office=office.key, since=BEGAN)
                people.append(person)
    return made
