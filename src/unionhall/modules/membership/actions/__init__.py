"""The verbs of the roll: joining and leaving by hand, and taking in spreadsheets."""

from unionhall.modules.membership.actions.importing import JOB, Report, apply, import_roll, stage, start
from unionhall.modules.membership.actions.roll import join, leave

__all__ = ["JOB", "Report", "apply", "import_roll", "join", "leave", "stage", "start"]
