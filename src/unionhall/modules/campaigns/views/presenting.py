"""A campaign's words and picture: put right by who called, the picture shown to whoever has its address."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.kernel.actor import Refused
from unionhall.modules.campaigns import actions, queries
from unionhall.modules.campaigns.forms import PresentForm
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.campaigns.views.acts import TYPES, show
from unionhall.modules.campaigns.views.desk import actor

FOR_GOOD = "public, max-age=31536000, immutable"
_NAME = re.compile(r"[0-9a-f]{64}-\d{1,4}x\d{1,4}\.(?:jpg|png)")


@login_required
@require_http_methods(["GET", "POST"])
def present(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Change the words and the picture."""
    by = actor(request)
    found = queries.campaign_for(by, campaign_id, CampaignPermission.LAUNCH)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PresentForm(data, files, initial={"theme": found.theme}, has_cover=bool(found.cover))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.present(by, found, theme=told["theme"], cover=told["cover"], takes_off=bool(told.get("takes_off")))
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("改好了，各单位和职工看到的就是这样。"))
            return redirect("campaigns:campaign", campaign_id)
    return render(request, "campaigns/present.html", {"campaign": found, "unit": found.unit, "form": form})


@require_safe
def cover(request: HttpRequest, cover: str) -> HttpResponse:
    """The picture. Its address is the key: who was sent a campaign's link may see it, without signing in."""
    path = queries.cover_file(cover)
    if not _NAME.fullmatch(cover) or not path.is_file():
        raise Http404
    if request.headers.get("If-None-Match") == f'"{cover}"':
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(path.read_bytes(), content_type=TYPES[cover.rpartition(".")[2]])
    answer.headers["Cache-Control"], answer.headers["ETag"] = FOR_GOOD, f'"{cover}"'
    return answer
