"""Files of lessons and questions: sent to whoever has their address, taken in from authors."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.kernel.actor import Actor, Refused
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.forms import MediaForm
from unionhall.modules.learning.models import TYPES, Media
from unionhall.modules.learning.queries.media import media_for, used_by, used_bytes
from unionhall.modules.learning.views.desk import ON_A_PAGE, actor_of, must_read

FOR_GOOD = "public, max-age=31536000, immutable"
PIECE = 256 * 1024  # bytes sent at once
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@require_safe
def media(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """One file. The address is the key: who was sent a lesson's link may see what stands in it, without signing in.

    Players ask for parts (RFC 9110, 14): one range is answered with it, several or senseless ones with the whole.
    """
    ending = name.rpartition(".")[2]
    path = queries.file_of(sha256, ending)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or ending not in TYPES or not path.is_file():
        raise Http404
    size, etag = path.stat().st_size, f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return _dressed(HttpResponse(status=304), etag)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    wanted = _span(asked.group(1), asked.group(2), size) if asked else None
    if asked and wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}), etag)
    is_whole = wanted is None or request.headers.get("If-Range", etag) != etag
    first, last = (0, size - 1) if is_whole or wanted is None else wanted
    answer = StreamingHttpResponse(_part(path, first, last), status=200 if is_whole else 206)
    answer.headers["Content-Type"], answer.headers["Content-Length"] = TYPES[ending], str(last - first + 1)
    if not is_whole:
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _dressed(answer, etag)


def _dressed(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in (("Cache-Control", FOR_GOOD), ("ETag", etag), ("Accept-Ranges", "bytes")):
        answer.headers[name] = value
    return answer


def _span(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a range as it was asked for; None where there is no such part."""
    if not first:
        start, end = max(size - int(last or 0), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _part(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


@require_http_methods(["GET", "POST"])
@login_required
def shelf(request: HttpRequest) -> HttpResponse:
    """The files of my units, with what to write in a lesson to show each; and where new ones are taken in.

    The editor sends a file with ``Accept: application/json`` and gets its address, or the sentence why not.
    """
    by = actor_of(request)
    must_read(by)
    wants_json = request.headers.get("Accept") == "application/json"
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MediaForm(*typed, units=queries.units_to_write_for(by))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _take_in(by, form)
        except Refused as refused:
            form.add_error("file", [str(reason.text) for reason in refused.reasons])
        else:
            if wants_json:
                return JsonResponse({"url": kept.url, "kind": kept.kind, "name": kept.name})
            messages.success(request, _("收下了：%(name)s") % {"name": kept.name})
            return redirect("learning:media")
    status = 422 if form.is_bound and form.errors else 200
    if wants_json:
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"text": "".join(wrong)}, status=status)
    room = [(unit, used_bytes(unit)) for unit in form.units]
    context = {"form": form, "media": queries.media(by)[:ON_A_PAGE], "may_write": bool(form.units), "room": room}
    context["most"] = settings.UNIONHALL_UNIT_MEDIA_MB * 2**20
    context["own"] = [unit.pk for unit in form.units]
    return render(request, "learning/media.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def delete(request: HttpRequest, media_id: int) -> HttpResponse:
    """Throw a file away: what still shows it is said first."""
    by = actor_of(request)
    found = media_for(by, media_id)
    if request.method == "POST":
        try:
            actions.delete_media(by, found)
        except Refused as refused:
            messages.error(request, str(refused.reasons[0].text))
        else:
            messages.success(request, _("删了：%(name)s") % {"name": found.name})
        return redirect("learning:media")
    return render(request, "learning/media_delete.html", {"one": found, "places": used_by(found)})


def _take_in(by: Actor, form: MediaForm) -> Media:
    upload = form.cleaned_data["file"]  # Django's UploadedFile
    return actions.add_media(by, unit=form.unit, name=upload.name, file=upload.file)
