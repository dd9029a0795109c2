"""SIGKILL at any moment of an import, or of taking it back: it goes on to the same end."""

import json

import pytest

from tests.homes import Home

pytestmark = pytest.mark.processes

KILLS = 12  # of each

# One process sets Django up; a child is forked for every attempt, so that dying costs milliseconds and not seconds.
PROGRAM = """
import json, os, random, signal, time
from pathlib import Path
from django.db import connections
from tests.district import identity_number
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.search import doctor
from unionhall.modules.membership import actions
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.tests import workbooks
from unionhall.modules.membership.tests.state import roll_state

staging.MOST, staging.LEAST = 4, 2
staging.PAUSE = 0.001
by, chance, folder = Actor.system("test"), random.Random(119900), Path({folder!r})
top = Unit.objects.get(code="119900")
mill, yard = (org.found(by, name=name, kind="grassroots", parent=top, code="119900-0" + code)
              for name, code in (("恒岱机械厂工会", "1"), ("云杉食品工会", "2")))
HEAD = ("单位代码", "姓名", "身份证号", "手机号")

def row(n, unit="119900-01", phone=""):
    sign = "甲乙丙丁戊己庚辛壬癸"
    return (unit, f"王{{sign[n % 10]}}{{sign[n // 10 % 10]}}", identity_number(n), phone or f"138000{{n:05d}}")

def file(name, rows):
    return workbooks.write(folder / name, {{"名册": [HEAD, *rows]}})

actions.import_roll(by, file("1.xlsx", [row(n) for n in range(1, 61)]), top)
second = file("2.xlsx", [
    *(row(n) for n in range(1, 11)),
    *(row(n, phone=f"139000{{n:05d}}") for n in range(11, 31)),
    *(row(n, unit="119900-02") for n in range(31, 46)),
    *(row(n) for n in range(61, 91)),
])
before = roll_state()

def survive(act, pk):
    killed = 0
    while killed < {kills}:
        connections.close_all()
        child = os.fork()
        if not child:
            act(by, RollImport.objects.get(pk=pk))
            os._exit(0)
        time.sleep(chance.uniform(0.004, 0.06))
        os.kill(child, signal.SIGKILL)
        if os.waitpid(child, 0)[1] == 0:  # it was done before it could be killed
            return killed
        killed += 1
    act(by, RollImport.objects.get(pk=pk))
    return killed

def staged():
    return actions.stage(by, second, top, mode="replace")

first = staged()
told = {{"applying": survive(actions.apply, first.pk)}}
after = roll_state()
told["applied"] = sorted(RollRow.objects.filter(roll_import=first).values_list("outcome", flat=True)).count("new")
told["undoing"] = survive(actions.undo, first.pk)
first.refresh_from_db()
told["undone"] = first.report["undone"]
told["as_before"] = roll_state() == before
actions.apply(by, staged())
told["as_uninterrupted"] = roll_state() == after
told["unsound"] = [str(found) for found in (*facts.recount(), *doctor.check())]
print(json.dumps(told))
"""


def test_an_import_and_its_undoing_survive_every_death(home: Home) -> None:
    home.found()
    told = json.loads(home.ask(PROGRAM.format(folder=str(home.path), kills=KILLS), seconds=240).splitlines()[-1])
    assert told["applying"] + told["undoing"] >= KILLS
    assert told["as_before"]
    assert told["as_uninterrupted"]
    assert told["undone"]["kept_rows"] == []
    assert not told["unsound"]
