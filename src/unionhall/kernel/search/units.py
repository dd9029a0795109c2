"""Units as things to be found: by name, pinyin initials, code and unified social credit code."""

from collections.abc import Iterator

from unionhall.kernel.org.models import Unit
from unionhall.kernel.search.declare import SearchEntry

UNIT = "unit"


def entry_of(unit: Unit) -> SearchEntry:
    """The unit as an entry."""
    return SearchEntry(UNIT, unit.pk, unit.pk, unit.name, f"{unit.code} {unit.uscc}")


def entries() -> Iterator[SearchEntry]:
    """All units that are not dissolved."""
    for unit in Unit.objects.exclude(state=Unit.State.ENDED).order_by().iterator():
        yield entry_of(unit)
