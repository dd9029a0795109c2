"""Numbers as people and spreadsheets give them. All numbers here are invented."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import clock
from unionhall.kernel.people import documents
from unionhall.kernel.people.documents import check_identity_number, normalise_document, normalise_phone

VALID = "11010519491231002X"  # the example of GB 11643-1999


def number_of(region: int, born: date, serial: int) -> str:
    head = f"{region:06}{born:%Y%m%d}{serial:03}"
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11]


numbers = st.builds(
    number_of, st.integers(110000, 829999), st.dates(date(1920, 1, 1), date(2020, 12, 31)), st.integers(0, 999)
)


@given(numbers)
def test_a_right_number_is_taken_and_read(number: str) -> None:
    found = check_identity_number(number)
    assert found.number == number
    assert f"{found.born:%Y%m%d}" == number[6:14]
    assert found.sex == ("m" if int(number[16]) % 2 else "f")


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_character_is_caught(number: str, place: int, wrong: str) -> None:
    if number[place] == wrong:
        return
    with pytest.raises(ValueError, match="身份证号"):
        check_identity_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped == number:
        return
    with pytest.raises(ValueError, match="身份证号"):
        check_identity_number(swapped)


@given(st.text(max_size=25))
def test_anything_at_all_gives_a_number_or_a_sentence(text: str) -> None:
    for check in (check_identity_number, normalise_phone):
        said = ""
        try:
            check(text)
        except ValueError as error:
            said = str(error)
        assert not said or any("\u4e00" <= character <= "\u9fff" for character in said)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "’11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "\ufeff11010519491231002X\t",
        "110105491231002",  # a card from before 1999
    ],
)
def test_what_spreadsheets_and_thumbs_make_of_it(typed: str) -> None:
    assert check_identity_number(typed) == documents.IdentityNumber(VALID, date(1949, 12, 31), "f")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "没有填身份证号"),
        ("1101051949123100", "身份证号是 18 位，这里有 16 位"),
        ("1.10101E+17", "身份证号成了 1.10101E+17，是表格软件当作数字改的。把这一列设成“文本”格式，再填一遍"),
        ("1.1010519491231E17", "设成“文本”格式"),
        ("110105194912310000", "末尾成了 000，是表格软件截断的"),
        ("110105194912310021", "身份证号有一位不对，对着证件再看一遍"),
        ("11010519491231OO2X", "只能是数字"),
        (number_of(110105, date(2020, 1, 1), 1).replace("20200101", "20200230"), "身份证号"),
    ],
)
def test_a_wrong_number_gets_a_sentence_that_says_what_to_do(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="身份证号") as caught:
        check_identity_number(typed)
    assert sentence in str(caught.value)


def test_a_birthday_must_exist_and_lie_behind_us() -> None:
    def with_birthday(digits: str) -> str:
        head = "110105" + digits + "001"
        return head + documents._check_character(head)

    for digits, sentence in (
        ("20010229", "不存在"),
        ("20011301", "不存在"),
        ("18001231", "不对"),
        ("20261124", "不对"),
    ):
        with clock.set_to(datetime(2026, 11, 23, tzinfo=UTC)), pytest.raises(ValueError, match=sentence):
            check_identity_number(with_birthday(digits))


@pytest.mark.parametrize(
    "typed",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "0086-13800138000", "8613800138000",
     "１３８００１３８０００", "13800138000.0", "'13800138000", "(+86)13800138000"],
)  # fmt: skip
def test_a_telephone_number_however_typed(typed: str) -> None:
    assert normalise_phone(typed) == "13800138000"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "没有填手机号"),
        ("1380013800", "手机号是 11 位，这里有 10 位"),
        ("01087654321", "以 1 开头"),
        ("138001380OO", "只能是数字"),
        ("1.38E+10", "设成“文本”格式"),
    ],
)
def test_a_wrong_telephone_number_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("+", r"\+")):
        normalise_phone(typed)


def test_other_documents_are_letters_and_digits() -> None:
    assert normalise_document("hkm", " h１２３４５６７８ ") == "H12345678"
    assert normalise_document("id", VALID.lower()) == VALID
    for wrong in ("", "E1", "护照12345", "E" * 19):
        with pytest.raises(ValueError, match="证件号"):
            normalise_document("passport", wrong)


def test_hashes_differ_by_kind_and_are_empty_for_nothing() -> None:
    assert documents.document_hash("id", VALID) != documents.document_hash("passport", VALID)
    assert len(documents.document_hash("id", VALID)) == 16
    assert documents.document_hash("", "") == documents.phone_hash("") == ""


def test_masks_hide_the_middle() -> None:
    assert documents.mask_number(VALID) == "110*************2X"
    assert documents.mask_number("A1234") == "*****"
    assert documents.mask_phone("13800138000") == "138****8000"
    assert documents.mask_phone("110") == "***"
