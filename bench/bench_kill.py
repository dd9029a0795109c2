"""SIGKILL during a burst of saves, again and again: how many acknowledged answers are missing afterwards. None may be.

The web's processes are killed in the middle of the burst, once a round, and started again by the supervisor.
``BENCH_SHEETS`` and ``BENCH_ROUNDS`` are how many, for a trial; ``BENCH_DATABASE`` on which database, else on both.
"""

import os
from collections.abc import Iterator

from bench.installations import installation, wanted
from bench.measure import Result
from tests import burst

SHEETS, ROUNDS = 500, 20


def run(large: bool) -> Iterator[Result]:
    """Twenty rounds with five hundred sheets on both databases; ``large`` makes the rounds longer."""
    sheets, rounds = (
        int(os.environ.get(name, most)) for name, most in (("BENCH_SHEETS", SHEETS), ("BENCH_ROUNDS", ROUNDS))
    )
    for database in wanted():
        with installation(database, UNIONHALL_URL="http://127.0.0.1", UNIONHALL_ALLOW_LOOPBACK_LINKS="1") as home:
            home.done("demo", "--tiny", "--no-serve")
            phones = burst.open_phones(home, sheets)
            told = 0
            missing: list[str] = []
            with home.serving() as served:
                for _round in range(rounds):
                    told = burst.burst(served, phones, 1, seconds=4 if large else 2)
            missing = burst.missing(home, phones)
            for each in missing[:10]:
                print(each)
            name = f"acknowledged answers missing after {rounds} kills in a burst of {sheets} sheets, {database}"
            yield Result(name, len(missing), f"answers acknowledged last, of {sheets} sheets", told, "answers")
