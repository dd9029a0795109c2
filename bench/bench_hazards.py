"""The inbox and the ledger of an officer over many hazards, beside the empty page and the bare indexed query.

``BENCH_HAZARDS`` is how many (``make bench``: 20,000; large: a million, at 30,000 unions), ``BENCH_DATABASE`` on which
database alone. Pages are measured as processor time of this process; on PostgreSQL that of the server's process is
added. Floor of a page: the page of one's own account, which reads none of it; of the rows: the newest fifty of the
table by its index.
"""

import json
import os
from collections.abc import Iterator

from bench.installations import installation, wanted
from bench.measure import Result

HAZARDS, HAZARDS_LARGE = 20_000, 1_000_000
SCOPES = ("federation", "township", "zone", "one union")
PAGES = {"inbox": "/desk/", "ledger": "/desk/safety/?view=all", "open": "/desk/safety/"}

_PROGRAM = """
import json
from bench.hazards import measured
print(json.dumps(measured({number}, {pages})))
"""


def run(*, large: bool) -> Iterator[Result]:
    """The pages at four heights of the tree, each beside the empty page."""
    number = int(os.environ.get("BENCH_HAZARDS", HAZARDS_LARGE if large else HAZARDS))
    for database in wanted():
        with installation(database, UNIONHALL_ALLOW_LOOPBACK_LINKS="1", UNIONHALL_URL="http://127.0.0.1:8000") as home:
            officer = ("--name", "林晓禾", "--phone", "13900000001")
            home.done("init", "--unit", "松涧区总工会", "--code", "119900", *officer)
            told = json.loads(home.ask(_PROGRAM.format(number=number, pages=PAGES), seconds=1800))
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
