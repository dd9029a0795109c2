"""How numbers, days and moments are written on a page."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _


def up_to(value: int, most: int) -> int | str:
    """A number that was counted up to ``most``: "500+" once it got there."""
    return value if value < most else f"{most:,}+"


def thousands(value: float | Decimal | str | None) -> str:
    """1106 → 1,106; None, nobody has reported, → —; "500+" as it is."""
    if value is None:
        return "—"
    if isinstance(value, str) and value.endswith("+"):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(f"{value!r} is no number")
    return f"{value:,}"


# 量词 as they stand behind a number, and what they are called behind a single one: Chinese has one word, English two
_OF_ONE = (
    (gettext_lazy("家"), pgettext_lazy("one", "家")),
    (gettext_lazy("人"), pgettext_lazy("one", "人")),
    (gettext_lazy("人次"), pgettext_lazy("one", "人次")),
    (gettext_lazy("份"), pgettext_lazy("one", "份")),
    (gettext_lazy("次"), pgettext_lazy("one", "次")),
    (gettext_lazy("场次"), pgettext_lazy("one", "场次")),
    (gettext_lazy("件"), pgettext_lazy("one", "件")),
    (gettext_lazy("天"), pgettext_lazy("one", "天")),
    (gettext_lazy("处"), pgettext_lazy("one", "处")),
)


def counted_as(unit: object, value: float | Decimal | str | None) -> str:
    """The 量词 ``unit`` behind the number ``value``: "units", and "unit" behind one."""
    text = str(unit)
    if str(value) not in {"1", "1.0"}:
        return text
    return next((str(one) for many, one in _OF_ONE if str(many) == text), text)


# What a day's pattern may use: {year}, {month}, {day}, {weekday}, {time}, and {name}, the month's name in the language.


def day(value: date | datetime | None) -> str:
    """11月25日（周三）; "" for None."""
    if value is None:
        return ""
    return _day(_date(value), get_language())


@lru_cache(maxsize=1024)
def _day(local: date, _language: str | None) -> str:
    return _filled(pgettext("day", "{month}月{day}日（{weekday}）"), local)


def fullday(value: date | datetime | None) -> str:
    """2026年11月25日; "" for None."""
    if value is None:
        return ""
    local = _date(value)
    return _filled(pgettext("full day", "{year}年{month}月{day}日"), local)


def monthday(value: date | datetime | None) -> str:
    """11月25日; "" for None."""
    if value is None:
        return ""
    return _filled(pgettext("month and day", "{month}月{day}日"), _date(value))


def month(value: date | datetime | None) -> str:
    """2026年11月; "" for None."""
    if value is None:
        return ""
    return _filled(pgettext("month", "{year}年{month}月"), _date(value))


def moment(value: datetime | None) -> str:
    """11月19日 14:51, with the year when it is not the present one; "" for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.year == timezone.localtime().year:
        form = pgettext("moment", "{month}月{day}日 {time}")
    else:
        form = pgettext("moment of another year", "{year}年{month}月{day}日 {time}")
    return _filled(form, local, time=f"{local:%H:%M}")


def _filled(form: str, local: date, **more: str) -> str:
    name = MONTHS[local.month]
    weekday = _weekday(local) if "{weekday}" in form else ""  # seven texts to look up
    return form.format(year=local.year, month=local.month, day=local.day, name=name, weekday=weekday, **more)


def _date(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _weekday(value: date) -> str:
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[value.weekday()]
