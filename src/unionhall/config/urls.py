"""All addresses. A module's own stand in its ``urls.py``; the lanes (``lanes.py``) only look at the prefix."""

from django.urls import URLPattern, URLResolver, include, path

from unionhall.config import health
from unionhall.ui import installing

urlpatterns: list[URLPattern | URLResolver] = [
    # papers and links first: patterns are tried in their order, and a thousand workers open these in a minute
    path("", include("unionhall.modules.learning.urls")),
    path("", include("unionhall.modules.campaigns.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("ui/", include("unionhall.ui.urls")),
    path("sw.js", installing.worker, name="service-worker"),
    path("", include("unionhall.modules.briefings.urls")),
    path("", include("unionhall.modules.committees.urls")),  # before the desk, whose units take any code
    path("", include("unionhall.desk.urls")),
    path("", include("unionhall.modules.membership.urls")),
    path("", include("unionhall.modules.feedback.urls")),
    path("", include("unionhall.modules.liaison.urls")),
    path("", include("unionhall.modules.safety.urls")),
]

handler400 = "unionhall.config.refusals.bad_request"
handler403 = "unionhall.config.refusals.forbidden"
handler404 = "unionhall.config.refusals.not_found"
handler500 = "unionhall.config.refusals.broken"
