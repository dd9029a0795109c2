"""Numbers of identity documents and telephones: checked, normalised, hashed, masked. Pure.

Sentences of refusal are for the person who typed the number or keeps the list: what is wrong, and how to mend it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import mul

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.people.secrets import SHORT, Keys, keyed_hash

# GB 11643-1999: weights of the first 17 digits, and the check character for each remainder by 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EARLIEST = date(1880, 1, 1)  # nobody alive was born before
_NOISE = re.compile(r"[\s'‘’`\"“”\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff_—–-]+")
_FLOAT = re.compile(r"\d(\.\d*)?E\+?\d+")
_IDENTITY = "id"  # Person.DocumentKind.IDENTITY; models import this file


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A valid citizen's number of 18 characters and what it says: ``sex`` is "m" or "f"."""

    number: str
    born: date
    sex: str


def check_identity_number(text: str) -> IdentityNumber:
    """The number of a 居民身份证 as GB 11643-1999 wants it.

    Tolerates what spreadsheets and thumbs make of it: blanks, full-width digits, apostrophes, a small x, a trailing
    ".0"; 15 digits (cards until 1999) are made 18. The code of the region is not checked: old ones stay valid.
    Raises ValueError with a sentence that says what is wrong.
    """
    number = _plain(text)
    if not number:
        raise ValueError(_("没有填身份证号"))
    if _FLOAT.fullmatch(number):
        raise ValueError(
            _("身份证号成了 {text}，是表格软件当作数字改的。把这一列设成“文本”格式，再填一遍").format(text=number)
        )
    if len(number) == 15 and number.isdecimal():
        number = number[:6] + "19" + number[6:]
        number += _check_character(number)
    if len(number) != 18:
        raise ValueError(_("身份证号是 18 位，这里有 {n} 位").format(n=len(number)))
    if not (number[:17].isdecimal() and number[17] in "0123456789X"):
        raise ValueError(_("身份证号只能是数字，最后一位可以是 X"))
    if _check_character(number) != number[17]:
        if number.endswith("000"):
            raise ValueError(_("身份证号末尾成了 000，是表格软件截断的。把这一列设成“文本”格式，再填一遍"))
        raise ValueError(_("身份证号有一位不对，对着证件再看一遍"))
    return IdentityNumber(number, _born(number[6:14]), "m" if int(number[16]) % 2 else "f")


class IdentityNumbers:
    """Checks many numbers by look-up: each region, birthday and ending is worked out once, by the first that has it.

    What can not be told by look-up answers None; ask ``check_identity_number``, which says why or mends it.
    """

    def __init__(self) -> None:
        self._today = clock.today()
        self._regions: dict[str, int] = {}
        self._births: dict[str, tuple[int, date]] = {}
        self._ends: dict[str, tuple[int, str]] = {}

    def get(self, number: object) -> tuple[str, date, str] | None:
        """Number, birthday and sex, if it is plain and right; what begins with 9 is not known here."""
        if not isinstance(number, str) or len(number) != 18 or not number.isascii():
            return None
        text = number
        if text[17] == "x":
            text = text.upper()
        region, birth, end = self._regions.get(text[:6]), self._births.get(text[6:14]), self._ends.get(text[14:17])
        if region is None or birth is None or end is None:
            return self._first(text)
        if _CHECKS[(region + birth[0] + end[0]) % 11] != text[17]:
            return None
        return text, birth[1], end[1]

    def _first(self, text: str) -> tuple[str, date, str] | None:
        if text[0] == "9" or text[14:] in ("0000", "000X") or not text[:17].isdecimal():
            return None
        if _check_character(text) != text[17]:
            return None
        try:
            born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            return None
        if not _EARLIEST <= born <= self._today:
            return None
        digits = [int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False)]
        sex = "m" if int(text[16]) % 2 else "f"
        self._regions[text[:6]] = sum(digits[:6])
        self._births[text[6:14]] = sum(digits[6:14]), born
        self._ends[text[14:17]] = sum(digits[14:]), sex
        return text, born, sex


def normalise_phone(text: str) -> str:
    """A mobile number of mainland China as 11 digits. Raises ValueError with a sentence.

    Blanks, dashes, brackets, full-width digits, a trailing ".0" and +86 are tolerated.
    """
    phone = _plain(text).translate({ord(mark): None for mark in "()+"})
    if not phone:
        raise ValueError(_("没有填手机号"))
    if _FLOAT.fullmatch(_plain(text)):
        raise ValueError(
            _("手机号成了 {text}，是表格软件当作数字改的。把这一列设成“文本”格式，再填一遍").format(text=_plain(text))
        )
    phone = phone[phone.startswith("00") and 2 :]
    if len(phone) == 13 and phone.startswith("86"):
        phone = phone[2:]
    if not phone.isdecimal():
        raise ValueError(_("手机号只能是数字"))
    if len(phone) != 11:
        raise ValueError(_("手机号是 11 位，这里有 {n} 位").format(n=len(phone)))
    if phone[0] != "1":
        raise ValueError(_("手机号要以 1 开头。固定电话收不到短信"))
    return phone


def normalise_document(kind: str, text: str) -> str:
    """The number of a document of any kind as it is stored and hashed. Raises ValueError with a sentence."""
    if kind == _IDENTITY:
        return check_identity_number(text).number
    number = _plain(text)
    if not number:
        raise ValueError(_("没有填证件号"))
    if not (number.isascii() and number.isalnum() and 5 <= len(number) <= 18):
        raise ValueError(_("证件号是 5 到 18 位字母和数字，照证件再填一遍"))
    return number


def document_hash(kind: str, number: str) -> str:
    """By what a document is found: a keyed hash of its kind and normalised number; "" for no number."""
    return keyed_hash(kind, number, purpose="document", length=SHORT)


def phone_hash(phone: str) -> str:
    """By what a normalised telephone number is found; "" for none."""
    return keyed_hash(phone, purpose="phone", length=SHORT)


class Hashes:
    """``document_hash`` and ``phone_hash`` for many: the key is worked in once."""

    def __init__(self) -> None:
        self._keys = Keys()
        self._of_kind: dict[str, Callable[[str], str]] = {}
        self.phone = self._keys.hasher(purpose="phone", length=SHORT)

    def document(self, kind: str, number: str) -> str:
        """See ``document_hash``."""
        hashed = self._of_kind.get(kind)
        if hashed is None:
            hashed = self._of_kind[kind] = self._keys.hasher(kind, purpose="document", length=SHORT)
        return hashed(number)


def mask_number(number: str) -> str:
    """The first and last characters of a document's number, the middle hidden."""
    if len(number) <= 6:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a telephone number."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def _plain(text: str) -> str:
    """Half-width, upper case, without blanks, apostrophes and dashes."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(text))).upper().removesuffix(".0")


def _check_character(number: str) -> str:
    return _CHECKS[sum(map(mul, map(int, number[:17]), _WEIGHTS)) % 11]


def _born(digits: str) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError(_("身份证号里的出生日期 {day} 不存在").format(day=digits)) from None
    if not _EARLIEST <= born <= clock.today():
        raise ValueError(_("身份证号里的出生日期 {day} 不对").format(day=digits))
    return born
