"""Going on with the writing or the taking back of an import whose job has failed: what was done stays done."""

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership.actions import importing, undoing
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.permissions import MembershipPermission

_KINDS: dict[str, str] = {
    RollImport.State.APPLYING: importing.JOB,
    RollImport.State.UNDOING: undoing.UNDO_JOB,
}


def go_on(by: Actor, roll_import: RollImport) -> Job:
    """Queue the rest of an import's writing or undoing. Needs ROLL_IMPORT at the import's unit.

    Raises Refused when nothing was interrupted, or when somebody is at it.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    kind = _KINDS.get(roll_import.state)
    known = Job.objects.filter(kind=kind or "", payload__import_id=roll_import.pk)
    if kind is None or known.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).exists():
        raise Refused(Reason("import-state", str(roll_import.get_state_display())))
    return jobs.enqueue(by, kind, {"import_id": roll_import.pk})
