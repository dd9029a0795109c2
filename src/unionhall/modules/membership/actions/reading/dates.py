"""Days as people write them in tables; what could be two days is asked about, never guessed. Pure."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the spreadsheets' calendar, for every day since March 1900
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 1910 … 2099: shorter numbers are years, longer ones 20240305
_SINCE_1904 = 1_462  # days that a workbook of the 1904 calendar counts less
_YEARS = range(1900, 2100)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_FLOAT_END = re.compile(r"(?<=^\d{5})\.0$|(?<=^\d{8})\.0$")
_PARTS = re.compile(r"[^0-9]+")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_LETTERS = re.compile(r"[A-Za-z]+")


class TwoDays(ValueError):
    """A notation that could mean two days: ``by_month`` where the month stands first, ``by_day`` where the day does."""

    def __init__(self, text: str, by_month: date, by_day: date) -> None:
        self.by_month, self.by_day = by_month, by_day
        sentence = _("日期“{text}”看不出是 {a} 月 {b} 日还是 {b} 月 {a} 日，写成 2024-03-05 这样")
        super().__init__(sentence.format(text=text[:20], a=by_month.month, b=by_month.day))


def read_day(cell: object) -> date | None:
    """The day that a cell means: a date, a serial number, or any usual notation. None for a blank.

    Raises ValueError with a sentence when it is no day, TwoDays when it could be two.
    """
    if isinstance(cell, datetime):
        return _sane(cell.date(), cell)
    if isinstance(cell, date):
        return _sane(cell, cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_number(cell)
    text = unicodedata.normalize("NFKC", str(cell or "")).strip().strip("'’‘`").strip()
    if not text:
        return None
    return _from_text(text)


def since_1900(cell: object) -> object:
    """A bare number of days from a workbook that counts them from 1904, as others count it; all else as it is."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return cell + _SINCE_1904 if _FIRST_SERIAL <= cell + _SINCE_1904 <= _LAST_SERIAL else cell
    if isinstance(cell, str) and len(cell) == 5 and cell.isascii() and cell.isdecimal():
        return str(int(cell) + _SINCE_1904)
    return cell


def _from_number(number: float) -> date:
    whole = int(number) if abs(number) < 1e15 else 0
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=whole)
    if number == whole and whole > 0:
        return _from_text(str(whole))
    if len(str(number).partition(".")[2]) <= 2 and whole in _YEARS:  # 2024.3 typed as a number
        raise ValueError(_("日期只写到月，把日补上，写成 2024-03-05 这样"))
    raise _no_day(str(number))


def _from_text(text: str) -> date:
    bare = _FLOAT_END.sub("", _TIME.sub("", text).strip())
    if _LETTERS.search(bare):
        return _from_english(bare, text)
    if any(char in bare for char in "〇○零一二三四五六七八九十"):
        bare = _numerals(bare)
    parts = [part for part in _PARTS.split(bare) if part]
    if len(parts) == 1:
        return _from_digits(parts[0], text)
    if len(parts) == 2:
        if int(parts[0]) in _YEARS and int(parts[1]) <= 12:
            raise ValueError(_("日期只写到月，把日补上，写成 2024-03-05 这样"))
        raise _no_day(text)
    if len(parts) != 3 or any(len(part) > 4 for part in parts):
        raise _no_day(text)
    return _from_three(parts, text)


def _from_digits(digits: str, text: str) -> date:
    if len(digits) == 8:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]), text)
    if len(digits) == 5 and _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL:
        return _from_number(int(digits))
    if len(digits) == 6 and int(digits[:4]) in _YEARS and 1 <= int(digits[4:]) <= 12:
        raise ValueError(_("日期只写到月，把日补上，写成 2024-03-05 这样"))
    if len(digits) == 4 and int(digits) in _YEARS:
        raise ValueError(_("日期只写到年，把月和日补上，写成 2024-03-05 这样"))
    raise _no_day(text)


def _from_three(parts: list[str], text: str) -> date:
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return _day(first, second, third, text)
    if len(parts[2]) != 4:
        raise ValueError(_("日期“{text}”的年份要写四位，写成 2024-03-05 这样").format(text=text[:20]))
    if first > 12 or second == first:  # 25/04/2024: the day stands first
        return _day(third, second, first, text)
    if second > 12:
        return _day(third, first, second, text)
    raise TwoDays(text, _day(third, first, second, text), _day(third, second, first, text))


def _from_english(bare: str, text: str) -> date:
    """5-Mar-2024, March 5, 2024: the month is a word, so nothing is left to guess but a year of two digits."""
    words = [word.lower()[:3] for word in _LETTERS.findall(bare)]
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [part for part in _PARTS.split(bare) if part]
    if len(months) != 1 or len(numbers) != 2:
        raise _no_day(text)
    year = next((part for part in numbers if len(part) == 4), None)
    if year is None:
        raise ValueError(_("日期“{text}”的年份要写四位，写成 2024-03-05 这样").format(text=text[:20]))
    numbers.remove(year)
    return _day(int(year), months[0], int(numbers[0]) if len(numbers[0]) <= 2 else 0, text)


def _numerals(text: str) -> str:
    """二〇二四年十二月二十五日 with figures: 2024年12月25日."""

    def tens(found: re.Match[str]) -> str:
        head, tail = found.group(1), found.group(2)
        return f"{head or '一'}{tail or '零'}"

    return re.sub(r"([一二三])?十([一二三四五六七八九])?", tens, text).translate(_NUMERALS)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return _sane(date(year, month, day), text)
    except ValueError:
        raise _no_day(text) from None


def _sane(day: date, text: object) -> date:
    if day.year not in _YEARS:
        raise _no_day(str(text))
    return day


def _no_day(text: str) -> ValueError:
    return ValueError(_("日期“{text}”看不懂，写成 2024-03-05 这样").format(text=text[:20]))
