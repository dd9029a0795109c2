"""Where a unit stands in the tree, as a string that sorts: one fixed-width segment per level.

A segment is the unit's id in base 36, six characters, so a range on the string is a subtree:
``path >= p and path < end(p)``. Both databases must compare bytes (SQLite does; PostgreSQL by collation C).
Pure functions, no database.
"""

SEGMENT = 6
ROOT = ""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_AFTER_ALL_DIGITS = "~"


def segment(unit_id: int) -> str:
    """The six characters that stand for a unit. Raises ValueError for ids that do not fit (36**6 and above)."""
    if not 0 < unit_id < 36**SEGMENT:
        raise ValueError(f"unit id {unit_id} does not fit a path segment")
    digits = ""
    while unit_id:
        unit_id, digit = divmod(unit_id, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(SEGMENT, "0")


def child(parent: str, unit_id: int) -> str:
    """The path of a unit under ``parent`` (ROOT for a unit at the top)."""
    return parent + segment(unit_id)


def end(path: str) -> str:
    """The exclusive upper bound of the range that holds ``path`` and everything below it."""
    return path + _AFTER_ALL_DIGITS


def lineage(path: str) -> list[str]:
    """The path and all paths above it, the top first."""
    return [path[:i] for i in range(SEGMENT, len(path) + 1, SEGMENT)]


def ancestors(path: str) -> list[str]:
    """All paths above ``path``, the top first."""
    return lineage(path)[:-1]


def parent(path: str) -> str:
    """The path one level up; ROOT at the top."""
    return path[:-SEGMENT]


def unit_ids(path: str) -> list[int]:
    """The ids of the units along the path, the top first."""
    return [int(path[i : i + SEGMENT], 36) for i in range(0, len(path), SEGMENT)]


def unit_id(path: str) -> int:
    """The id of the unit that stands at ``path``."""
    return int(path[-SEGMENT:], 36)


def depth(path: str) -> int:
    """How many levels down: 1 at the top."""
    return len(path) // SEGMENT


def covers(top: str, path: str) -> bool:
    """Whether ``path`` is ``top`` or stands below it. ROOT covers everything."""
    return path.startswith(top)
