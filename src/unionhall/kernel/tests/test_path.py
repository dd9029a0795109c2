"""Laws of paths: a subtree is a range of strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import path as paths

ids = st.integers(1, 36**paths.SEGMENT - 1)
lineages = st.lists(ids, min_size=1, max_size=7)


def path_of(unit_ids: list[int]) -> str:
    path = paths.ROOT
    for unit_id in unit_ids:
        path = paths.child(path, unit_id)
    return path


@given(lineages, lineages, st.booleans())
def test_a_subtree_is_a_range(top: list[int], other: list[int], is_below: bool) -> None:
    a, b = path_of(top), path_of(top + other if is_below else other)
    is_in_range = a <= b < paths.end(a)
    assert paths.covers(a, b) == is_in_range
    assert is_in_range == (paths.unit_ids(b)[: len(top)] == top)


@given(lineages)
def test_going_down_and_up_are_inverse(unit_ids: list[int]) -> None:
    path = path_of(unit_ids)
    assert paths.unit_ids(path) == unit_ids
    assert paths.unit_id(path) == unit_ids[-1]
    assert paths.depth(path) == len(unit_ids)
    assert paths.parent(path) == path_of(unit_ids[:-1])
    assert paths.child(paths.parent(path), unit_ids[-1]) == path


@given(lineages)
def test_lineage_covers_and_ends_with_the_path(unit_ids: list[int]) -> None:
    path = path_of(unit_ids)
    line = paths.lineage(path)
    assert line[-1] == path
    assert line == sorted(line)
    assert all(paths.covers(above, path) for above in line)
    assert paths.ancestors(path) == line[:-1]


@given(ids, ids)
def test_segments_sort_as_their_ids(a: int, b: int) -> None:
    assert (a < b) == (paths.segment(a) < paths.segment(b))


@given(st.lists(lineages, max_size=20))
def test_sorted_paths_are_the_tree_in_depth_first_order(found: list[list[int]]) -> None:
    assert [paths.unit_ids(path) for path in sorted(map(path_of, found))] == sorted(found)


@pytest.mark.parametrize("unit_id", [0, -1, 36**6])
def test_an_id_that_does_not_fit_is_refused(unit_id: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        paths.segment(unit_id)


def test_root_covers_everything() -> None:
    assert paths.covers(paths.ROOT, paths.child(paths.ROOT, 1))
    assert not paths.unit_ids(paths.ROOT)
    assert not paths.lineage(paths.ROOT)
    assert not paths.ancestors(paths.ROOT)
