"""A figure in a cell of a spreadsheet."""

from django.utils.translation import gettext as _

from unionhall.kernel.facts.queries import Figure
from unionhall.ui.exports import Cell


def exported(figure: Figure) -> Cell:
    """The value itself (a ratio as a fraction of 1), an empty cell for not known, words for what is not shown."""
    if figure.is_hidden:
        return _("人太少，不显示")
    if figure.value is None:
        return None
    return int(figure.value) if isinstance(figure.value, int) else float(figure.value)
