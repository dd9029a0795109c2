"""What a clock says and how it looks: first words, then shape, then colour."""

from dataclasses import dataclass
from enum import StrEnum

_FULL = 50  # the dial's pie is drawn as a dash of 50 units around


class ClockState(StrEnum):
    """How a due date stands."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"
    DONE = "done"
    PAUSED = "paused"
    PROVISIONAL = "provisional"


_ICONS = {ClockState.OVERDUE: "alert-circle", ClockState.DONE: "check", ClockState.PAUSED: "player-pause"}


@dataclass(frozen=True, slots=True)
class ClockFace:
    """``text`` says it in words; ``left_percent`` (0–100) draws the pie of the time left."""

    state: ClockState
    text: str
    left_percent: int = 100

    @property
    def dash(self) -> str:
        """The length of the pie's arc."""
        return f"{max(0, min(100, self.left_percent)) * _FULL / 100:g}"

    @property
    def icon(self) -> str:
        """The icon that stands instead of the dial, "" for the dial."""
        return _ICONS.get(self.state, "")
