"""What this device may do and has done: known by the claims in its cookie, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from unionhall.desk import clocks
from unionhall.kernel.org.models import Placement, Unit
from unionhall.modules.campaigns.declare import TaskState, TaskStatus, task_kinds
from unionhall.modules.campaigns.models import Participant
from unionhall.ui.clocks import ClockFace


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do in one campaign."""

    kind: str
    status: TaskStatus
    url: str
    participant: Participant
    face: ClockFace | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for the person."""
        return self.status.state in (TaskState.OPEN, TaskState.BEGUN)

    @property
    def is_done(self) -> bool:
        """Whether it has been done."""
        return self.status.state == TaskState.DONE


def top() -> Unit | None:
    """The union that runs this installation: the one without a superior; None before there is any."""
    placed = Placement.objects.open().filter(parent=None).select_related("unit").order_by("pk").first()
    return placed.unit if placed is not None else None


def tasks(participants: Sequence[Participant]) -> list[Task]:
    """All tasks of everybody whose claim this device holds, the latest campaign first, in the order they are done."""
    found = []
    for participant in participants:
        campaign = participant.enrolment.campaign
        for kind in task_kinds():
            status = kind.status(participant)
            if status is not None:
                face = clocks.face(campaign.until, since=campaign.since)
                found.append(Task(kind.key, status, status.url, participant, face))
    return found
