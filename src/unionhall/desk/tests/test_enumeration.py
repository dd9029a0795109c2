"""Whoever tries names and digits on a link learns nothing: not who is on the roll, not who has begun already.

Names, statements, statuses, headers, sizes and cookies are compared along the whole way, from the link to the result.
"""

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.lanes_client import LanesClient
from unionhall.desk.tests.conftest import Hall, sit
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.people.models import Account
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Campaign, Enrolment, Link

HIDDEN = (
    (re.compile(r"[A-Za-z0-9_-]{64}"), "CSRF"),
    (re.compile(r"[A-Za-z0-9_-]{43}"), "HASH"),
    (re.compile(r"/sit/[A-Za-z0-9_-]{22}"), "/sit/PUBLIC"),
    (re.compile(r"sit:[A-Za-z0-9_-]{22}"), "sit:PUBLIC"),
    (re.compile(r"%2Fsit%2F[A-Za-z0-9_-]{22}|/sit/[A-Za-z0-9_-]{22}"), "PUBLIC"),
    (re.compile(r">[0-9]{3} [0-9]{3}<"), ">CODE<"),
    (re.compile(r"\d\d:\d\d:\d\d"), "TIME"),
)


@dataclass(frozen=True)
class Seen:
    """What one answer shows to somebody who compares answers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, int, str], ...]
    size: int
    body: str
    statements: tuple[str, ...]


def plain(text: str, name: str) -> str:
    """Without what differs by chance or was typed."""
    text = text.replace(name, "NAME")
    for pattern, shown in HIDDEN:
        text = pattern.sub(shown, text)
    return text


def seen(client: LanesClient, method: str, url: str, name: str, data: dict[str, str] | None = None) -> tuple[Seen, str]:
    """Ask, and what the answer shows; and where it leads."""
    with CaptureQueriesContext(connection) as run:
        answer = getattr(client, method)(url, data or {})
    headers = {key: plain(value, name) for key, value in answer.headers.items() if key != "Content-Length"}
    cookies = tuple(
        (key, len(morsel.value), f"{morsel['httponly']}{morsel['samesite']}{morsel['path']}{morsel['max-age']}")
        for key, morsel in sorted(answer.cookies.items())
    )
    said = plain(answer.content.decode(), name)
    if data and "tail" in data:
        said = said.replace(data["tail"], "TAIL")
    shapes = tuple(plain(re.split(r" FROM | VALUES |SAVEPOINT ", query["sql"])[0], name) for query in run)
    found = Seen(answer.status_code, tuple(sorted(headers.items())), cookies, len(said), said, shapes)
    return found, answer.headers.get("Location", "")


def walk(link: Link, name: str, tail: str, code: str = "") -> list[Seen]:
    """The whole way of one name on a new phone, until the result and the pages behind it."""
    client, steps = LanesClient(), []

    def ask(method: str, url: str, data: dict[str, str] | None = None) -> str:
        what, onward = seen(client, method, url, name, data)
        steps.append(what)
        return onward

    onward = ask("post", f"/c/{link.token}/", {"name": name, "tail": tail, "code": code})
    if not onward:
        return steps
    ask("get", onward)
    page = client.get(onward).content.decode()
    lesson = ask("get", re.findall(r'href="(/sit/open/[^"]+)"', page)[0])
    ask("get", lesson)
    token = re.findall(r'name="token" value="([^"]+)"', client.get(lesson).content.decode())[0]
    public = lesson.split("/")[2]
    ask("post", lesson, {"token": token})
    for number in (1, 2):
        ask("get", f"/sit/{public}/paper/")
        ask("post", f"/sit/{public}/save", {"token": token, "q": str(number), f"a{number}": "A", "seq": str(number)})
    ask("get", f"/sit/{public}/hand-in/")
    ask("post", f"/sit/{public}/hand-in/", {"token": token})
    for url in (f"/sit/{public}/result/", f"/c/{link.token}/tasks/", f"/c/{link.token}/not-me/", "/", "/me/"):
        ask("get", url)
    return steps


@pytest.fixture
def link(hall: Hall, campaign: Campaign) -> Link:
    """The mill's."""
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=hall.mill)
    return campaigns.enrol(actor_for(Account.objects.get(person=hall.cleo)), enrolment)


def outside(steps: list[Seen]) -> list[Seen]:
    """What somebody outside can compare: everything but the statements."""
    return [Seen(one.status, one.headers, one.cookies, one.size, one.body, ()) for one in steps]


def test_every_name_gets_the_same_answers_all_the_way(hall: Hall, link: Link) -> None:
    with clock.set_to(clock.now()):
        first, second, third = hall.members[:3]
        sit(link, second, right=True)  # has handed in on another phone
        begun = campaigns.identify(link, name=third.name, tail=third.phone[-4:])  # and this one has begun
        assert begun.participant.person_id == third.pk
        campaigns.identify(link, name="生人", tail="7777")  # as has somebody who is not on the roll
        twin = hall.members[3]
        walks = {
            "on the roll": walk(link, first.name, first.phone[-4:]),
            "with wrong digits": walk(link, first.name, "9999"),
            "unknown": walk(link, "路人", "1234"),
            "who handed in already": walk(link, second.name, second.phone[-4:]),
            "who has begun": walk(link, third.name, third.phone[-4:]),
            "unknown who has begun": walk(link, "生人", "7777"),
            "of another": walk(link, twin.name, first.phone[-4:]),
        }
    expected = outside(walks["unknown"])
    for who, steps in walks.items():
        for number, (one, other) in enumerate(zip(outside(steps), expected, strict=True)):
            assert one == other, f"{who}, step {number}"
    # what the server does before it answers is the same, too, wherever the digits could be guessed
    for who, steps in walks.items():
        assert [one.statements for one in steps[:2]] == [one.statements for one in walks["unknown"][:2]], who


def test_a_wrong_resume_code_says_the_same_of_everybody(hall: Hall, link: Link) -> None:
    member, other = hall.members[1:3]
    sit(link, member, right=True)
    told = [
        walk(link, name, tail, "987654")
        for name, tail in ((member.name, member.phone[-4:]), (other.name, other.phone[-4:]), ("路人", "1234"))
    ]
    assert outside(told[0]) == outside(told[1]) == outside(told[2])
    assert told[0][0].statements == told[1][0].statements == told[2][0].statements
    assert "续答码对不上" in told[0][0].body


def test_five_wrong_codes_close_the_name_even_for_the_right_one(hall: Hall, link: Link) -> None:
    member = hall.members[0]
    cookie = sit(link, member, right=True)
    for _time in range(5):
        walk(link, member.name, member.phone[-4:], "000000")
    code = campaigns.resume_code(campaigns.claims_of(cookie)[0])
    assert "续答码对不上" in walk(link, member.name, member.phone[-4:], code)[0].body
