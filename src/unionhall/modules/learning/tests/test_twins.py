"""Twins are found whatever the order of options and the punctuation; near twins by pairs of characters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.modules.learning.queries.twins import NEAR, Bank, Words, likeness, words_of

SAID = st.text(st.sampled_from("发现隐患要立即报告2530人"), min_size=1, max_size=12)
WORDS = st.builds(lambda text, options: words_of(text, "single", options, ()), SAID, st.lists(SAID, max_size=3))


def test_order_punctuation_and_width_make_no_difference() -> None:
    one = words_of("发现隐患，要立即报告（　　）。", "single", ("对 的", "错的"), ())
    assert one == words_of("发现隐患要立即报告", "single", ("错的。", "对的"), ())
    assert words_of("满２５人 ____ 建", "fill", (), ()) == words_of("满25人＿＿建。", "fill", (), ())
    assert words_of("报告。", "true_false", ("对", "不对"), ()) == words_of("报告", "true_false", ("正确", "错误"), ())


def test_another_number_is_no_twin_but_near() -> None:
    one = words_of("会员满二十五人以上的单位，应当建立基层工会委员会。", "true_false", (), ())
    other = words_of("会员满二十六人以上的单位，应当建立基层工会委员会。", "true_false", (), ())
    assert NEAR <= likeness(one, other) < 100


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12), WORDS)
def test_the_bank_finds_what_comparing_all_finds(known: list[Words], words: Words) -> None:
    """The index over rare pairs leaves nothing out."""
    bank = Bank(enumerate(known))
    by_hand = [(likeness(words, each), -key) for key, each in enumerate(known) if likeness(words, each) >= NEAR]
    found = bank.twin_of(words)
    assert found == ((-max(by_hand)[1], max(by_hand)[0]) if by_hand else None)
    pairs = {
        (one, other, likeness(known[one], known[other]))
        for other in range(len(known))
        for one in range(other)
        if likeness(known[one], known[other]) >= NEAR
    }
    assert set(bank.twins()) == pairs


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_likeness_is_mutual(one: Words, other: Words) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, other) == 100) == (one == other)
