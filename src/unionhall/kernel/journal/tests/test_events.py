"""Events are told at once, in order, to those who listen to exactly that."""

from dataclasses import dataclass

import pytest

from unionhall.kernel.journal import events


@dataclass(frozen=True)
class Happened:
    what: str


@dataclass(frozen=True)
class HappenedToo(Happened):
    pass


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_listeners", {})


def test_listeners_hear_in_order_and_once() -> None:
    heard: list[str] = []

    def first(event: Happened) -> None:
        heard.append(f"first {event.what}")

    def second(event: Happened) -> None:
        heard.append(f"second {event.what}")

    for listener in (first, second, first):
        events.listen(Happened, listener)
    events.announce(Happened("it"))
    events.announce(HappenedToo("else"))
    assert heard == ["first it", "second it"]
    assert events.listeners(Happened) == [first, second]


def test_what_a_listener_raises_stops_the_act() -> None:
    def fails(_event: Happened) -> None:
        raise ValueError("no")

    events.listen(Happened, fails)
    with pytest.raises(ValueError, match="no"):
        events.announce(Happened("it"))
