"""What is printed is kept by all that makes it: its template, its words and how it is drawn."""

from pathlib import Path

import pytest
from django.core.cache import cache

from unionhall.kernel import printing


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was set anew, in order."""
    found: list[str] = []

    def compiled(template: Path, data: str, kind: str, options: object) -> bytes:
        found.append(f"{template} {data} {kind} {options}")
        return found[-1].encode()

    monkeypatch.setattr(printing, "_compiled", compiled)
    cache.clear()
    return found


def test_the_same_is_set_once_and_nothing_else_is_taken_for_it(typeset: list[str]) -> None:
    here, there = Path("here/card.typ"), Path("there/card.typ")
    first = printing.made(here, "{}", "png", ppi=72)
    assert printing.made(here, "{}", "png", ppi=72) == first
    others = [
        printing.made(here, "{}", "png", ppi=144),
        printing.made(here, '{"a": 1}', "png", ppi=72),
        printing.made(there, "{}", "png", ppi=72),
        printing.made(here, "{}"),
    ]
    assert len({first, *others}) == len(typeset) == 5


def test_what_must_lie_nowhere_else_is_set_each_time(typeset: list[str]) -> None:
    for _time in range(2):
        printing.pdf(Path("codes.typ"), {}, keeps=False)
    assert len(typeset) == 2
