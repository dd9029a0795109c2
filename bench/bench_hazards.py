"""The inbox and the ledger of an officer over many hazards, beside the empty page and the bare indexed query.

``BENCH_HAZARDS`` is how many (``make bench``: 20,000; large: a million), at 1,000 unions of 25 townships. Pages are
measured as processor time of this process. Floor of a page: the page of one's own account, which reads none of it; of
the rows: the newest fifty of the table by its index.
"""

import json
import os
from collections.abc import Iterator

from bench.installations import DATABASES, installation
from bench.measure import Result

HAZARDS, HAZARDS_LARGE = 20_000, 1_000_000

_PROGRAM = """
import json, logging, time
from datetime import timedelta
from random import Random
from django.db import connection
from tests.lanes_client import LanesClient
from unionhall.config import static
from bench.tree import level
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.models import Account, Person
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety.models import Hazard

logging.disable(logging.CRITICAL)
static.gather()
NUMBER, random, today, by = {hazards}, Random(119900), clock.today(), Actor.system("bench")
top = Unit.objects.get(code="119900")
root = Placement.objects.get(unit=top)

long_ago = today - timedelta(days=400)
towns = level([root], 25, "township", long_ago)
leaves = level(towns, 40, "grassroots", long_ago)
kinds = [key for key, label in Hazard.Kind.choices]
for start in range(0, NUMBER, 5000):
    made = []
    for n in range(start, min(start + 5000, NUMBER)):
        unit = leaves[random.randrange(len(leaves))].unit_id
        closed = random.random() < 0.9
        found = today - timedelta(days=random.randrange(365))
        made.append(Hazard(unit_id=unit, site_id=unit, counted_at_id=unit, state="closed" if closed else "assigned",
                           kind=random.choice(kinds), grade="general", place=f"{{n}}", words="w", source="report",
                           found_on=found, due=found + timedelta(days=9), closed_on=today if closed else None))
    Hazard.objects.bulk_create(made, batch_size=1000)
    Duty.objects.bulk_create([
        Duty(procedure="safety.hazard", clock="mend", item_id=each.pk, unit_id=each.unit_id, permission="safety.mend",
             title=each.place, opened=clock.now(), due=each.due) for each in made if each.state == "assigned"],
        batch_size=1000)
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")

def seated(unit, office):
    person = Person.objects.create(name=office, name_key=office, created=clock.now())
    access.appoint(by, person=person, unit=unit, office=office)
    account = Account.objects.create(person=person, login=f"l-{{person.pk}}", state="active", created=clock.now())
    client = LanesClient(headers={{"host": "127.0.0.1"}})
    client.force_login(account)
    return client

def cost(client, url, times=20):
    for _n in range(3):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    spent = []
    for _n in range(times):
        began = time.process_time()
        client.get(url)
        spent.append((time.process_time() - began) * 1000)
    return sorted(spent)[times // 2]

told = {{}}
for name, unit in (("federation", top), ("township", towns[3].unit), ("one union", leaves[400].unit)):
    client = seated(unit, "officer")
    told[name] = {{"floor": cost(client, "/desk/account/"), "inbox": cost(client, "/desk/"),
                  "ledger": cost(client, "/desk/safety/?view=all"), "open": cost(client, "/desk/safety/")}}

def rows():
    return list(Hazard.objects.select_related("unit", "site").order_by("-found_on", "-id")[:51])

spent = []
for _n in range(20):
    began = time.process_time()
    rows()
    spent.append((time.process_time() - began) * 1000)
told["rows"] = sorted(spent)[10]
print(json.dumps(told))
"""


def run(*, large: bool) -> Iterator[Result]:
    """The pages at three heights of the tree, each beside the empty page."""
    number = int(os.environ.get("BENCH_HAZARDS", HAZARDS_LARGE if large else HAZARDS))
    for database in DATABASES:
        with installation(database, UNIONHALL_ALLOW_LOOPBACK_LINKS="1", UNIONHALL_URL="http://127.0.0.1:8000") as home:
            officer = ("--name", "林晓禾", "--phone", "13900000001")
            home.done("init", "--unit", "松涧区总工会", "--code", "119900", *officer)
            told = json.loads(home.ask(_PROGRAM.format(hazards=number)))
            for place in ("federation", "township", "one union"):
                for page in ("inbox", "ledger", "open"):
                    name = f"{database}: {page}, {place}, {number:,} hazards"
                    yield Result(name, told[place][page], "empty page", told[place]["floor"])
            yield Result(
                f"{database}: ledger of the federation above the page",
                max(told["federation"]["ledger"] - told["federation"]["floor"], 0.001),
                "fifty rows by the index",
                told["rows"],
            )
