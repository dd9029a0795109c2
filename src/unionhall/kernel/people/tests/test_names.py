"""However a name is typed, it is compared as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel.people.names import normalise


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=40))
def test_no_blank_is_left(text: str) -> None:
    assert normalise(text) == "".join(normalise(text).split())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王 芳", "王芳"),
        ("\u3000王芳\u200b\n", "王芳"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提· 艾力", "买买提·艾力"),
        ("Ｊｏｈｎ Smith", "johnsmith"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("", ""),
    ],
)
def test_forms_that_mean_the_same(typed: str, kept: str) -> None:
    assert normalise(typed) == kept
