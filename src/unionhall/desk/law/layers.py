"""The layers: those that are shipped, and those of the installation, which an administrator adds and removes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.desk import shell
from unionhall.desk.law.forms import LayerForm, text_of
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.law import actions, queries
from unionhall.kernel.law.models import Layer
from unionhall.kernel.law.own import key_of
from unionhall.kernel.law.permissions import LawPermission
from unionhall.kernel.law.reading import COLUMNS, as_toml, row_of
from unionhall.ui import exports

SAMPLE = (
    ("QH-01", "困难职工档案公示的天数", "deadline", "5", "日", "工作日", "least", "", "公示那天",
     "青禾区总工会困难职工帮扶办法", "2026", "8", "2026-03-01", "", "AID-PUB", "是", "区总工会文件", "", "困难帮扶"),
    ("QH-02", "职工代表大会每年至少开的次数", "frequency", "2", "次", "", "least", "", "",
     "青禾区总工会民主管理办法", "2026", "3", "2026-03-01", "", "WC-ANN", "是", "区总工会文件", "", "民主管理"),
)  # fmt: skip


@shell.signed_in
@require_GET
def layers(request: HttpRequest) -> HttpResponse:
    """What lies over what, with how many rules."""
    own = {key_of(layer.pk): layer for layer in Layer.objects.all()}
    here = {queries.NATIONAL, queries.region(), *own}
    rows = [
        {
            "key": key,
            "name": name,
            "rules": len({each.id for each in queries.rules(layer=key)}),
            "pending": len({each.id for each in queries.rules(layer=key) if not each.is_verified}),
            "holds": key in here,
            "own": own.get(key),
        }
        for key, name in queries.layers().items()
    ]
    context = {"rows": rows, "may_edit": _may_edit(request), "region": queries.layers().get(queries.region(), "")}
    return render(request, "desk/law-layers.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a layer: read the file, show what it adds and what holds on either side of its days, then write it."""
    _must_edit(request)
    return _edit(request, None)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Add to or change a layer in the same way; without a file it shows the layer's rules as they are."""
    _must_edit(request)
    return _edit(request, _layer(layer_id))


def _edit(request: HttpRequest, layer: Layer | None) -> HttpResponse:
    by = shell.actor(request)
    kept = queries.rules(layer=key_of(layer.pk)) if layer else []
    initial = {"name": layer.name, "text": as_toml(map(row_of, kept))} if layer else {}
    data, wrong = _given(request)
    form = LayerForm(data, initial=initial)
    if layer:
        form.fields["name"].disabled = True
    if wrong:
        form.add_error("file", wrong)
    plan = None
    if form.is_bound and form.is_valid():
        plan = actions.plan(by, form.cleaned_data["text"], layer)
        for each in plan.wrong:
            form.add_error("text", each)
        if "save" in request.POST and not plan.wrong:
            try:
                file_name = request.POST.get("file_name", "")
                actions.save(by, form.cleaned_data["name"], form.cleaned_data["text"], layer=layer, file_name=file_name)
            except Refused as refused:
                shell.show(form, refused)
            else:
                return redirect("desk:law-layers")
    upload = request.FILES.get("file")
    file_name = str(upload.name) if isinstance(upload, UploadedFile) else request.POST.get("file_name", "")
    context = {"form": form, "layer": layer, "plan": plan, "file_name": file_name}
    return render(request, "desk/law-layer.html", context)


def _given(request: HttpRequest) -> tuple[Any, str]:
    """What was posted, with an uploaded file's rules in the text; and why the file could not be read."""
    if request.method != "POST":
        return None, ""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return request.POST, ""
    typed = request.POST.copy()
    try:
        typed["text"] = text_of(upload)
    except Refused as refused:
        return typed, "".join(str(reason.text) for reason in refused.reasons)
    except ValueError as wrong:
        return typed, str(wrong)
    request.POST = typed  # type: ignore[assignment]  # what was read is looked at before it is written
    typed.pop("save", None)
    return typed, ""


@shell.signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, layer_id: int) -> HttpResponse:
    """Take a layer away: first what holds again without it, then the button."""
    _must_edit(request)
    layer = _layer(layer_id)
    if request.method == "POST":
        actions.remove(shell.actor(request), layer)
        return redirect("desk:law-layers")
    context = {"layer": layer, "rules": queries.rules(layer=key_of(layer.pk))}
    return render(request, "desk/law-layer-remove.html", context)


@shell.signed_in
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """A table to fill in, with two examples."""
    _must_edit(request)
    return exports.as_file("xlsx", _("法规层样表"), list(COLUMNS), SAMPLE)


def _layer(layer_id: int) -> Layer:
    found = Layer.objects.filter(pk=layer_id).first()
    if found is None:
        raise Http404
    return found


def _may_edit(request: HttpRequest) -> bool:
    return shell.actor(request).holds_any(LawPermission.EDIT)


def _must_edit(request: HttpRequest) -> None:
    if not _may_edit(request):
        raise Denied(LawPermission.EDIT.value)
