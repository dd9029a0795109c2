"""The roll of a day as it leaves the house: who took it stands in the journal."""

from datetime import date

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership import queries
from unionhall.modules.membership.actions.own_ids import own_id
from unionhall.modules.membership.actions.reading import fields

HEAD = ("姓名", "证件号", "手机号", "工会小组", "会籍", "入会")  # columns of the file, as in the table on the page


def export_roll(by: Actor, unit: Unit, day: date, *, is_electoral: bool) -> list[tuple[str, ...]]:
    """The rows of the roll of a day under ``HEAD``, numbers masked. Raises Denied without NAMES_READ at the unit."""
    found = (queries.electors_at if is_electoral else queries.members_at)(by, unit, on=day)
    rows: list[tuple[str, ...]] = [
        (
            row.person.name,
            row.person.masked_document,
            row.person.masked_phone,
            row.group,
            str(row.get_standing_display()),
            row.since.isoformat(),
        )
        for row in found
    ]
    data = {"day": day.isoformat(), "n": len(rows), "who": "electors" if is_electoral else "all"}
    journal.write(by=by, verb="membership.exported", unit_id=unit.pk, subject=unit, data=data)
    return rows


def file_name(unit: Unit, day: date, *, is_electoral: bool) -> str:
    """What the file is called, without its ending."""
    kind = _("选举名册") if is_electoral else _("会员名册")
    return f"{unit.name} {kind} {day.isoformat()}"


def export_to_mend(by: Actor, unit: Unit) -> list[dict[str, object]]:
    """Today's roll by key of FIELDS, to be edited and brought in again: people are known by the column 编号.

    No number of a document or telephone is in it: blank cells change nothing. Raises Denied without NAMES_READ.
    """
    rows: list[dict[str, object]] = [
        {
            fields.ID: own_id(row.pk),
            fields.UNIT_CODE: unit.code,
            fields.UNIT_NAME: unit.name,
            fields.NAME: row.person.name,
            fields.GROUP: row.group,
        }
        for row in queries.members_at(by, unit)
    ]
    data = {"day": clock.today().isoformat(), "n": len(rows), "who": "all"}
    journal.write(by=by, verb="membership.exported", unit_id=unit.pk, subject=unit, data=data)
    return rows
