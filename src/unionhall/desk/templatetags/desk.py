"""How figures are read on desk pages: what is not known, what is hidden, from how many units it comes."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.facts.declare import Kind, Measure, measures
from unionhall.kernel.facts.queries import Figure
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.devices import told_device, told_network
from unionhall.modules.campaigns.queries.tasks import TaskState

register = template.Library()


def _told(figure: Figure) -> int | str | None:
    if figure.is_hidden or figure.value is None:
        return None
    measure = measures[figure.measure]
    if measure.kind is not Kind.RATIO:
        return int(figure.value)
    return percent(Decimal(figure.value)) if measure.unit == "%" else f"{figure.value:.1f}"


@register.filter
def percent(value: Decimal | None) -> str:
    """0.8333 → 83.3%; None, nobody has reported, → —."""
    return "—" if value is None else f"{value * 100:.1f}%"


@register.filter
def quantity(measure: Measure) -> str:
    """The 量词 that stands after a figure; a percentage has its sign already."""
    return "" if measure.unit == "%" else str(measure.unit)


@register.filter
def unit_of(figure: Figure) -> str:
    """The 量词 of a figure's measure."""
    return quantity(measures[figure.measure])


@register.filter
def done_share(state: TaskState) -> int:
    """Units that have done a task, of those that have to, in percent."""
    return round(100 * state.done / state.asked) if state.asked else 0


@register.simple_tag
def rows_url(figure: Figure, unit: Unit, campaign: int, on: date | None = None) -> str:
    """The page of the very rows that a figure of a campaign counts, with the same unit and day."""
    asked = {"unit": unit.code, "campaign": str(campaign)} | ({"on": on.isoformat()} if on else {})
    if figure.slice:
        asked["slice"] = figure.slice
    return f"{reverse('desk:figure', args=[figure.measure])}?{urlencode(asked)}"


@register.simple_tag
def shown_value(figure: Figure) -> int | str | None:
    """What ``{% figure %}`` shows: a number, a percentage, or None for what nobody knows or is not shown."""
    return _told(figure)


@register.simple_tag
def value(figure: Figure) -> str:
    """The same as text for a cell of a table; "—" for nobody knows, words for what is not shown."""
    if figure.is_hidden:
        return format_html('<span class="not-shown">{}</span>', _("人太少，不显示"))
    told = _told(figure)
    return "—" if told is None else f"{told:,}" if isinstance(told, int) else told


@register.simple_tag
def source_text(figure: Figure) -> str:
    """From how many of the asked units it comes, or why it is not shown; "" where units do not report it."""
    if figure.is_hidden:
        return _("人太少，看得出是谁，不显示")
    if figure.n is None:
        return ""
    if figure.m is None or measures[figure.measure].is_reported:  # unions above report, too, and are not asked
        return ngettext("来自 %(n)s 家", "来自 %(n)s 家", figure.n) % {"n": f"{figure.n:,}"}
    return _("来自 %(n)s / %(m)s 家") % {"n": f"{figure.n:,}", "m": f"{figure.m:,}"}


@register.simple_tag
def source(figure: Figure) -> str:
    """``source_text`` for a cell of a table, where the reason why a figure is not shown stands beside it already."""
    return "" if figure.is_hidden else source_text(figure)


register.filter("device", told_device)
register.filter("network", told_network)


@register.filter
def way_in(how: str) -> str:
    """How somebody came in: 密码，再加验证器."""
    names = {
        "password": _("密码"),
        "code": _("短信验证码"),
        "slip": _("启用条"),
        "reset": _("改了密码"),
        "app": _("验证器"),
        "passkey": _("通行密钥"),
        "recovery": _("恢复码"),
    }
    first, _plus, then = how.partition("+")
    said = names.get(first, first)
    return _("%(first)s，再加%(then)s") % {"first": said, "then": names.get(then, then)} if then else said


@register.filter
def wrong_step(kind: str) -> str:
    """What was wrong when somebody did not get in."""
    return {"password": _("密码"), "code": _("短信验证码"), "second": _("第二步")}.get(kind, kind)
