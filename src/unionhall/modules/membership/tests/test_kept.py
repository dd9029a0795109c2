"""What is written down of a row is read again as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.modules.membership.queries import kept

text = st.text(max_size=12) | st.just("一\x1f班") | st.just("[1]")
days = st.none() | st.dates().map(lambda day: day.isoformat())
values = st.tuples(
    st.integers(1, 10**6), st.integers(1, 10**9), text, text, text, text, text, days, text,
    st.sampled_from(([], ["phone", "group"])), text, days, st.none() | st.integers(1, 10**9),
)  # fmt: skip


@settings(max_examples=20)
@given(values, st.tuples(text, text))
def test_somebody_new(row: tuple[object, ...], hashes: tuple[str, str]) -> None:
    told, known = kept.opened(kept.written_new(row, hashes))
    assert (told, known) == (list(row), list(hashes))


@settings(max_examples=20)
@given(values, st.none() | st.lists(st.integers(1, 10**9), min_size=1, max_size=3))
def test_any_other_row(row: tuple[object, ...], about: list[int] | None) -> None:
    assert kept.opened(kept.written(row, about)) == (list(row), about or [])
