"""A served demo, and a browser that notes what nobody should meet: errors, CSP messages, sideways scrolling."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests import cluster, homes
from tests.homes import Home, Served

PICTURES = Path("test-results/journeys")
KEEPS_PICTURES = bool(os.environ.get("UNIONHALL_PICTURES"))
AXE = {"resultTypes": ["violations"]}  # what passed is not told one by one
WIDTHS = {360: {"width": 360, "height": 740}, 1440: {"width": 1440, "height": 900}}
SILENT = {"color-contrast-enhanced", "target-size-enhanced"}  # AAA, beyond WCAG 2.2 AA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this directory, so that ``-m journey`` finds all of them."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True)
class Hall:
    """A served demo: its home, its address, whom it has, and what its processes print."""

    home: Home
    served: Served
    cast: dict[str, Any]
    log: Path

    @property
    def url(self) -> str:
        """Where it is served."""
        return self.served.url


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The smallest demo, built by the command and served by the supervisor, on this run's database."""
    home = homes.make(
        tmp_path_factory.mktemp("journeys") / "home",
        UNIONHALL_URL="http://127.0.0.1",
        UNIONHALL_ALLOW_LOOPBACK_LINKS="1",
    )
    home.demo()
    cast = json.loads((home.path / "where-to-look.json").read_text(encoding="utf-8"))
    log = home.path / "served.log"
    with home.serving(log) as served:
        yield Hall(home, served, cast, log)


LATE = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"  # family names of members who join for the journeys


@pytest.fixture(scope="session")
def members(hall: Hall) -> Iterator[tuple[str, str]]:
    """Members of the cast's unit who have not taken part yet, each once: name and the last four digits.

    There are enough for one process to run all journeys: more join where the demo has too few.
    """
    told = hall.home.ask(
        "import json\n"
        "from unionhall.kernel.actor import Actor\n"
        "from unionhall.kernel.org.models import Unit\n"
        "from unionhall.kernel.people.actions import NewPerson, add_people\n"
        "from unionhall.modules.campaigns.models import Participant\n"
        "from unionhall.modules.membership import actions as membership\n"
        "from unionhall.modules.membership.models import Membership\n"
        f"unit, by = Unit.objects.get(code={hall.cast['unit']!r}), Actor.system('journeys')\n"
        f"new = [NewPerson(f'{{name}}晚来', phone=f'137{{n:08d}}') for n, name in enumerate({LATE!r})]\n"
        "for person in add_people(by, new):\n"
        "    membership.join(by, person, unit)\n"
        "here = Membership.objects.filter(unit=unit, until=None).order_by('pk')\n"
        "came = set(Participant.objects.exclude(person=None).values_list('person_id', flat=True))\n"
        "left = [one.person for one in here.select_related('person') if one.person_id not in came]\n"
        "print(json.dumps([[person.name, person.phone[-4:]] for person in left]))"
    )
    return iter([(name, tail) for name, tail in json.loads(told) if name != hall.cast["worker"]])


@pytest.fixture(scope="session")
def chairs(hall: Hall) -> list[tuple[str, str, str]]:
    """Enterprise unions without the cast's two, with their chairs: code, the chair's name and telephone."""
    told = hall.home.ask(
        "import json\n"
        "from unionhall.kernel.access.models import Appointment\n"
        "held = Appointment.objects.filter(office='chair', unit__kind='grassroots').order_by('unit__code')\n"
        "rows = [[one.unit.code, one.person.name, one.person.phone] for one in held]\n"
        "print(json.dumps(rows))"
    )
    known = {hall.cast["chair"], hall.cast["neighbour"]}
    return [(code, name, phone) for code, name, phone in json.loads(told) if phone not in known]


class Visitor:
    """Somebody with a browser of their own; ``bad`` collects what they should not have met."""

    def __init__(self, context: BrowserContext, url: str, name: str, widths: Sequence[int]) -> None:
        self.context, self.url, self.name, self.widths = context, url, name, widths
        self.bad: list[str] = []
        self.pictures = 0
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.bad.append(f"script error: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text and "net::ERR" not in message.text:
            self.bad.append(f"console at {self.page.url}: {message.text[:200]}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.bad.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Page:
        """Open an address of the installation."""
        self.page.goto(self.url + path)
        return self.page

    def look(self, what: str, *, has_scripts: bool = True) -> None:
        """Check what every page must keep: no scrolling sideways, axe silent. ``make pictures`` keeps pictures too.

        ``has_scripts=False`` where the browser runs none: axe is one. How a page looks does not hang on the database:
        on PostgreSQL nobody looks again.
        """
        self.page.wait_for_load_state()  # a click may have brought a page that is not read yet
        if cluster.wanted():
            return
        for width in reversed(self.widths):
            if len(self.widths) > 1:
                self.page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]
            self._look(f"{what} at {width}px" if len(self.widths) > 1 else what, has_scripts=has_scripts)

    def _look(self, what: str, *, has_scripts: bool) -> None:
        if KEEPS_PICTURES:
            self._picture(what.partition(" ")[0])
        if not has_scripts:
            return
        if (wide := self.sideways()) > 0:
            self.bad.append(f"{what}: scrolls sideways by {wide}px")
        for found in Axe().run(self.page, options=AXE).response["violations"]:
            if found["id"] not in SILENT:
                where = "; ".join(node["html"][:120] for node in found["nodes"][:3])
                self.bad.append(f"{what}: axe {found['id']}: {where}")

    def sideways(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def _picture(self, what: str) -> None:
        self.pictures += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = (self.page.viewport_size or {"width": 0})["width"]
        self.page.screenshot(path=PICTURES / f"{width}-{self.name}-{self.pictures:02d}-{what}.png", full_page=True)


@pytest.fixture
def visitor(chromium: Browser, hall: Hall) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: ``visitor("chair", width=360)``. At the end, nobody may have met anything bad.

    Who has two widths, ``widths=(360, 1440)``, walks at the first and looks at each page at both.
    """
    visitors: list[Visitor] = []

    def make(name: str, *, width: int = 0, widths: Sequence[int] = (), **options: Any) -> Visitor:
        widths = widths or (width,)
        width = widths[0]
        context = chromium.new_context(
            viewport=WIDTHS[width],  # type: ignore[arg-type]
            has_touch=width < 600,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context, hall.url, name, widths))
        return visitors[-1]

    yield make
    bad = [f"{one.name}: {what}" for one in visitors for what in one.bad]
    for one in visitors:
        one.context.close()
    assert not bad, "\n".join(bad)


@pytest.fixture
def sign_in(hall: Hall) -> Callable[[Visitor, str], None]:
    """Signs a visitor in as somebody of the cast, ``sign_in(visitor, "chair")``, or by telephone number."""

    def enter(visitor: Visitor, role: str) -> None:
        page = visitor.go("/desk/sign-in/")
        page.get_by_label("手机号").fill(hall.cast.get(role, role))
        page.get_by_label("密码").fill(hall.cast["password"])
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")

    return enter
