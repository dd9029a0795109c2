"""The installation's own address, for whatever leaves the house: links, posters, messages to a group.

A link that only this machine can open is useless on a poster and is noticed when a hundred are printed, so it is
refused here, where every caller passes.
"""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Reason, Refused

_SAMPLE = "0000000000000000000000"


@lru_cache(maxsize=64)
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[_SAMPLE]).split(_SAMPLE)
    return before, after


def path_to(name: str, key: str) -> str:
    """``reverse(name, args=[key])`` for a key of URL-safe base64; worked out once a name, as it is asked often."""
    before, after = _around(name)
    return f"{before}{key}{after}"


def public_url(path: str) -> str:
    """``path`` (beginning with "/") under the address by which people reach this installation.

    Raises Refused when ``UNIONHALL_URL`` is not set or names this machine alone, unless the installation says that it
    wants such links all the same (``UNIONHALL_ALLOW_LOOPBACK_LINKS``, as the demo does).
    """
    found: str = settings.UNIONHALL_URL
    if not found:
        raise Refused(
            Reason("address.unset", _("还没有设置对外网址，链接和海报发出去打不开。请管理员设置 UNIONHALL_URL。"))
        )
    if is_loopback(found) and not settings.UNIONHALL_ALLOW_LOOPBACK_LINKS:
        text = _("网址 %(url)s 只有这台电脑自己打得开，印到海报上别人扫不开。请管理员把 UNIONHALL_URL 改成对外的网址。")
        raise Refused(Reason("address.loopback", text % {"url": found}))
    return f"{found}{path}"


def is_loopback(url: str) -> bool:
    """Whether only this machine itself can open ``url``."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
