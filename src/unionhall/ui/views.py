"""Choosing how pages look, and the gallery of components."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from unionhall.ui import gallery as exhibits
from unionhall.ui.context import THEME_COOKIE, TOUR_COOKIE, TYPE_COOKIE

_CHOICES = {
    "theme": (THEME_COOKIE, ("light", "dark", "system")),
    "type": (TYPE_COOKIE, ("large", "normal")),
    "tour": (TOUR_COOKIE, ("off", "on")),
    "language": (settings.LANGUAGE_COOKIE_NAME, tuple(code for code, _name in settings.LANGUAGES)),
}
_KEPT = timedelta(days=365)


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice of theme, type size, language or tour and go back; a foreign ``next`` leads home."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    answer = redirect(target)
    for name, (cookie, known) in _CHOICES.items():
        value = request.GET.get(name, "")
        if value in known:
            answer.set_cookie(cookie, value, max_age=_KEPT, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state: where styles are looked at and accessibility is tested."""
    frame = request.GET.get("frame", "desk")
    shown = exhibits.context(frame=frame if frame in exhibits.FRAMES else "desk", wrong="wrong" in request.GET)
    return render(request, "ui/gallery.html", shown)
