"""Worlds: what many tests act in, made once for all of them and put back after each.

A world takes longer to make than a test takes to run. It is made in a transaction that is never committed; whatever a
test does in it is taken back to where the world was ready, and its objects are handed out as copies. Worlds may stand
in one another (a campaign in a district): they lie on a stack, and a test that wants a smaller one takes off what is
too much. Tests are put in an order in which that happens seldom.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction


@dataclass(frozen=True)
class World:
    """How one is made: ``make`` is called with the worlds it names, ``within`` which it happens (the clock, mostly)."""

    make: Callable[..., Any]
    within: Callable[[], AbstractContextManager[Any]]

    @property
    def name(self) -> str:
        """A name to sort by."""
        return f"{self.make.__module__}.{self.make.__name__}"

    def made_with(self, others: Mapping[str, Any]) -> Any:
        """It, made in the worlds it names."""
        with self.within():
            return self.make(**{name: others.get(name) for name in inspect.signature(self.make).parameters})


@dataclass
class _Level:
    world: World
    argument: str  # what the fixture is called by those who ask for it
    made: Any
    transaction: "transaction.Atomic"


@dataclass
class Stack:
    """The worlds that stand now, the widest first, and the copies that the test at hand was given."""

    levels: list[_Level] = field(default_factory=list)
    copies: dict[str, Any] = field(default_factory=dict)

    def clear(self, wanted: list[tuple[str, World]]) -> None:
        """Take off what the worlds wanted next do not stand in."""
        self.copies = {}
        kept = 0
        while kept < min(len(wanted), len(self.levels)) and self.levels[kept].world == wanted[kept][1]:
            kept += 1
        while len(self.levels) > kept:
            self._take_off()

    def stand(self, wanted: list[tuple[str, World]]) -> None:
        """Let just these worlds stand, each in the ones before it."""
        self.clear(wanted)
        for argument, its in wanted[len(self.levels) :]:
            self._put_on(argument, its)
        self.copies = deepcopy({level.argument: level.made for level in self.levels})

    def make_for_good(self, wanted: list[tuple[str, World]]) -> None:
        """Make the worlds of a test that commits: they are its own, and are emptied away with the database."""
        for argument, its in wanted:
            self.copies[argument] = its.made_with(self.copies)

    def _put_on(self, argument: str, world: World) -> None:
        given = {level.argument: level.made for level in self.levels}
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined] -- as Django's own TestCase: it is no act of anybody
        block.__enter__()
        try:
            made = world.made_with(given)
        except BaseException:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            raise
        self.levels.append(_Level(world, argument, made, block))

    def _take_off(self) -> None:
        level = self.levels.pop()
        transaction.set_rollback(True)
        level.transaction.__exit__(None, None, None)


stack = Stack()


def world(*, within: Callable[[], AbstractContextManager[Any]] = nullcontext) -> Callable[[Callable[..., Any]], Any]:
    """A fixture that is made once and put back after every test.

    Its arguments are other worlds, ``db``, and fixtures that only tests need (they are None while it is made).
    """

    def declare(make: Callable[..., Any]) -> Any:
        @functools.wraps(make)
        def given(**_worlds: Any) -> Any:
            return stack.copies[make.__name__]

        given.world = World(make, within)  # type: ignore[attr-defined]
        return pytest.fixture(given)

    return declare


def wanted_by(item: pytest.Item) -> list[tuple[str, World]]:
    """The worlds a test acts in, by what they are called there, each after those it stands in."""
    info = getattr(item, "_fixtureinfo", None)
    found: dict[str, World] = {}

    def add(argument: str) -> None:
        definitions = info.name2fixturedefs.get(argument) if info else None
        its = getattr(definitions[-1].func, "world", None) if definitions else None
        if its is not None and argument not in found:
            for name in inspect.signature(its.make).parameters:
                add(name)
            found[argument] = its

    for argument in sorted(getattr(item, "fixturenames", ())):
        add(argument)
    return list(found.items())


def in_order(items: list[pytest.Item]) -> None:
    """Tests of the same worlds one after another, otherwise as they were."""
    items.sort(key=lambda item: [its.name for _argument, its in wanted_by(item)])
