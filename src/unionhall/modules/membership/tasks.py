"""Entry points of the roll's background work."""

from collections.abc import Callable
from typing import Any

from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.modules.membership import actions
from unionhall.modules.membership.models import RollImport


def run_import(job: Job, by: Actor) -> dict[str, Any]:
    """Apply a staged import; what an earlier attempt applied stays applied."""
    return dict(actions.apply(by, _import_of(job), advance=_advance(job)).report)


def run_preview(job: Job, by: Actor) -> dict[str, Any]:
    """Compare a large upload with the roll; asked again, it is compared anew."""
    actions.preview(by, _import_of(job), advance=_advance(job))
    return {}


def run_undo(job: Job, by: Actor) -> dict[str, Any]:
    """Take an import back; what an earlier attempt took back stays so."""
    return dict(actions.undo(by, _import_of(job), advance=_advance(job)).report)


def run_discard(job: Job, by: Actor) -> dict[str, Any]:
    """Delete an import that nobody wants; one that is gone already stays gone."""
    found = RollImport.objects.select_related("unit").filter(pk=job.payload["import_id"]).first()
    if found is not None:
        actions.clear(by, found)
    return {}


def _import_of(job: Job) -> RollImport:
    return RollImport.objects.select_related("unit").get(pk=job.payload["import_id"])


def _advance(job: Job) -> Callable[[int, int], None]:
    return lambda done, total: jobs.advance(job, done=done, total=total, position={"done": done})
