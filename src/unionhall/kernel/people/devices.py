"""From which device and network somebody signed in, in words that they know again; never more than that."""

import ipaddress
import re

from django.utils.translation import gettext as _

# the first that is found in what the browser says of itself
_SYSTEMS = (
    ("harmony", "OpenHarmony|HarmonyOS"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac", "Macintosh|Mac OS"),
    ("linux", "Linux|X11"),
)
_BROWSERS = (
    ("wecom", "wxwork"),
    ("wechat", "MicroMessenger"),
    ("dingtalk", "DingTalk"),
    ("feishu", "Lark|Feishu"),
    ("edge", r"Edg(e|A|iOS)?/"),
    ("qq", "QQBrowser"),
    ("firefox", "Firefox|FxiOS"),
    ("chrome", "Chrome|CriOS"),
    ("safari", "Safari"),
)


def device_of(user_agent: str) -> str:
    """What a browser says of itself as two short keys, "android/wechat"; "" parts for what is not known."""
    return "/".join(_first(known, user_agent) for known in (_SYSTEMS, _BROWSERS))


def network_of(address: str) -> str:
    """A network address without what tells one machine from its neighbours: "203.0.113.x"; "" for none."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return "::1" if found.is_loopback else ":".join(found.exploded.split(":")[:3]) + ":x"
        found = found.ipv4_mapped
    return str(found) if found.is_loopback else ".".join(str(found).split(".")[:3]) + ".x"


def told_device(device: str) -> str:
    """``device_of`` in words: 安卓手机，微信."""
    names = {
        "harmony": _("鸿蒙手机"),
        "iphone": "iPhone",
        "ipad": "iPad",
        "android": _("安卓手机"),
        "windows": _("Windows 电脑"),
        "mac": _("苹果电脑"),
        "linux": _("Linux 电脑"),
        "wecom": _("企业微信"),
        "wechat": _("微信"),
        "dingtalk": _("钉钉"),
        "feishu": _("飞书"),
        "edge": "Edge",
        "qq": _("QQ 浏览器"),
        "firefox": "Firefox",
        "chrome": "Chrome",
        "safari": "Safari",
    }
    found = [names[key] for key in device.split("/") if key in names]
    return _("，").join(found) or _("不认识的设备")


def told_network(network: str) -> str:
    """``network_of`` in words: whether it was this machine, a network inside a house, or the internet."""
    if not network:
        return _("网络不明")
    if network in ("127.0.0.1", "::1"):
        return _("服务器本机")
    if re.match(r"10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd]", network):
        return _("内网 %(network)s") % {"network": network}
    return _("外网 %(network)s") % {"network": network}


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((key for key, pattern in known if re.search(pattern, text)), "")
