"""Real worker processes on a file of SQLite: killed in the middle, and racing each other."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

COMMON = """
import sys, time
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.db import transaction
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs import actions, declare, worker
from unionhall.kernel.jobs.models import Job, Tick

def count(job, by):
    for i in range(job.position.get("next", 0), job.payload["rows"]):
        with transaction.atomic():
            Tick.objects.create(name=f"{job.pk}-{i}", last=clock.now())  # twice the same would fail
            actions.advance(job, done=i + 1, total=job.payload["rows"], position={"next": i + 1})
        print(i, flush=True)
        time.sleep(job.payload["pause"])
    return {"rows": job.payload["rows"]}

declare.register("test.count", "数数", count)
"""
PREPARE = """
call_command("migrate", "jobs", verbosity=0)
for _i in range(int(sys.argv[1])):
    actions.enqueue(Actor.system("test"), "test.count", {"rows": int(sys.argv[2]), "pause": float(sys.argv[3])})
"""
WORK = """
with clock.set_to(clock.now() + timedelta(seconds=float(sys.argv[1]))):
    while worker.run_one():
        pass
"""


def start(home: Path, script: str, *arguments: object) -> "subprocess.Popen[str]":
    names = ("DATABASE_URL", "UNIONHALL_TEST_DB")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment |= {"UNIONHALL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "unionhall.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", COMMON + script, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    out, _err = process.communicate(timeout=60)
    assert process.returncode == 0
    return out


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(home / "unionhall.sqlite3")
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


def test_a_killed_worker_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    finish(start(tmp_path, PREPARE, 1, 60, 0.02))
    first = start(tmp_path, WORK, 0)
    assert first.stdout is not None
    for line in first.stdout:
        if int(line) >= 10:
            break
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=10)
    ((state, done),) = rows(tmp_path, "SELECT state, done FROM jobs_job")
    assert state == "running"
    assert isinstance(done, int)
    assert 11 <= done < 60

    assert finish(start(tmp_path, WORK, 0)) == ""  # its heart has just beaten: nobody may take it yet
    second = finish(start(tmp_path, WORK, 61))
    assert second.split()[0] == str(done)
    assert rows(tmp_path, "SELECT state, done, total, attempt, result FROM jobs_job") == [
        ("done", 60, 60, 2, '{"rows": 60}')
    ]
    assert rows(tmp_path, "SELECT count(*) FROM jobs_tick") == [(60,)]


def test_racing_workers_never_get_the_same_job(tmp_path: Path) -> None:
    finish(start(tmp_path, PREPARE, 24, 1, 0))
    workers = [start(tmp_path, WORK, 0) for _i in range(3)]
    for process in workers:
        finish(process)
    assert rows(tmp_path, "SELECT state, attempt, count(*) FROM jobs_job GROUP BY 1, 2") == [("done", 1, 24)]
    assert rows(tmp_path, "SELECT count(*) FROM jobs_tick") == [(24,)]
