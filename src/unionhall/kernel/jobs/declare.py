"""What kinds of jobs there are, what is done every so often, and who a stored actor is.

Apps fill this in ``ready()``; afterwards it is only read.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs.models import Job

Run = Callable[[Job, Actor], "dict[str, Any]"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: ``run(job, by)`` does it as a loop of idempotent batches and gives its result."""

    key: str
    label: str | Promise
    run: Run


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done every so often by the ticker. It must bear being done twice."""

    name: str
    interval: timedelta
    do: Callable[[Actor], object]


_kinds: dict[str, Kind] = {}
_chores: dict[str, Chore] = {}
_surroundings: list[Callable[[], AbstractContextManager[None]]] = []
_actors: list[Callable[[int], Actor]] = []


def register(kind: str, label: str | Promise, run: Run) -> None:
    """Make a kind of job known. Raises ValueError if it is declared twice."""
    if kind in _kinds and _kinds[kind].run is not run:
        raise ValueError(f"job kind {kind} is declared twice")
    _kinds[kind] = Kind(kind, label, run)


def kind(key: str) -> Kind:
    """A declared kind of job. Raises KeyError for one that was never declared."""
    if key not in _kinds:
        raise KeyError(f"job kind {key} is not declared")
    return _kinds[key]


def every(name: str, minutes: float, do: Callable[[Actor], object]) -> None:
    """Have the ticker call ``do(by)`` every so many minutes. Raises ValueError if the name is declared twice."""
    if name in _chores and _chores[name].do is not do:
        raise ValueError(f"chore {name} is declared twice")
    _chores[name] = Chore(name, timedelta(minutes=minutes), do)


def chores() -> list[Chore]:
    """What the ticker does, in the order of declaration."""
    return list(_chores.values())


def surround(manager: Callable[[], AbstractContextManager[None]]) -> None:
    """Let every job and every chore run inside such a block, as a request runs inside its middleware."""
    _surroundings.append(manager)


def surroundings() -> ExitStack:
    """The blocks that are declared, entered in order."""
    stack = ExitStack()
    for manager in _surroundings:
        stack.enter_context(manager())
    return stack


def actors(load: Callable[[int], Actor]) -> None:
    """Say how the actor of an account is loaded (``kernel.access`` knows). The last one declared answers."""
    _actors[:] = [load]


def actor_of(job: Job) -> Actor:
    """Who the job acts for, with the rights they have today: the account that asked, or the named system office.

    Raises RuntimeError where nobody said how actors are loaded.
    """
    if job.account_id is None:
        return Actor.system(job.actor_name)
    if not _actors:
        raise RuntimeError("nobody told the jobs how to load an actor (jobs.declare.actors)")
    return _actors[0](job.account_id)
