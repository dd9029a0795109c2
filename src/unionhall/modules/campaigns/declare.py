"""What there is to do in a campaign is declared here by the modules that bring it (lessons, papers, …).

Campaigns knows no other module: it asks each kind for its state for one participant and shows the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from unionhall.modules.campaigns.models import Campaign, Participant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from unionhall.kernel.org.models import Unit


class TaskState(StrEnum):
    """How far one participant is with one task."""

    OPEN = "open"  # not begun
    BEGUN = "begun"
    DONE = "done"
    CLOSED = "closed"  # not done, and no longer possible


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One task of one participant: what it is called, how far it is, in words, and what the button says."""

    title: str
    state: TaskState
    note: str = ""
    step: str = ""  # the next step, a verb: 接着答
    url: str = "/"  # where that is


@dataclass(frozen=True, slots=True)
class Help:
    """A way in which a chair can help a worker with a task: what it is called, for whom it is, and where."""

    label: StrOrPromise
    note: StrOrPromise
    url: str


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task that a campaign may set.

    ``status`` gives None where the participant's campaign sets no such task; ``summary`` what it asks, in one line for
    the chair, "" where the campaign does not set it. ``together`` gives the states of several kinds at once, by their
    keys, where one look tells them all.
    """

    key: str
    label: StrOrPromise
    order: int  # tasks are done in this order
    status: Callable[[Participant], TaskStatus | None]
    summary: Callable[[Campaign], str]
    record_url: Callable[[Participant], str] | None = None  # where an officer sees what a participant did
    help_for: Callable[[Campaign, Unit], Help | None] | None = None  # how a unit's chair makes it easier for somebody
    together: Callable[[Participant], Mapping[str, TaskStatus | None]] | None = None


_kinds: dict[str, TaskKind] = {}


def task_kind(kind: TaskKind) -> None:
    """Register a kind; called from an app's ``ready``. A key that is used twice raises ValueError."""
    if kind.key in _kinds:
        raise ValueError(f"task kind {kind.key} is declared twice")
    _kinds[kind.key] = kind


def task_statuses(participant: Participant) -> list[TaskStatus]:
    """How far a participant is with what their campaign sets, in the order in which it is done."""
    known: dict[str, TaskStatus | None] = {}
    for kind in task_kinds():
        if kind.key not in known:
            known.update(kind.together(participant) if kind.together else {kind.key: kind.status(participant)})
    return [status for kind in task_kinds() if (status := known[kind.key]) is not None]


def task_kinds() -> list[TaskKind]:
    """All kinds, in the order in which tasks are done."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))
