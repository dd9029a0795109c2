"""What taking a row of the roll in costs, against reading the file and inserting the raw row.

Wall clock, because on SQLite the import rests between its batches on purpose so that others can write; and processor.
"""

import json
from collections.abc import Iterator

from bench.installations import DATABASES, installation
from bench.measure import Result

UNITS, MEMBERS = 40, 2_000
UNITS_LARGE, MEMBERS_LARGE = 1_004, 90_000
ALLOWED = 400  # MB

_PROGRAM = """
import json, os, subprocess, sys, time
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from django.db import connection, transaction
from python_calamine import CalamineWorkbook
from unionhall.demo import places
from unionhall.demo.names import Crowd
from unionhall.demo.roll import write_roll
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership.models import RollImport

by, random = Actor.system("bench"), Random(119900)
crowd, federation = Crowd(random), Unit.objects.get(code="119900")
invented = places.enterprises(random, count={units}, members={members})
rows = [org.NewUnit(one.name, "grassroots", federation, code=f"119900-{{n:04d}}") for n, one in enumerate(invented, 1)]
units = org.found_many(by, rows)
file = Path({file!r})
write_roll(file, ((u.code, u.name, crowd.person()) for u, one in zip(units, invented) for _ in range(one.members)))

def processor():  # the file is read in a process of its own: that counts too
    spent = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)

def timed(act):
    wall, cpu = time.perf_counter(), processor()
    act()
    return time.perf_counter() - wall, processor() - cpu

def beside(act):  # somebody else who commits 150 times a second meanwhile
    place = os.environ | {{"BENCH_DATABASE": str(connection.settings_dict["NAME"])}}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.writer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=place
    ) as writer:
        act()
        return json.loads(writer.communicate()[0])

def bare():
    found = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()[1:]
    with connection.cursor() as cursor:
        for at in range(0, len(found), 200):
            with transaction.atomic():
                cursor.executemany("insert into bench_roll values (%s, %s, %s, %s, %s, %s)", found[at : at + 200])

def clear():
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_roll")
        cursor.execute("create table bench_roll (a text, b text, c text, d text, e text, f text)")

clear(); bare(); clear()
told = {{"floor": timed(bare)}}
told["dry"] = timed(lambda: membership.import_roll(by, file, federation, dry_run=True))
told["new"] = timed(lambda: membership.import_roll(by, file, federation))
told["memory"] = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024
told["again"] = timed(lambda: membership.import_roll(by, file, federation))
first = RollImport.objects.order_by("pk").first()
told["undo"] = timed(lambda: membership.undo(by, first))
told["alone"] = beside(lambda: time.sleep(5))
told["beside"] = beside(lambda: membership.import_roll(by, file, federation))
clear()
print(json.dumps(told))
"""


def run(large: bool) -> Iterator[Result]:
    """A dry run, a first import, the same file again, the first taken back, and a writer beside another import."""
    units, members = (UNITS_LARGE, MEMBERS_LARGE) if large else (UNITS, MEMBERS)
    for database in DATABASES:
        with installation(database) as home:
            home.done(
                "init", "--unit", "松涧区总工会", "--code", "119900", "--name", "林晓禾", "--phone", "13900000001"
            )
            program = _PROGRAM.format(units=units, members=members, file=str(home.path / "roll.xlsx"))
            told = json.loads(home.ask(program, seconds=24 * 3600))
        each = 1e6 / members
        for key, what in (
            ("dry", "only checked"),
            ("new", "new"),
            ("again", "again, unchanged"),
            ("undo", "taken back"),
        ):
            for place, unit in enumerate(("µs", "CPU µs")):
                values = told[key][place] * each, told["floor"][place] * each
                yield Result(f"a row of the roll, {what}, {database}", values[0], "read and insert", values[1], unit)
        yield Result(f"the roll, memory, {database}", told["memory"], "allowed", ALLOWED, "MB")
        for place, what in enumerate(("p95", "longest")):
            values = told["beside"][place], told["alone"][place]
            yield Result(f"a commit beside an import, {what}, {database}", values[0], "alone", values[1])
