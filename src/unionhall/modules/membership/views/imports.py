"""Bringing a spreadsheet: the file, what its columns mean; and what was brought before."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership import actions
from unionhall.modules.membership.actions.reading import FIELDS
from unionhall.modules.membership.forms.imports import ColumnsForm, FileForm
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.views.members import actor

PER_PAGE = 20


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it, what was brought before. ``?again=`` names an import that the new file is to replace."""
    by = actor(request)
    units = _units(by)
    instead = _again(by, request.GET.get("again", ""))
    initial = {"unit": instead.unit_id, "mode": instead.mode} if instead else None
    if instead is not None and instead.unit_id not in {unit.pk for unit in units}:
        units.append(instead.unit)
    form = FileForm(units, *_posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.receive(
                by, said["unit"], said["file"].name, said["file"], mode=said["mode"], instead_of=instead
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", str(reason.text))
        else:
            return redirect("membership:import-columns", made.pk)
    page = Paginator(effects.imports(by), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "units": units, "instead": instead, "fields": FIELDS.values()}
    return render(request, "membership/import_file.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """What each column means: guessed, with samples, to be changed by hand."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    if found.state not in (RollImport.State.UPLOADED, RollImport.State.STAGED):
        return redirect("membership:import", found.pk)
    read = actions.read(found)
    form = ColumnsForm(read, actions.guess(found, read), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(by, found, read, form.mapping())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect("membership:import", found.pk)
    context = {"roll_import": found, "form": form, "sheets": form.sheets(), "told": read.told, "steps": steps()}
    return render(request, "membership/import_columns.html", context)


@login_required
@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Throw away a file of which nothing was written."""
    by = actor(request)
    actions.discard(by, effects.import_for(by, import_id))
    return redirect("membership:import-start")


def steps() -> list[str]:
    """The steps of the walk."""
    return [_("选文件"), _("对列名"), _("看影响"), _("写入")]


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files of a post, an empty one too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _units(by: Actor) -> list[Unit]:
    """The units in whose name I may import, the one I act in first. Raises Denied when there is none."""
    ids = [seat.unit_id for seat in by.seats if by.may(MembershipPermission.ROLL_IMPORT, at=seat.path)]
    found = Unit.objects.in_bulk(ids)
    units = [found[pk] for pk in dict.fromkeys(ids) if found[pk].state != Unit.State.ENDED]
    if not units:
        raise Denied(MembershipPermission.ROLL_IMPORT.value)
    return units


def _again(by: Actor, text: str) -> RollImport | None:
    """The import that is done again; only one of which nothing was written is thrown away for the new one."""
    return effects.import_for(by, int(text)) if text.isdecimal() else None
