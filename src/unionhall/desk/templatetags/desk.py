"""How figures are read on desk pages: what is not known, what is hidden, from how many units it comes."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from unionhall.desk.board import drawing
from unionhall.desk.figures.told import percent, told, told_as_html, told_source
from unionhall.kernel.facts.declare import Measure, measures
from unionhall.kernel.facts.queries import Figure
from unionhall.kernel.people.devices import told_device, told_network
from unionhall.modules.campaigns.queries.tasks import TaskState

register = template.Library()


register.filter("percent", percent)


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


register.simple_tag(drawing.rows_url)
register.simple_tag(drawing.child_rows)
register.simple_tag(drawing.task_rows)
register.simple_tag(drawing.trend_bars)
register.simple_tag(drawing.trend_rows)
register.simple_tag(drawing.figure_rows)
register.simple_tag(drawing.counted_rows)
register.simple_tag(told, name="shown_value")  # what ``{% figure %}`` shows
register.simple_tag(told_source, name="source_text")


@register.simple_tag
def value(figure: Figure) -> SafeString:
    """A figure in a cell of a table."""
    return mark_safe(told_as_html(figure))  # noqa: S308 -- escaped there


@register.simple_tag
def source(figure: Figure) -> str:
    """``source_text`` for a cell of a table, where the reason why a figure is not shown stands beside it already."""
    return "" if figure.is_hidden else told_source(figure)


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
