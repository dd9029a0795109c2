"""What is drawn can be set for the code in the block alone; anywhere else nobody can guess it."""

from random import Random
from threading import Thread

from unionhall.kernel import chance


def _drawn() -> list[int]:
    return [chance.below(10**9) for _time in range(3)]


def test_the_same_chance_draws_the_same_and_no_other_thread_sees_it() -> None:
    seen: list[list[int]] = []
    with chance.set_to(Random(7)):
        first = _drawn()
        other = Thread(target=lambda: seen.append(_drawn()))
        other.start()
        other.join()
    with chance.set_to(Random(7)):
        assert _drawn() == first
    assert first not in (seen[0], _drawn())


def test_every_number_below_the_bound_comes() -> None:
    assert {chance.below(3) for _time in range(200)} == {0, 1, 2}
