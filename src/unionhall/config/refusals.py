"""Pages that say no or that something broke: 403, 404, 409, 500 and a form that came from elsewhere."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from unionhall.config.lanes import lane_for
from unionhall.kernel.actor import Refused

logger = logging.getLogger("unionhall.broken")

# letters and digits that nobody confuses when reading them out on the telephone
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def _page(request: HttpRequest, status: int, title: str, *sentences: str, reference: str = "") -> HttpResponse:
    context = {"title": title, "sentences": sentences, "reference": reference}
    return render(request, "refusals/refusal.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what one may not see: the same page, so that neither can be told from the other."""
    return _page(
        request,
        404,
        _("找不到这个页面"),
        _("地址可能打错了，或者这一页不归您看。"),
        _("可以回到首页，或者请发给您链接的人再发一次。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What may be seen but not done."""
    return _page(request, 403, _("这一步不能做"), _("您的职务没有这项权限。需要时请找本单位的工会主席。"))


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """A rule says no: its reasons, as sentences."""
    return _page(request, 409, _("现在还不能这样做"), *(str(reason.text) for reason in exception.reasons))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What no form of ours sends."""
    return _page(request, 400, _("没看懂这个请求"), _("请回到上一页，刷新后再试一次。"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our own page, or from one that was left open too long."""
    return _page(
        request,
        403,
        _("这一页放得太久了"),
        _("为了安全，请回到上一页，刷新后再提交一次。刚才填的内容还在上一页里。"),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Our own mistake: an apology with a number under which the log has the rest."""
    reference = "".join(secrets.choice(_READABLE) for _n in range(8))
    # a database's message may quote the row it refused, so of the anonymous lane's mistakes only the kind is kept
    is_anonymous = lane_for(request.path_info).is_anonymous
    kind = (sys.exc_info()[0] or Exception).__name__
    logger.error("%s while answering", kind, extra={"reference": reference}, exc_info=not is_anonymous)
    sentences = (
        _("不是您的错。刚才保存过的内容都还在。"),
        _("请过一会儿再试；再不行，把下面的编号告诉管理员。"),
    )
    try:
        return _page(request, 500, _("系统出了问题"), *sentences, reference=reference)
    except Exception:  # what broke the page may break this one too
        logger.exception("the page for mistakes failed as well", extra={"reference": reference})
        text = "\n".join((_("系统出了问题"), *sentences, reference))
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
