"""Jobs are claimed once, go on where they stopped, and fail with a sentence."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.jobs import actions, declare, queries, worker
from unionhall.kernel.jobs.models import Job, Tick

SYSTEM = Actor.system("unionhall")
CLERK = Actor(name="钱经办", account_id=5, person_id=50)
Register = Callable[[Callable[[Job, Actor], dict[str, Any]]], None]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, db: None) -> Register:
    """Declares the kind "test.work" for one test."""
    monkeypatch.setattr(declare, "_kinds", {})
    monkeypatch.setattr(declare, "_actors", [lambda account_id: Actor(name="今天的他", account_id=account_id)])
    return lambda run: declare.register("test.work", "干活", run)


def later(seconds: int) -> Any:
    return clock.set_to(clock.now() + timedelta(seconds=seconds))


def test_a_job_is_done_with_the_rights_of_who_asked(kind: Register) -> None:
    seen: list[Actor] = []

    def run(job: Job, by: Actor) -> dict[str, Any]:
        seen.append(by)
        actions.advance(job, done=1, total=1, phase="写入")
        return {"rows": job.payload["rows"]}

    kind(run)
    jobs = [actions.enqueue(CLERK, "test.work", {"rows": 3}), actions.enqueue(SYSTEM, "test.work", {"rows": 4})]
    assert [worker.run_one(), worker.run_one(), worker.run_one()] == [True, True, False]
    for job in jobs:
        job.refresh_from_db()
        assert (job.state, job.done, job.total, job.phase, job.attempt) == ("done", 1, 1, "写入", 1)
        assert job.result == job.payload
        assert job.started is not None
        assert job.ended is not None
    assert (seen[0].name, seen[0].is_system, seen[1].name, seen[1].is_system) == ("今天的他", False, "unionhall", True)


def test_who_could_not_be_loaded_again_cannot_ask(kind: Register) -> None:
    kind(lambda job, by: {})
    for by in (Actor.nobody(), Actor(name="没有账号的人")):
        with pytest.raises(Denied):
            actions.enqueue(by, "test.work", {})
    with pytest.raises(KeyError):
        actions.enqueue(SYSTEM, "test.unknown", {})


def test_no_actor_is_made_up(kind: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    kind(lambda job, by: {})
    monkeypatch.setattr(declare, "_actors", [])
    with pytest.raises(RuntimeError):
        declare.actor_of(actions.enqueue(CLERK, "test.work", {}))


@pytest.mark.parametrize(
    ("error", "sentence", "is_logged"),
    [
        (Refused("单位查不到", "少一列"), "单位查不到；少一列", False),
        (Denied("x"), "做这件事的权限已经没有了。做完的部分留着", False),
        (ZeroDivisionError("secret 110105"), "把工作号", True),
    ],
)
def test_a_failure_is_a_sentence_and_the_traceback_goes_to_the_log(
    kind: Register, caplog: pytest.LogCaptureFixture, error: Exception, sentence: str, is_logged: bool
) -> None:
    def run(job: Job, by: Actor) -> dict[str, Any]:
        actions.advance(job, done=7, position={"row": 7})
        raise error

    kind(run)
    job = actions.enqueue(SYSTEM, "test.work", {})
    with caplog.at_level(logging.ERROR):
        assert worker.run_one()
    job.refresh_from_db()
    assert job.state == "failed"
    assert sentence in job.error
    assert "110105" not in job.error
    assert job.position == {"row": 7}
    assert any(record.exc_info for record in caplog.records) is is_logged
    assert not worker.run_one()


def test_a_failed_job_goes_on_where_it_stopped_when_asked_again(kind: Register) -> None:
    starts: list[int] = []

    def run(job: Job, by: Actor) -> dict[str, Any]:
        starts.append(job.position.get("row", 0))
        actions.advance(job, position={"row": 7})
        if len(starts) == 1:
            raise Refused("再来")
        return {}

    kind(run)
    job = actions.enqueue(CLERK, "test.work", {})
    worker.run_one()
    for stranger in (Actor.nobody(), Actor(name="别人", account_id=6)):
        with pytest.raises(Denied):
            actions.retry(stranger, job)
    actions.retry(CLERK, job)
    worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.error, starts) == ("done", "", [0, 7])


def test_the_job_of_a_dead_worker_is_taken_over_after_a_minute(kind: Register) -> None:
    kind(lambda job, by: {"from": job.position})
    job = actions.enqueue(SYSTEM, "test.work", {})
    dead = actions.claim()
    assert dead is not None
    actions.advance(dead, position={"row": 3})
    with later(50):
        assert not worker.run_one()
    with later(61):
        assert worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.attempt, job.result) == ("done", 2, {"from": {"row": 3}})


def test_a_worker_that_lost_its_job_commits_nothing_more(kind: Register) -> None:
    kind(lambda job, by: {})
    actions.enqueue(SYSTEM, "test.work", {})
    slow = actions.claim()
    assert slow is not None
    with later(61):
        assert actions.claim() is not None

    def batch() -> None:
        with transaction.atomic():
            Tick.objects.create(name="a batch", last=clock.now())
            actions.advance(slow, done=1)

    with pytest.raises(actions.Lost):
        batch()
    assert not Tick.objects.exists()
    with pytest.raises(actions.Lost):
        actions.finish(slow, {})
    with pytest.raises(actions.Lost):
        actions.fail(slow, "没做成")


def test_losing_a_job_is_no_failure(kind: Register) -> None:
    def run(job: Job, by: Actor) -> dict[str, Any]:
        Job.objects.filter(pk=job.pk).update(attempt=job.attempt + 1)  # as another worker's claim does
        actions.advance(job, done=1)
        raise AssertionError("not reached")

    kind(run)
    job = actions.enqueue(SYSTEM, "test.work", {})
    assert worker.run_one()
    job.refresh_from_db()
    assert (job.state, job.error) == ("running", "")


def test_stale_jobs_are_shown_as_waiting_again(kind: Register) -> None:
    kind(lambda job, by: {})
    job = actions.enqueue(SYSTEM, "test.work", {})
    actions.claim()
    assert actions.requeue_stale(SYSTEM) == 0
    with later(61):
        assert actions.requeue_stale(SYSTEM) == 1
    job.refresh_from_db()
    assert job.state == "queued"
    with pytest.raises(Denied):
        actions.requeue_stale(CLERK)
    assert worker.run_one()


def test_a_job_that_ends_every_worker_is_given_up(kind: Register) -> None:
    kind(lambda job, by: {})
    job = actions.enqueue(SYSTEM, "test.work", {})
    for i in range(actions.ATTEMPTS):
        with later(61 * i):
            assert actions.claim() is not None
    with later(61 * actions.ATTEMPTS):
        assert worker.run_one()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "中断了 5 次" in job.error


def test_jobs_are_seen_by_who_asked(kind: Register) -> None:
    kind(lambda job, by: {})
    job = actions.enqueue(CLERK, "test.work", {})
    of_system = actions.enqueue(SYSTEM, "test.work", {})
    assert queries.job_for(CLERK, job.pk) == queries.job_for(SYSTEM, job.pk) == job
    for by, job_id in ((CLERK, of_system.pk), (Actor.nobody(), of_system.pk), (CLERK, 0)):
        with pytest.raises(Denied):
            queries.job_for(by, job_id)
    assert list(queries.jobs_of(CLERK)) == [job]
    assert list(queries.jobs_of(Actor.nobody())) == []
    assert list(queries.jobs_of(SYSTEM)) == [of_system, job]


def test_an_empty_queue_takes_no_lock(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert not worker.run_one()


def test_the_worker_stops_when_told(kind: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Event()

    def run(job: Job, by: Actor) -> dict[str, Any]:
        stop.set()
        return {}

    kind(run)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    job = actions.enqueue(SYSTEM, "test.work", {})
    worker.run_forever(stop)
    job.refresh_from_db()
    assert job.state == "done"


def test_the_worker_outlives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = Event()

    def away() -> bool:
        stop.set()
        raise OSError("away")

    monkeypatch.setattr(worker, "run_one", away)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "IDLE", 0)
    worker.run_forever(stop)
    assert "could not look" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_get_the_same_job(pg: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_kinds", {})
    declare.register("test.work", "干活", lambda job, by: {})
    for _i in range(20):
        actions.enqueue(SYSTEM, "test.work", {})
    claimed: list[int] = []

    def work() -> None:
        while (job := actions.claim()) is not None:
            claimed.append(job.pk)
        connection.close()

    threads = [Thread(target=work) for _i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(Job.objects.values_list("pk", flat=True))


def test_a_kind_is_declared_once(kind: Register) -> None:
    kind(lambda job, by: {})
    with pytest.raises(ValueError, match="twice"):
        kind(lambda job, by: {"other": True})
