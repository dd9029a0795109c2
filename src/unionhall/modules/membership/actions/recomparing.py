"""The preview made anew, because the roll has changed since the file was compared with it."""

from dataclasses import dataclass
from pathlib import Path

from unionhall.kernel.actor import Actor
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.actions.tallying import COUNTS
from unionhall.modules.membership.models import RollImport


@dataclass(frozen=True, slots=True)
class Change:
    """One number of the preview that is no longer what was shown."""

    key: str
    label: str
    before: int
    now: int


def recompare(by: Actor, roll_import: RollImport, path: Path) -> list[Change]:
    """Compare the file with the roll as it stands now and store the new preview; gives what is different.

    What somebody has settled by hand stays settled.
    """
    before = {name: roll_import.report.get(name, 0) for name in COUNTS.values()}
    staging.stage(by, roll_import, path)
    now = roll_import.report
    return [
        Change(name, str(outcome.label), before[name], now[name])
        for outcome, name in COUNTS.items()
        if before[name] != now[name]
    ]
