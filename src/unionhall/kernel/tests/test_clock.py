"""The clock is set for the code in the block alone."""

from datetime import UTC, datetime
from threading import Thread

from unionhall.kernel import clock


def test_it_is_set_inside_the_block_and_right_outside() -> None:
    moment = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    with clock.set_to(moment):
        assert clock.now() == moment
        assert clock.today().isoformat() == "2026-11-23"  # in Shanghai the next day has begun
        with clock.set_to(datetime(2030, 1, 1, tzinfo=UTC)):
            assert clock.today().year == 2030
        assert clock.now() == moment
    assert clock.now() != moment
    assert clock.now().tzinfo is not None


def test_no_other_thread_sees_it() -> None:
    seen: list[int] = []
    with clock.set_to(datetime(1999, 1, 1, tzinfo=UTC)):
        other = Thread(target=lambda: seen.append(clock.today().year))
        other.start()
        other.join()
    assert seen[0] > 1999
