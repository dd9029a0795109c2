"""Days on which somebody is a member, as spans: what of one file's days the other file does not have. Pure."""

from collections.abc import Iterable
from datetime import date

Span = tuple[date, date | None]  # from (inclusive), until (exclusive; None: open)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a day."""
    return one[0] < (other[1] or date.max) and other[0] < (one[1] or date.max) and not (_is_empty(one, other))


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """The days of ``span`` that none of ``taken`` has, in order; a span without a day stays as it is."""
    if span[0] == span[1]:
        return [span]
    left: list[Span] = [span]
    for each in taken:
        left = [part for piece in left for part in _cut(piece, each)]
    return left


def _cut(span: Span, taken: Span) -> list[Span]:
    if not overlap(span, taken):
        return [span]
    parts: list[Span] = []
    if span[0] < taken[0]:
        parts.append((span[0], taken[0]))
    if taken[1] is not None and (span[1] is None or taken[1] < span[1]):
        parts.append((taken[1], span[1]))
    return parts


def _is_empty(*spans: Span) -> bool:
    return any(span[0] == span[1] for span in spans)
