"""What one worker's whole attempt costs, and how it holds when very many begin at once.

An attempt: open the link, say who one is, the list of tasks, open the paper, the paper with twenty questions on one
page, two saves of ten answers, hand in (marks, journal, facts), the result; the receipts are checked in the database
afterwards. Processor time of the web process and of the database's server; the client is not counted. The floor
(``floor.py``) is served by the same server on the same kind of database and is asked for the same: as many requests,
as many bytes each way, one upsert for each request that writes. Both take turns, so that they meet the same neighbours.
``BENCH_DATABASE`` names the one database to be measured, else both are.
"""

import asyncio
import os
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

from bench import serving, sittings
from bench.installations import installation, wanted
from bench.measure import Result
from bench.phones import Phone, bare
from tests.homes import Home

WARM, ROUNDS, A_ROUND = 60, 4, 30
RATES = (20, 100, 300)  # attempts begun a second
SECONDS = 5
AT_ONCE = 2_000  # within one second
STREAMS = 4  # phones that sit at the same time while the processor is measured


@dataclass
class Burst:
    """What became of phones that began at a rate."""

    phones: list[Phone]
    errors: list[str]

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of all requests was answered."""
        took = sorted(one.seconds for phone in self.phones for one in phone.asked)
        return took[min(int(share * len(took)), len(took) - 1)] * 1000


def run(large: bool) -> Iterator[Result]:
    """CPU of an attempt as a multiple of the floor; then open loops, and two thousand in one second."""
    rates = RATES if large else RATES[:1]
    number = WARM + ROUNDS * A_ROUND + sum(rates) * SECONDS + (AT_ONCE if large else 0)
    for database in wanted():
        with installation(database, UNIONHALL_URL="http://127.0.0.1", UNIONHALL_ALLOW_LOOPBACK_LINKS="1") as home:
            hall = sittings.prepare(home, number)
            people = iter(hall.members)
            with serving.web(home) as web, serving.floor(home.env) as floor:

                def phones(many: int, port: int = web.port) -> list[Phone]:
                    return [Phone(port, *next(people), hall.paper) for _phone in range(many)]  # noqa: B023

                sat = phones(0)
                yield from _closed(database, home, web, floor, phones, sat)
                for rate in rates:
                    burst = asyncio.run(_begin(phones(rate * SECONDS), rate))
                    sat += burst.phones
                    yield _told(f"{rate} attempts begun a second, {SECONDS} s", database, burst)
                if large:
                    burst = asyncio.run(_begin(phones(AT_ONCE), AT_ONCE))
                    sat += burst.phones
                    yield _told(f"{AT_ONCE} within one second", database, burst)
            yield _checked(database, home, sat)


def _closed(
    database: str,
    home: Home,
    web: serving.Service,
    floor: serving.Service,
    phones: Callable[[int], list[Phone]],
    sat: list[Phone],
) -> Iterator[Result]:
    server = _server(home)
    warm = phones(WARM)
    asyncio.run(_stream(warm))
    steps = warm[-1].asked
    asyncio.run(_stream_bare(floor.port, "warm", steps, WARM))
    ours, least = [], []
    for number in range(ROUNDS):
        some = phones(A_ROUND)
        before = web.cpu() + _cpu(server)
        asyncio.run(_stream(some))
        ours.append((web.cpu() + _cpu(server) - before) / A_ROUND)
        before = floor.cpu() + _cpu(server)
        asyncio.run(_stream_bare(floor.port, str(number), steps, A_ROUND))
        least.append((floor.cpu() + _cpu(server) - before) / A_ROUND)
        sat += some
    sat += warm
    writes = sum(one.is_write for one in steps)
    weight = sum(one.came for one in steps)
    name = f"an attempt ({len(steps)} requests, {writes} of them write, {weight:,} bytes), {database}"
    floor_is = "the same requests, bytes and upserts"
    yield Result(name, statistics.mean(ours) * 1000, floor_is, statistics.mean(least) * 1000, "CPU ms")


async def _stream(phones: list[Phone]) -> None:
    async def one_after_another(some: list[Phone]) -> None:
        for phone in some:
            await phone.sit()

    await asyncio.gather(*(one_after_another(phones[start::STREAMS]) for start in range(STREAMS)))


async def _stream_bare(port: int, who: str, steps: list, many: int) -> None:  # type: ignore[type-arg]
    async def one_after_another(start: int) -> None:
        for number in range(start, many, STREAMS):
            await bare(port, f"{who}-{number}", steps)

    await asyncio.gather(*(one_after_another(start) for start in range(STREAMS)))


async def _begin(phones: list[Phone], rate: int) -> Burst:
    """Let phones begin at a rate from the same moment on, whether the earlier ones are done or not."""
    burst = Burst(phones, [])
    began = asyncio.get_running_loop().time()

    async def one(number: int, phone: Phone) -> None:
        await asyncio.sleep(max(0.0, began + number / rate - asyncio.get_running_loop().time()))
        try:
            await phone.sit()
        except (OSError, RuntimeError, TimeoutError, asyncio.IncompleteReadError) as error:
            burst.errors.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(*(one(number, phone) for number, phone in enumerate(phones)))
    return burst


def _told(name: str, database: str, burst: Burst) -> Result:
    for each in burst.errors[:5]:
        print(each)
    half, most = burst.percentile(0.5), burst.percentile(0.95)
    load = os.getloadavg()[0]
    told = f"{name}, {database}: p95 a request, {len(burst.errors)} errors, load {load:.1f}"
    return Result(told, most, "the median", half)


def _checked(database: str, home: Home, phones: list[Phone]) -> Result:
    rows, counted = sittings.stored(home)
    missing = 0
    for phone in phones:
        answers, is_in = rows.get(phone.public, ([], False))
        missing += sum(1 for place, letter in phone.told.items() if answers[int(place) - 1 : int(place)] != [letter])
        missing += phone.is_handed_in and not is_in
    handed_in = sum(phone.is_handed_in for phone in phones)
    if counted != handed_in:
        print(f"{handed_in} papers handed in, {counted} counted")
    told = sum(len(phone.told) for phone in phones)
    name = f"acknowledged answers and hand-ins missing afterwards, {database}"
    return Result(name, missing, "acknowledged answers", told, "")


def _server(home: Home) -> psutil.Process | None:
    """The database's server, where it is a process of its own."""
    url = home.extra.get("DATABASE_URL", "")
    if not url:
        return None
    import psycopg

    with psycopg.connect(url) as connection:
        return psutil.Process(connection.info.backend_pid).parent()


def _cpu(server: psutil.Process | None) -> float:
    """Seconds of processor of a server and all its children, the ended ones too."""
    if server is None:
        return 0.0
    own = server.cpu_times()
    return float(sum(own[:4]) + sum(sum(child.cpu_times()[:2]) for child in server.children(recursive=True)))
