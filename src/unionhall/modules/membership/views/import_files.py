"""Files handed out around an import: the template, the rows that were not taken, the roll to be edited."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unionhall.kernel.actor import Denied
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership import actions
from unionhall.modules.membership.actions import exporting, workbooks
from unionhall.modules.membership.actions.reading.fields import GROUP, ID, NAME, PHONE, UNIT_CODE, UNIT_NAME
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.views.members import actor
from unionhall.ui.exports import XLSX


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty roll to fill in, made from the very table that the reader reads by."""
    if not actor(request).holds_any(MembershipPermission.ROLL_IMPORT):
        raise Denied(MembershipPermission.ROLL_IMPORT.value)
    return _download(workbooks.template(), _("会员名册模板"))


@login_required
@require_GET
def to_mend(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows that can not be taken, wrong cells marked, as long as the upload is there."""
    found = effects.import_for(actor(request), import_id)
    content = workbooks.error_workbook(actions.read(found), found.report.get("problem_rows", []))
    return _download(content, _("要改的行-%(name)s") % {"name": found.file_name.rpartition(".")[0] or found.file_name})


@login_required
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The roll of one union, to be edited and brought in again; the journal knows who took it."""
    by = actor(request)
    unit = org_queries.unit_for(by, code, MembershipPermission.NAMES_READ)
    kind = "csv" if request.POST.get("file") == "csv" else "xlsx"
    keys = (ID, UNIT_CODE, UNIT_NAME, NAME, PHONE, GROUP)
    content = workbooks.export(kind, exporting.export_to_mend(by, unit), keys)
    return _download(content, _("%(unit)s会员名册") % {"unit": unit.name}, kind)


def _download(content: bytes, name: str, kind: str = "xlsx") -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{kind}"
    response["Cache-Control"] = "no-store"
    return response
