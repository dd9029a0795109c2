"""Addresses in every lane, for the tests of the lanes alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from unionhall.config import refusals
from unionhall.config import urls as product
from unionhall.kernel.actor import Denied, Refused


def tell(request: HttpRequest) -> JsonResponse:
    """What the view gets to see of the visitor."""
    response = JsonResponse(
        {
            "cookies": dict(request.COOKIES),
            "address": request.META.get("REMOTE_ADDR"),
            "agent": request.META.get("HTTP_USER_AGENT"),
            "forwarded": request.META.get("HTTP_X_FORWARDED_FOR"),
            "has_user": hasattr(request, "user"),
            "has_session": hasattr(request, "session"),
            "actor": request.actor.name,  # type: ignore[attr-defined]
        }
    )
    response.set_cookie("left", "behind")
    return response


def deny(request: HttpRequest) -> HttpResponse:
    """What one may not see."""
    raise Denied("secret.read")


def refuse(request: HttpRequest) -> HttpResponse:
    """What a rule forbids."""
    raise Refused("报名昨天截止了。", "请联系上级工会。")


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    raise RuntimeError("a mistake")


urlpatterns = [
    *product.urlpatterns,
    *(
        path(f"{lane}{name}", view)
        for lane in ("", "sit/", "c/", "voice/")
        for name, view in (("tell", tell), ("deny", deny), ("refuse", refuse), ("broken", broken))
    ),
]
handler404 = refusals.not_found
handler500 = refusals.broken
