"""SIGKILL during a burst of saves, again and again: how many acknowledged answers are missing afterwards. None may be.

The web's processes are killed in the middle of the burst, once a round, and started again by the supervisor.
"""

from collections.abc import Iterator

from bench.installations import DATABASES, installation
from bench.measure import Result
from tests import burst

SHEETS, ROUNDS = 500, 20


def run(large: bool) -> Iterator[Result]:
    """Twenty rounds with five hundred sheets on both databases; ``large`` makes the rounds longer."""
    for database in DATABASES:
        with installation(database, UNIONHALL_URL="http://127.0.0.1", UNIONHALL_ALLOW_LOOPBACK_LINKS="1") as home:
            home.done("demo", "--tiny", "--no-serve")
            phones = burst.open_phones(home, SHEETS)
            told = 0
            missing: list[str] = []
            with home.serving() as served:
                for _round in range(ROUNDS):
                    told = burst.burst(served, phones, 1, seconds=4 if large else 2)
            missing = burst.missing(home, phones)
            for each in missing[:10]:
                print(each)
            name = f"acknowledged answers missing after {ROUNDS} kills in a burst of {SHEETS} sheets, {database}"
            yield Result(name, len(missing), f"answers acknowledged last, of {SHEETS} sheets", told, "answers")
