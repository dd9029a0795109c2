"""The ticker does what is due, once, and survives what fails."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.jobs import declare, ticker
from unionhall.kernel.jobs.models import Tick

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("ticker")
START = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declare, "_chores", {})


def at(minutes: float) -> list[str]:
    with clock.set_to(START + timedelta(minutes=minutes)):
        return ticker.tick(SYSTEM)


def test_each_chore_keeps_its_own_time() -> None:
    declare.every("quick", 1, lambda by: None)
    declare.every("slow", 60, lambda by: None)
    assert at(0) == ["quick", "slow"]
    assert at(0.5) == []
    assert at(1) == ["quick"]
    assert at(61) == ["quick", "slow"]


def test_a_chore_that_fails_stops_no_other_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []

    def fails(by: Actor) -> None:
        calls.append(by.name)
        raise ValueError("no")

    declare.every("fails", 60, fails)
    declare.every("works", 60, lambda by: None)
    assert at(0) == ["works"]
    assert at(1) == []
    assert calls == ["ticker", "ticker"]
    assert "chore fails failed" in caplog.text
    assert list(Tick.objects.values_list("name", flat=True)) == ["works"]


def test_what_another_ticker_has_begun_is_left_to_it() -> None:
    declare.every("chore", 1, lambda by: None)
    assert at(0) == ["chore"]
    stale = Tick.objects.get(name="chore").last
    assert ticker._claim("chore", stale, START + timedelta(minutes=5))
    assert not ticker._claim("chore", stale, START + timedelta(minutes=5))
    assert not ticker._claim("chore", None, START)


def test_only_the_system_ticks() -> None:
    with pytest.raises(Denied):
        ticker.tick(Actor(name="路人", account_id=1))


def test_a_chore_is_declared_once() -> None:
    declare.every("chore", 1, len)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="twice"):
        declare.every("chore", 1, repr)


def test_it_runs_until_told_to_stop(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    stop = Event()
    rounds: list[int] = []

    def tick(by: Actor) -> list[str]:
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise OSError("away")

    monkeypatch.setattr(ticker, "tick", tick)
    monkeypatch.setattr(ticker, "close_old_connections", lambda: None)
    monkeypatch.setattr(ticker, "IDLE", 0)
    ticker.run_forever(stop, SYSTEM)
    assert len(rounds) == 2
    assert "could not tick" in caplog.text
