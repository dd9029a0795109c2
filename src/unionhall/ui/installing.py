"""The installed app: its manifest, the script that answers without network, and the page that it shows then."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from unionhall.ui import languages

PAPER = "#f6f2ea"  # the tokens' --uh-paper and --uh-sheet; a manifest knows no style sheet
SHEET = "#fffdf8"
_BUILT = Path(__file__).parent / "static/ui/sw.js"
# what the page without network is made of, and those that name nobody
_KEPT = ("ui/unionhall.css", "ui/worker.js", "ui/inspection.js", "ui/icons.svg", "ui/seal.svg")


@require_GET
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What the system is told about the app in one language (W3C Web Application Manifest)."""
    if language not in languages.NAMES:
        raise Http404
    with translation.override(language):
        name = str(settings.UI_BRAND)
    told = {
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": languages.tag(language),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": SHEET,
        "icons": [
            {"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("ui/icon-full-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script at ``/sw.js``: it must stand at the root to answer for every page."""
    files = [static(name) for name in _KEPT]
    page = reverse("ui:offline")
    version = hashlib.sha256("\x1f".join([*files, translation.get_language() or ""]).encode()).hexdigest()[:12]
    hall = json.dumps({"cache": f"uh-{version}", "page": page, "files": files})
    answer = HttpResponse(f"self.HALL={hall};\n{_BUILT.read_text('utf-8')}", content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown instead of a page that can not be fetched; it holds nothing about anybody."""
    return render(request, "ui/offline.html")
