"""What the journal can say: every verb and its sentence, and how it finds the units of a scope.

Apps fill this in ``ready()``; afterwards it is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from unionhall.kernel.actor import Actor, Scope


@dataclass(frozen=True, slots=True)
class Units:
    """What the journal asks about units, which live above it: ``kernel.org`` answers.

    ``within`` gives the ids of the units in a scope (a list or a queryset for ``IN``), ``paths`` and ``names`` the
    open path and the name of each unit asked for; units that are unknown may be left out.
    """

    within: Callable[[Scope], Any]
    paths: Callable[[Collection[int]], Mapping[int, str]]
    names: Callable[[Collection[int]], Mapping[int, str]]


_verbs: dict[str, str | Promise] = {}
_units: list[Units] = []
_kept: list[Callable[[Actor], Collection[str]]] = []


def verbs(app: str, sentences: Mapping[str, str | Promise]) -> None:
    """Declare the verbs of ``app``: keys ``"<app>.<past participle>"``, sentences with named blanks.

    Blanks: ``{unit}`` the unit's name, ``{about}`` the people it is about, any other the line's ``data``.
    Raises ValueError for a key outside ``app`` or one that is declared twice with another sentence.
    """
    for key, sentence in sentences.items():
        if not key.startswith(f"{app}."):
            raise ValueError(f"verb {key} does not belong to {app}")
        if _verbs.setdefault(key, sentence) != sentence:
            raise ValueError(f"verb {key} is declared twice")


def sentence(verb: str) -> str | Promise:
    """The sentence of a declared verb. Raises KeyError for one that was never declared."""
    if verb not in _verbs:
        raise KeyError(f"journal verb {verb} is not declared")
    return _verbs[verb]


def known_verbs() -> dict[str, str | Promise]:
    """All verbs with their sentences, sorted."""
    return dict(sorted(_verbs.items()))


def keep_from(subjects: Callable[[Actor], Collection[str]]) -> None:
    """Keep lines from a reader: those about the subjects that ``subjects`` gives for them stand in no list of theirs.

    For what goes through a procedure and is about somebody who could else read of it in the journal of a unit.
    """
    if subjects not in _kept:
        _kept.append(subjects)


def kept_from(by: Actor) -> set[str]:
    """The subjects of the lines that ``by`` must not find."""
    return {subject for subjects in _kept for subject in subjects(by)}


def units(answers: Units) -> None:
    """Let the journal ask about units. The last one declared answers."""
    _units[:] = [answers]


def asked_units() -> Units:
    """Who answers about units. Raises RuntimeError where no organisation is installed."""
    if not _units:
        raise RuntimeError("nobody told the journal about units (journal.declare.units)")
    return _units[0]
