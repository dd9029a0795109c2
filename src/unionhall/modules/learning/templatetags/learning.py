"""Shares and correlations as they are written."""

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1, e.g. 63%; "—" where it is not known."""
    return "—" if share is None else f"{round(share * 100)}%"


@register.filter
def hundredths(number: float | None) -> str:
    """A number to two places, e.g. 0.35; "—" where it is not known."""
    return "—" if number is None else f"{number:.2f}"
