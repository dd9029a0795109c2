"""An officer's inbox and ledger over many hazards, all their views, beside the empty page and the bare indexed query.

``BENCH_HAZARDS`` is how many (``make bench``: 20,000; large: a million, at 30,000 unions), ``BENCH_DATABASE`` on which
database alone. Pages are measured as processor time of this process; on PostgreSQL that of the server's process is
added. Floor of a page: the page of one's own account, which reads none of it; of the rows: the newest fifty of the
table by its index.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta

from bench.installations import installation, wanted
from bench.measure import Result
from unionhall.kernel import clock

HAZARDS, HAZARDS_LARGE = 20_000, 1_000_000
SCOPES = ("federation", "township", "four townships", "a third of the townships", "zone", "one union")
PAGES = {
    "inbox": "/desk/",
    "inbox, of hazards": "/desk/?procedure=safety.hazard",
    "inbox, all of ours": "/desk/?view=ours",
    "inbox, overdue below": "/desk/?view=below",
    "inbox, waiting for others": "/desk/?view=others",
    "inbox, done": "/desk/?view=done",
    "ledger": "/desk/safety/?view=all",
    "ledger, open": "/desk/safety/",
    "ledger, overdue": "/desk/safety/?view=overdue",
    "ledger, closed": "/desk/safety/?view=closed",
    "ledger, a kind": "/desk/safety/?view=all&kind=dust",
    "ledger, a rare kind": "/desk/safety/?view=all&kind=unclear",
    "ledger, major ones": "/desk/safety/?view=all&grade=major",
    "ledger, major ones overdue": "/desk/safety/?view=overdue&grade=major",
    "ledger, before a day": "/desk/safety/?view=all&until={day}",
}

_PROGRAM = """
import json
from bench.hazards import measured
print(json.dumps(measured({number}, {pages})))
"""


def run(*, large: bool) -> Iterator[Result]:
    """The pages for offices at several heights and places of the tree, each beside the empty page."""
    number = int(os.environ.get("BENCH_HAZARDS", HAZARDS_LARGE if large else HAZARDS))
    for database in wanted():
        with installation(database, UNIONHALL_ALLOW_LOOPBACK_LINKS="1", UNIONHALL_URL="http://127.0.0.1:8000") as home:
            officer = ("--name", "林晓禾", "--phone", "13900000001")
            home.done("init", "--unit", "松涧区总工会", "--code", "119900", *officer)
            day = (clock.today() - timedelta(days=240)).isoformat()
            pages = {name: url.format(day=day) for name, url in PAGES.items()}
            told = json.loads(home.ask(_PROGRAM.format(number=number, pages=pages), seconds=1800))
            yield Result(f"{database}: writing {number:,} hazards", told["filling"], "a second", 1, "s")
            for place in SCOPES:
                for page in PAGES:
                    name = f"{database}: {page}, {place} ({told[place]['unions']:,} unions)"
                    yield Result(name, told[place][page], "empty page", told[place]["floor"])
            for place in SCOPES:
                yield Result(
                    f"{database}: ledger above the page, {place}",
                    max(told[place]["ledger"] - told[place]["floor"], 0.001),
                    "fifty rows by the index",
                    told["rows"],
                )
