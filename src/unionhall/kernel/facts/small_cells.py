"""Results of few people are not shown to those who may not know who they are. The one place that decides.

A *result* (pass rate, marks, who reported) is hidden where it is about fewer than five people. Where what is left
could be had by subtracting the shown siblings from the shown parent, a second sibling is hidden too, and more until
what is left is about at least two places and five people. What stands below a hidden place is hidden. So whatever
one adds and subtracts, nothing about fewer than five comes out; a property test tries it. Watching one live
figure from day to day is another matter, which this does not prevent.
Counts of taking part are no results and are always shown.

The unit's own rows, which no sibling shows, count as a hidden place. What the reader may know by name is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import books
from unionhall.kernel.facts.books import Spots
from unionhall.kernel.facts.cells import Cell, Span, read
from unionhall.kernel.facts.declare import Measure

ENOUGH = 5


@dataclass(frozen=True, slots=True)
class People:
    """How many people a result is about, at a place: in all, in its own rows, and of each whom the reader knows."""

    total: int
    own: int = 0
    known: int = 0
    own_known: int = 0

    @property
    def unknown(self) -> int:
        """People whom the reader may not know."""
        return self.total - self.known

    @property
    def unknown_own(self) -> int:
        """The same, in the place's own rows."""
        return self.own - self.own_known


def hidden_children(parent: People, children: Mapping[str, People]) -> set[str]:
    """Which places under a shown ``parent`` must be hidden."""
    hidden = {place for place, people in children.items() if 0 < people.unknown < ENOUGH}
    if not hidden and not 0 < parent.unknown_own < ENOUGH:
        return hidden
    shown = sorted((people.unknown, place) for place, people in children.items() if people.unknown >= ENOUGH)
    left = [children[place].unknown for place in hidden] + [parent.unknown_own] * (parent.unknown_own > 0)
    for unknown, place in shown:
        if len(left) > 1 and sum(left) >= ENOUGH:
            break
        hidden.add(place)
        left.append(unknown)
    return hidden


def hidden_in(tree: Mapping[str, People], tops: Iterable[str]) -> set[str]:
    """All hidden places of a tree: of each top, if it is small, and of everything below as far as ``tree`` goes."""
    by_parent: dict[str, dict[str, People]] = {}
    for place, people in tree.items():
        by_parent.setdefault(paths.parent(place), {})[place] = people
    hidden: set[str] = set()
    waiting = [top for top in tops if top in tree]
    hidden |= {top for top in waiting if 0 < tree[top].unknown < ENOUGH}
    while waiting:
        place = waiting.pop()
        children = by_parent.get(place, {})
        if place in hidden:
            hidden |= {child for child, people in children.items() if people.unknown}
        else:
            hidden |= hidden_children(tree[place], children)
        waiting += children
    return hidden


def hidden_from(
    by: Actor, measures: Sequence[Measure], span: Span, places: Iterable[str], *, children: bool
) -> dict[str, set[str]]:
    """Which of ``places`` (or, with ``children``, of the places directly under them) hide their results from ``by``.

    By ``base_key`` of the measures, who must all have the same ``who_knows``: read together. Looks at all siblings on
    the way down from the top, so a place is hidden alike on every page. Four queries or so.
    """
    knows = knowledge(by, measures[0])
    bases = sorted({measure.base_key for measure in measures})
    wanted = sorted(place for place in places if not knows(place))
    if not wanted:
        return {base: set() for base in bases}
    lines = {above for place in wanted for above in paths.lineage(place)}
    parents = lines if children else lines - set(wanted)
    tops = sorted(place for place in lines if paths.depth(place) == 1)
    terms = [(base, "") for base in bases]
    found = read(span, terms, Spots(tuple(tops), tuple(sorted({paths.unit_id(place) for place in parents}))))
    known = _known(by, measures[0], span, terms)
    trees: dict[str, dict[str, People]] = {base: {} for base in bases}
    for (path, base, _slice), cell in found.items():
        if paths.depth(path) == 1 or paths.parent(path) in parents:
            trees[base][path] = _people(path, cell, known[base])
    return {base: hidden_in(tree, tops) for base, tree in trees.items()}


def knowledge(by: Actor, measure: Measure) -> Callable[[str], bool]:
    """Whether ``by`` may know the people behind a measure in the whole subtree of a place."""
    names = measure.who_knows
    if by.is_system or names is None:
        return lambda place: by.is_system
    scope = by.scope(names)
    return lambda place: any(paths.covers(top, place) for top in scope.below)


def knows_all(by: Actor, measure: Measure, span: Span, places: Sequence[str]) -> bool:
    """Whether ``by`` may know everybody a measure is about at these places, so that its single rows may be opened."""
    knows = knowledge(by, measure)
    if all(knows(place) for place in places):
        return True
    if span.reckoning is None and span.month is None:
        return False
    cells = read(span, [(measure.base_key, "")], places)
    known = _known(by, measure, span, [(measure.base_key, "")])[measure.base_key]
    return bool(known) and not any(_people(path, cell, known).unknown for (path, _, _), cell in cells.items())


def _known(
    by: Actor, measure: Measure, span: Span, terms: Sequence[tuple[str, str]]
) -> dict[str, dict[tuple[str, bool], int]]:
    """How many people ``by`` may know, by the key of each term: (place, whether with all below it) → people."""
    known: dict[str, dict[tuple[str, bool], int]] = {key: {} for key, _slice in terms}
    if (names := measure.who_knows) is None:
        return known
    scope = by.scope(names)
    units_below = {paths.unit_id(path) for path in scope.below if path}
    units_here = {paths.unit_id(path) for path in scope.here}
    placed = books.placed(units_below | units_here)
    wide = {path for unit_id, path in placed if unit_id in units_below}
    wide = {path for path in wide if not any(above in wide for above in paths.ancestors(path))}
    near = {path for unit_id, path in placed if unit_id in units_here}
    near = {path for path in near if not any(above in wide for above in paths.lineage(path))}
    cells = read(span, terms, sorted(wide | near)) if wide or near else {}
    for (path, key, _slice), cell in cells.items():
        known[key][path, path in wide] = cell.value if path in wide else cell.own
    return known


def _people(place: str, cell: Cell, known: Mapping[tuple[str, bool], int]) -> People:
    if any(is_wide and paths.covers(path, place) for path, is_wide in known):
        return People(cell.value, cell.own, cell.value, cell.own)
    people = sum(number for (path, _), number in known.items() if paths.covers(place, path))
    return People(cell.value, cell.own, people, cell.own if (place, False) in known else 0)
