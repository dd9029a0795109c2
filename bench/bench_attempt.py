"""What one worker's whole attempt costs the web process: landing, name, lesson, five questions, hand-in, result.

Processor time of the server's processes alone, over one kept connection, without static files. The floor answers the
same number of requests and upserts one row for each that writes.
"""

import json
import re
from collections.abc import Iterator

from bench import serving
from bench.installations import DATABASES, installation
from bench.measure import Result
from tests.homes import Home

ATTEMPTS, ATTEMPTS_LARGE = 60, 2_000
WARM = 5
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_NEXT = re.compile(r'<a class="btn btn-primary btn-lg" href="([^"]+)"')
_QUESTION = re.compile(r'data-autosave-url="([^"]+)"')


def run(large: bool) -> Iterator[Result]:
    """CPU of an attempt, and of the floor with as many requests, on both databases."""
    for database in DATABASES:
        with installation(database, UNIONHALL_URL="http://127.0.0.1", UNIONHALL_ALLOW_LOOPBACK_LINKS="1") as home:
            home.done("demo", "--full" if large else "--tiny", "--no-serve")
            yield from _on(database, home, most=ATTEMPTS_LARGE if large else ATTEMPTS)


def _on(database: str, home: Home, *, most: int) -> Iterator[Result]:
    who = _people(home)[:most]
    with serving.web(home) as web:
        for link, name, tail in who[:WARM]:
            attempt(serving.Browser(web.port), link, name, tail)
        before, asked = web.cpu(), []
        for link, name, tail in who[WARM:]:
            browser = serving.Browser(web.port)
            attempt(browser, link, name, tail)
            asked.append((browser.reads, browser.writes))
        ours = (web.cpu() - before) / len(asked)
    reads, writes = asked[-1]
    with serving.floor(home.env) as floor:
        for number in range(WARM):
            _bare(serving.Browser(floor.port), str(number), reads, writes)
        before = floor.cpu()
        for number in range(len(asked)):
            _bare(serving.Browser(floor.port), str(number), reads, writes)
        bare = (floor.cpu() - before) / len(asked)
    floor_is = f"as many requests and {writes} upserts"
    yield Result(
        f"an attempt ({reads} pages, {writes} posts), {database}", ours * 1000, floor_is, bare * 1000, "CPU ms"
    )


def attempt(browser: serving.Browser, link: str, name: str, tail: str) -> None:
    """Everything a phone asks for, saves by the script and the buttons included."""
    page = browser.get(link)
    page = browser.post(link, {"csrfmiddlewaretoken": _found(_CSRF, page), "name": name, "tail": tail})
    page = browser.get(_found(_NEXT, page))
    page = browser.post(browser.at, {"token": _found(_TOKEN, page)})
    number = 0
    while "data-autosave-url" in page:
        number += 1
        token, here = _found(_TOKEN, page), browser.at
        form = {"token": token, "n": str(number), "a": "A", "seq": str(number)}
        browser.post(_found(_QUESTION, page), form, token=token)
        page = browser.post(here, {**form, "seq": str(number + 1), "go": "next"})
    page = browser.post(browser.at, {"token": _found(_TOKEN, page)})
    if "figure-value" not in page:
        raise RuntimeError("no result came")


def _bare(browser: serving.Browser, who: str, reads: int, writes: int) -> None:
    for _page in range(reads):
        browser.get("/")
    for _post in range(writes):
        browser.post("/", {"who": who, "n": "1", "a": "A", "seq": "1"})


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"{pattern.pattern} is not on the page")
    return found.group(1).replace("&amp;", "&")


def _people(home: Home) -> list[tuple[str, str, str]]:
    """Link, name and digits of members of enrolled units who have not begun."""
    told = home.ask(
        "import json\n"
        "from unionhall.modules.campaigns.models import Link, Participant\n"
        "from unionhall.modules.membership.models import Membership\n"
        "links = dict(Link.objects.filter(revoked=None).values_list('enrolment__unit_id', 'token'))\n"
        "came = set(Participant.objects.exclude(person=None).values_list('person_id', flat=True))\n"
        "rows = Membership.objects.filter(unit__in=links, until=None).exclude(person__in=came).order_by('pk')\n"
        "print(json.dumps([[f'/c/{links[one.unit_id]}/', one.person.name, one.person.phone[-4:]]\n"
        "                  for one in rows.select_related('person')]))"
    )
    return [(link, name, tail) for link, name, tail in json.loads(told)]
