"""A district with very many hazards, written past the ORM: hazards, their open duties, and what has risen.

Nine of ten are closed; they are spread over a year and unevenly over the unions. Of the open ones a quarter is overdue,
and stands in the inbox of the union above as well; what is twice as late stands one more up, and so on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, transaction

from bench.tree import level
from tests.lanes_client import LanesClient
from unionhall.config import static
from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.access import actions as access
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.procedures.declare import procedures
from unionhall.kernel.procedures.models import Duty, Rise
from unionhall.modules.safety.models import Hazard

FLOOR = "/desk/account/"
FLOWS = (("reported", 8), ("received", 5), ("graded", 5), ("assigned", 60), ("mended", 12), ("rechecked", 10))
PLACES = (
    "一号车间东头",
    "锅炉房北墙",
    "三楼配电间",
    "装卸平台",
    "危化品库门口",
    "冲压线二号机",
    "食堂后厨",
    "屋面检修口",
)
WORDS = "防护罩拆下来没有装回去，急停按钮够不着，旁边堆着纸箱，夜班只有一个人"


def tree(root: Placement, number: int) -> tuple[list[Placement], list[Placement], list[Placement]]:
    """Townships, their zones, and unions below those: 1,000 unions, for many hazards 30,000."""
    long_ago, is_large = clock.today() - timedelta(days=400), number >= 200_000
    towns = level([root], 60 if is_large else 25, "township", long_ago)
    zones = level(towns, 10 if is_large else 4, "zone", long_ago)
    return towns, zones, level(zones, 50 if is_large else 10, "grassroots", long_ago)


def fill(number: int, leaves: Sequence[Placement]) -> None:
    """Write ``number`` hazards at these unions."""
    random, today, moment = Random(119900), clock.today(), connection.ops.adapt_datetimefield_value(clock.now())
    asked = {clock.opens_in: clock for clock in procedures[Hazard.procedure].clocks}
    states = random.choices([key for key, _share in FLOWS], [share for _key, share in FLOWS], k=number // 10 + 1)
    kinds = random.choices(list(Hazard.Kind), [0.001 if one == "unclear" else 1 for one in Hazard.Kind], k=number)
    kinds = [str(kind) for kind in kinds]
    at = [leaf.unit_id for leaf in leaves]
    lines = {leaf.unit_id: paths.unit_ids(leaf.path)[:-1][::-1] for leaf in leaves}  # what is above, the nearest first
    day = {n: connection.ops.adapt_datefield_value(today + timedelta(days=n)) for n in range(-400, 400)}
    duties, rises = list[Sequence[Any]](), list[Sequence[Any]]()

    def hazards() -> Iterable[Sequence[Any]]:
        lot = random.random
        for n, pk in enumerate(sorted(random.sample(range(1, 2**62), number))):
            unit_id, place = at[int(len(at) * lot() ** 1.5)], PLACES[n % len(PLACES)]
            if is_open := n % 10 == 0:
                found, state = -int(60 * lot() ** 2), states[n // 10]
                due = found + 9 + int(60 * lot())
                wait(pk, unit_id, state, place, found, due)
            else:
                found, state = -int(365 * lot()), "closed"
                due = found + 9 + int(20 * lot())
            yield (
                pk, unit_id, unit_id, unit_id, f"-{n % 900:03d}", "report", "", kinds[n],
                "major" if n % 97 == 0 else "general", place, WORDS, day[found], "", False, "", "{}", "安全员",
                day[due], None if is_open else day[min(0, found + int(20 * lot()))], state,
            )  # fmt: skip

    def wait(pk: int, unit_id: int, state: str, place: str, found: int, due: int) -> None:
        waits, key = asked[state], len(duties) + 1
        until = due if state == "assigned" else int(5 * random.random()) - 1
        above = lines[unit_id][: max(0, 1 + (-until - 1) // max(until - found, 1))]
        who = unit_id if key % 3 else None  # whose step opened it; nobody's where it was reported
        duties.append((key, Hazard.procedure, waits.key, pk, unit_id, waits.needs.value, f"一般隐患：{place}", moment,
                       who, day[until], False, "", "", len(above), "", day[until + 1]))  # fmt: skip
        rises.extend((key, one, moment, waits.needs.value, day[until]) for one in above)

    with _without_indexes(Hazard, Duty, Rise):
        _write(Hazard, "id unit_id site_id counted_at_id number source origin kind grade place words found_on"
               " raised_because is_shielded harm plan mender_text due closed_on state", hazards())  # fmt: skip
        _write(Duty, "id procedure clock item_id unit_id permission title opened opened_by due is_provisional rule"
               " met_step level paused_because next_rise", duties)  # fmt: skip
        _write(Rise, "duty_id unit_id since permission due", rises)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _write(model: Any, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    names, table = columns.split(), model._meta.db_table
    if connection.vendor == "sqlite":
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['?'] * len(names))})"
        with connection.constraint_checks_disabled(), transaction.atomic():
            connection.connection.executemany(sql, rows)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no keys are checked
        with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if model is not Hazard:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


class _without_indexes:
    """Tables without their indexes inside the block: a million rows go in five times as fast."""

    def __init__(self, *models: Any) -> None:
        self.tables = [model._meta.db_table for model in models]

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
                    " (SELECT FROM pg_constraint WHERE conname = indexname)",
                    [self.tables],
                )
            else:
                marks = ", ".join(["%s"] * len(self.tables))
                cursor.execute(
                    f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({marks})",
                    self.tables,
                )
            self.indexes = cursor.fetchall()
            for name, _sql in self.indexes:
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *_wrong: object) -> None:
        with connection.cursor() as cursor:
            for _name, sql in self.indexes:
                cursor.execute(sql)


def measured(number: int, pages: Mapping[str, str]) -> dict[str, Any]:
    """Write a district and ask for its pages: milliseconds of each for several offices, and of the rows."""
    logging.disable(logging.CRITICAL)
    static.gather()
    top = Unit.objects.get(code="119900")
    began = time.perf_counter()
    towns, zones, leaves = tree(Placement.objects.get(unit=top), number)
    fill(number, leaves)
    told: dict[str, Any] = {"filling": time.perf_counter() - began}
    at = {
        "federation": [top],
        "township": [towns[3].unit],
        "four townships": [town.unit for town in towns[3 :: len(towns) // 4]],
        "a third of the townships": [town.unit for town in towns[::3]],
        "zone": [zones[7].unit],
        "one union": [leaves[len(leaves) // 3].unit],
    }
    for name, units in at.items():
        client = _signed_in(units)
        asked = {page: partial(_ask, client, url) for page, url in {**pages, "floor": FLOOR}.items()}
        told[name] = _costs(asked) | {"unions": sum(org.count_below(org.path_of(unit)) + 1 for unit in units)}
    rows = Hazard.objects.select_related("unit", "site").order_by("-found_on", "-id")
    return told | _costs({"rows": lambda: list(rows.all()[:51])})


def _ask(client: LanesClient, url: str) -> None:
    answer = client.get(url)
    if answer.status_code != 200:
        raise AssertionError((url, answer.status_code))


def _costs(acts: Mapping[str, Callable[[], object]], times: int = 40) -> dict[str, float]:
    """Milliseconds of processor time of each, the server's too, asked in turns: the least, since noise only adds."""
    spent: dict[str, list[float]] = {name: [] for name in acts}
    for _n in range(times + 3):
        for name, act in acts.items():
            began = _spent()
            act()
            spent[name].append((_spent() - began) * 1000)
    return {name: min(each[3:]) for name, each in spent.items()}


def _spent() -> float:
    """Seconds of processor time that this process, and its server's process on PostgreSQL, have used."""
    if connection.vendor != "postgresql":
        return time.process_time()
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(server.split()[0]) / 1e9


def _signed_in(units: Sequence[Unit]) -> LanesClient:
    by = Actor.system("bench")
    person = Person.objects.create(name="林", name_key="lin", created=clock.now())
    for unit in units:
        access.appoint(by, person=person, unit=unit, office="officer")
    account = Account.objects.create(person=person, login=f"l-{person.pk}", state="active", created=clock.now())
    client = LanesClient(headers={"host": "127.0.0.1"})
    client.force_login(account)
    return client
