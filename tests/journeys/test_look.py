"""Every mode of the look: light, dark, large type and print, at both widths; and the gallery in all of them."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Hall, Visitor

Visit = Callable[..., Visitor]
MODES = {
    "light": "theme=light&type=normal",
    "dark": "theme=dark&type=normal",
    "large": "theme=light&type=large",
    "print": "theme=light&type=normal",
}
WIDTHS = (360, 1440)
SEEN = {360: ("light", "dark", "large"), 1440: ("light", "dark", "print")}  # large type on a phone, print from a desk


def _dress(one: Visitor, mode: str) -> None:
    one.go(f"/ui/choose?{MODES[mode]}&next=/healthz")
    one.page.emulate_media(media="print" if mode == "print" else "screen")


@pytest.fixture(scope="module")
def sat(members: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who sits a paper, one for each width."""
    return [next(members), next(members)]


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_in_every_mode(
    hall: Hall, visitor: Visit, sign_in: Callable[..., None], width: int, members: Iterator[tuple[str, str]]
) -> None:
    worker, chair = visitor("modes", width=width), visitor("modes-desk", width=width)
    page = steps.to_paper(worker, hall.cast["link"], next(members))
    paper = page.url.removeprefix(hall.url)
    result = _result_of_another(hall, visitor("modes-other", width=width), next(members))
    sign_in(chair, "officer")
    if width == 360:  # one language a width; the picture of the board in the documents is Chinese
        chair.go("/ui/choose?language=en&next=/healthz")
    board = f"/board/{hall.cast['campaign']}/"
    rounds = ((worker, (("home", "/"), ("paper", paper))), result, (chair, (("inbox", "/desk/"), ("board", board))))
    for one, pages in rounds:
        for mode in SEEN[width]:
            _dress(one, mode)
            for what, path in pages:
                one.go(path)
                one.look(f"{what}-{mode}")


def _result_of_another(hall: Hall, other: Visitor, who: tuple[str, str]) -> tuple[Visitor, tuple[tuple[str, str], ...]]:
    """Somebody who has handed in: their device shows the result."""
    page = steps.to_paper(other, hall.cast["link"], who)
    steps.finish(page)
    return other, (("result", page.url.removeprefix(hall.url)),)


@pytest.mark.parametrize("width", WIDTHS)
def test_gallery_in_every_mode(visitor: Visit, width: int) -> None:
    one = visitor("gallery", width=width)
    for mode in MODES:
        _dress(one, mode)
        one.go("/ui/?wrong=1")
        one.look(mode)
    _dress(one, "light")
    for frame in ("worker", "step", "board", "plain"):
        one.go(f"/ui/?frame={frame}")
        one.look(frame)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_learning(hall: Hall, visitor: Visit, sign_in: Callable[..., None], width: int) -> None:
    sheet = hall.home.ask(
        "from unionhall.modules.learning.models import Sheet\n"
        f"print(Sheet.objects.filter(unit__code={hall.cast['unit']!r}).exclude(handed_in=None).first().pk)"
    )
    officer, chair = visitor("learning", width=width), visitor("learning-chair", width=width)
    sign_in(officer, "officer")
    sign_in(chair, "chair")
    for mode in ("light", "dark"):
        _dress(officer, mode)
        _dress(chair, mode)
        for what, path in (("overview", "/desk/learning/"), ("paper", "/desk/learning/papers/new/")):
            officer.go(path)
            officer.look(f"{what}-{mode}")
        page = chair.go(f"/desk/learning/sheets/{sheet}/")
        assert page.get_by_role("table").count()
        chair.look(f"sheet-{mode}")
