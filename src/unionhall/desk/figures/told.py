"""A figure in words: what is not known, what is hidden, from how many units it comes."""

from decimal import Decimal
from functools import lru_cache
from html import escape

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from unionhall.kernel.facts.declare import Kind, measures
from unionhall.kernel.facts.queries import Figure


def told(figure: Figure) -> int | str | None:
    """A number, a percentage or a mean, or None for what nobody knows or is not shown."""
    if figure.is_hidden or figure.value is None:
        return None
    measure = measures[figure.measure]
    if measure.kind is not Kind.RATIO:
        return int(figure.value)
    return percent(Decimal(figure.value)) if measure.unit == "%" else f"{figure.value:.1f}"


def percent(value: Decimal | None) -> str:
    """0.8333 → 83.3%; None, nobody has reported, → —."""
    return "—" if value is None else f"{value * 100:.1f}%"


def told_as_html(figure: Figure) -> str:
    """The same as HTML for a cell of a table; "—" for nobody knows, words for what is not shown."""
    if figure.is_hidden:
        return f'<span class="not-shown">{escape(_("人太少，不显示"))}</span>'
    said = told(figure)
    return "—" if said is None else f"{said:,}" if isinstance(said, int) else said


def told_source(figure: Figure) -> str:
    """From how many of the asked units it comes, or why it is not shown; "" where units do not report it."""
    if figure.is_hidden:
        return _("人太少，看得出是谁，不显示")
    if figure.n is None:
        return ""
    if figure.m is None or measures[figure.measure].is_reported:  # unions above report, too, and are not asked
        return ngettext("来自 %(n)s 家", "来自 %(n)s 家", figure.n) % {"n": f"{figure.n:,}"}
    return _of_asked(get_language()) % {"n": f"{figure.n:,}", "m": f"{figure.m:,}"}


@lru_cache(maxsize=8)
def _of_asked(_language: str | None) -> str:
    return _("来自 %(n)s / %(m)s 家")
