"""Entry points of the roll's background jobs."""

from typing import Any

from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.modules.membership import actions
from unionhall.modules.membership.models import RollImport


def run_import(job: Job, by: Actor) -> dict[str, Any]:
    """Apply a staged import; what an earlier attempt applied stays applied."""
    roll_import = RollImport.objects.select_related("unit").get(pk=job.payload["import_id"])

    def advance(done: int, total: int) -> None:
        jobs.advance(job, done=done, total=total, position={"done": done})

    return dict(actions.apply(by, roll_import, advance=advance).report)
