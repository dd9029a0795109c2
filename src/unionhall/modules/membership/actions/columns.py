"""From an uploaded file to its preview: what its columns mean is guessed, changed by hand, and remembered per unit."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.actions import checking, importing, reading
from unionhall.modules.membership.actions.reading import Reading
from unionhall.modules.membership.actions.reading.book import Place
from unionhall.modules.membership.models import RollColumns, RollImport
from unionhall.modules.membership.permissions import MembershipPermission

PREVIEW_JOB = "membership.preview"
AT_ONCE = 400 * 1024  # bytes: smaller files are compared with the roll while somebody waits for the page


def receive(
    by: Actor, unit: Unit, name: str, stream: BinaryIO, *, mode: str, instead_of: RollImport | None = None
) -> RollImport:
    """Keep an uploaded file if it can be read at all; ``instead_of``, an import not yet applied, is thrown away then.

    Not for our own workbook of the rows to be mended: it holds no others, so the import stays.
    Needs ROLL_IMPORT at the unit. Raises Refused with a sentence that says what the file is; nothing is kept of it.
    """
    roll_import = importing.upload(by, unit, name, stream)
    try:
        found = read(roll_import)
    except Refused:
        importing.discard(by, roll_import)
        raise
    roll_import.mode = mode
    roll_import.answers = instead_of.answers if instead_of is not None else {}
    roll_import.save(update_fields=["mode", "answers"])
    if (
        instead_of is not None
        and not found.is_to_mend
        and instead_of.state in (RollImport.State.UPLOADED, RollImport.State.STAGED)
    ):
        importing.discard(by, instead_of)
    return roll_import


def read(roll_import: RollImport) -> Reading:
    """What the upload holds. Raises Refused when it is gone or can not be read."""
    return reading.read(importing.file_of(roll_import))


def guess(roll_import: RollImport, found: Reading) -> dict[Place, str]:
    """Which field each column means: as chosen for this file, else as in the unit's last one, else by its words."""
    chosen = checking.mapping_of(roll_import.mapping)
    if chosen is not None:
        return chosen
    last = RollColumns.objects.filter(unit_id=roll_import.unit_id).first()
    return found.recall(last.headings if last else {})


def choose(by: Actor, roll_import: RollImport, found: Reading, mapping: Mapping[Place, str]) -> RollImport:
    """Say what the columns mean, remember it for the unit's next file, and compare the file with the roll.

    A small file is compared at once, a large one by a job; the import is STAGED when that has been done.
    Needs ROLL_IMPORT at the import's unit. Raises Refused when nobody can be known by these columns.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    found.tables(mapping)  # refuses what names nobody
    kept = {f"{sheet}\t{index}": key for (sheet, index), key in mapping.items()}
    RollColumns.objects.update_or_create(
        unit_id=roll_import.unit_id, defaults={"headings": found.remember(dict(mapping))}
    )
    return compare(by, roll_import, mapping=kept, answers=roll_import.answers)


def compare(
    by: Actor, roll_import: RollImport, *, mapping: Mapping[str, str], answers: Mapping[str, Any]
) -> RollImport:
    """Compare the file with the roll: a small one at once, a large one by a job, until when it is UPLOADED."""
    roll_import.answers = dict(answers)
    if importing.file_of(roll_import).stat().st_size <= AT_ONCE:
        return importing.preview(by, roll_import, mapping=mapping)
    open_states = (RollImport.State.UPLOADED, RollImport.State.STAGED)
    waiting = RollImport.objects.filter(pk=roll_import.pk, state__in=open_states)
    if waiting.update(mapping=mapping, answers=roll_import.answers, state=RollImport.State.UPLOADED):
        roll_import.mapping, roll_import.state = dict(mapping), RollImport.State.UPLOADED
        jobs.enqueue(by, PREVIEW_JOB, {"import_id": roll_import.pk})
    return roll_import
