"""Figures at a district's size: a board, a page of rows, one fact with its summaries, closing 1,039 units.

30,000 units in four levels, 30 measures, 40 campaigns, seven of ten facts in one of them. ``BENCH_FACTS`` is how many
facts (``make bench``: 100,000; large: 15 million, made by the database itself), and three tasks; ``BENCH_DATABASE`` on
which database alone. Pages are measured as processor time of this process, on PostgreSQL the server's beside it. Floor
of a page: the page of one's own account.
"""

import json
import os
from collections.abc import Iterator

from bench.installations import installation, wanted
from bench.measure import Result

FACTS, FACTS_LARGE = 100_000, 15_000_000

_PROGRAM = """
import json, logging, threading, time
import psutil
from datetime import date, timedelta
from django.db import connection, transaction
from tests.lanes_client import LanesClient
from unionhall.config import static
from bench import generating
from bench.tree import level
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts import declare
from unionhall.kernel.facts.declare import FactRow, Measure
from unionhall.kernel.facts import summaries
from unionhall.kernel.facts.models import Asked, Fact, Pending, Reckoning
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.models import Account
from unionhall.modules.campaigns.models import Campaign, Task

logging.disable(logging.CRITICAL)
static.gather()
NUMBER, by, today = {facts}, Actor.system("bench"), clock.today()
since = today - timedelta(days=39)
declare.register_measures(*(Measure(f"bench.m{{n}}", f"m{{n}}", "x") for n in range(27)))
MEASURES = ["campaigns.units", "learning.papers", "learning.passed", *(f"bench.m{{n}}" for n in range(27))]
top = Unit.objects.get(code="119900")
root = Placement.objects.get(unit=top)

long_ago = since - timedelta(days=400)
towns = level([root], 25, "township", long_ago)
zones = level(towns, 20, "zone", long_ago)
leaves = level(zones, 59, "grassroots", long_ago)
asked = [Reckoning.objects.create(key=f"campaigns:{{n}}", title=f"c{{n}}", unit=top, since=since, until=today)
         for n in range(1, 41)]
Asked.objects.bulk_create([Asked(reckoning=asked[0], placement=p, path=p.path, since=since) for p in leaves],
                          batch_size=2000)
campaign = Campaign.objects.create(pk=1, unit=top, name="查隐患", since=since, until=today, enrol_until=today,
                                   created=clock.now(), reckoning=asked[0])

for key in ("campaigns.units", "learning.papers", "learning.passed"):
    Task.objects.create(campaign=campaign, unit=top, words=key, measure=key, target="least", number=1, due=today)

COLUMNS = "measure, placement_id, path, day, reckoning_id, slice, value, source, is_late"
INSERT = f"INSERT INTO facts_fact ({{COLUMNS}}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
began = time.perf_counter()
generating.facts(NUMBER, leaves, MEASURES, [one.pk for one in asked], since.isoformat())
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
    cursor.execute("SELECT sum(value) FROM facts_summary WHERE path = %s AND month IS NULL", [root.path])
    assert cursor.fetchone()[0] == NUMBER
told = {{"filling": time.perf_counter() - began}}

Account.objects.update(state=Account.State.ACTIVE)
account = Account.objects.order_by("pk").first()
client = LanesClient(headers={{"host": "127.0.0.1"}})
client.force_login(account)

def server():
    # what the database's own process has used, of which SQLite has none
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return sum(psutil.Process(cursor.fetchone()[0]).cpu_times()[:2]) * 1000

def cost(url, times=60):
    for _n in range(3):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    spent, before = [], server()
    for _n in range(times):
        began = time.process_time()
        client.get(url)
        spent.append((time.process_time() - began) * 1000)
    spent.sort()
    return spent[times // 2], spent[0], (server() - before) / times

places = {{"federation": top, "township": towns[3].unit, "zone of 59": zones[70].unit, "one union": leaves[4000].unit}}
told["board"] = {{name: cost(f"/board/1/?unit={{unit.code}}") for name, unit in places.items()}}
told["rows"] = {{name: cost(f"/desk/figures/learning.papers/?campaign=1&unit={{unit.code}}")
                for name, unit in places.items()}}
told["floor"] = cost("/desk/account/")

def each(act, times=300):
    cpu, wall = [], []
    for n in range(times):
        began, at = time.process_time(), time.perf_counter()
        act(n)
        cpu.append((time.process_time() - began) * 1e6)
        wall.append((time.perf_counter() - at) * 1e6)
    return sorted(cpu)[times // 2], sorted(wall)[times // 2]

def bare(n):
    leaf = leaves[n % len(leaves)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, ("bench.m1", leaf.pk, leaf.path, today, asked[0].pk, "", 1, f"bench.Bare:{{n}}", False))

def with_summaries(n):
    leaf = leaves[n % len(leaves)]
    facts.record(by, [FactRow("bench.m1", leaf.unit_id, today, 1, f"bench.One:{{n}}", asked[0].pk)])

def many(n):
    facts.record(by, [FactRow("bench.m2", leaves[k].unit_id, today, 1, f"bench.Many:{{n}}-{{k}}", asked[0].pk)
                      for k in range(2000)])

def many_bare(n):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(INSERT, [("bench.m2", leaves[k].pk, leaves[k].path, today, asked[0].pk, "", 1,
                                     f"bench.ManyBare:{{n}}-{{k}}", False) for k in range(2000)])

told["one"] = each(with_summaries), each(bare)
told["batch"] = [[one / 2000 for one in each(act, 5)] for act in (many, many_bare)]

def writers(number, times):
    # so many threads, each a writer at a union of its own under one federation: what one waits, and the queue
    waited, longest = [], 0
    def write(place):
        for n in range(times):
            at = time.perf_counter()
            source = f"bench.W{{number}}:{{place}}-{{n}}"
            facts.record(by, [FactRow("bench.m3", leaves[place].unit_id, today, 1, source, asked[0].pk)])
            waited.append((time.perf_counter() - at) * 1e3)
        connection.close()
    threads = [threading.Thread(target=write, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        longest = max(longest, Pending.objects.count())
        time.sleep(0.05)
    at = time.perf_counter()
    summaries.fold_all()
    return sorted(waited)[len(waited) // 2], sorted(waited)[len(waited) * 95 // 100], longest, time.perf_counter() - at

if connection.vendor == "postgresql":
    told["writers"] = {{number: writers(number, 40 if number == 1 else 10) for number in (1, 50)}}

closing = Reckoning.objects.create(key="bench:close", title="close", unit=top, since=since, until=today)
Asked.objects.bulk_create([Asked(reckoning=closing, placement=p, path=p.path, since=since) for p in leaves[:1039]],
                          batch_size=2000)
facts.record(by, [FactRow(key, p.unit_id, today, 1, f"bench.Close:{{key}}{{p.pk}}", closing.pk)
                  for p in leaves[:1039] for key in MEASURES if key != "learning.papers"])
began, at = time.process_time(), time.perf_counter()
facts.close(by, closing, reason="bench")
told["closing"] = time.process_time() - began, time.perf_counter() - at
print(json.dumps(told))
"""


_HOW = ("the middle one", "the least", "of the server")


def run(large: bool) -> Iterator[Result]:
    """Boards and rows at four levels, writing, closing; on both databases."""
    number = int(os.environ.get("BENCH_FACTS", FACTS_LARGE if large else FACTS))
    for database in wanted():
        with installation(database, UNIONHALL_ALLOW_LOOPBACK_LINKS="1", UNIONHALL_URL="http://127.0.0.1:8000") as home:
            home.done(
                "init", "--unit", "松涧区总工会", "--code", "119900", "--name", "林晓禾", "--phone", "13900000001"
            )
            told = json.loads(home.ask(_PROGRAM.format(facts=number), seconds=24 * 3600))
        size = f"{number:,} facts, {database}"
        yield Result(f"making {size}", told["filling"], "allowed", 600, "s by the clock")
        for what in ("board", "rows"):
            for name, spent in told[what].items():
                for how, mine, floor in zip(_HOW, spent, told["floor"], strict=True):
                    if mine:
                        yield Result(f"{what}, {name}, {how}, {size}", mine, "an empty page", floor or 1, "CPU ms")
        for name, key in (("one fact with summaries", "one"), ("a fact of 2,000", "batch")):
            for by, mine, floor in zip(("CPU µs", "µs by the clock"), *told[key], strict=True):
                yield Result(f"{name}, {size}", mine, "bare insert", floor, by)
        for by, spent in zip(("CPU s", "s by the clock"), told["closing"], strict=True):
            yield Result(f"closing 1,039 units, {size}", spent, "allowed", 5, by)
        for number, (half, most, queued, folding) in told.get("writers", {}).items():
            alone = told["writers"]["1"]
            yield Result(f"{number} at once, the middle one waits, {size}", half, "alone", alone[0], "ms")
            yield Result(f"{number} at once, p95, {size}", most, "alone", alone[1], "ms")
            yield Result(f"{number} at once, most that waits to be folded, {size}", queued, "a row", 1, "rows")
            yield Result(f"{number} at once, folding all of it, {size}", folding, "allowed", 1, "s")
