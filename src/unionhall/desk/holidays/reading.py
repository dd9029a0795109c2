"""Reads the days of a year as they are announced or listed: the notice's own words, or a line a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

_DAY = r"(?:(\d{4})\s*[年/.-]\s*)?(?:(\d{1,2})\s*[月/.-]\s*)?(\d{1,2})(?!\d)\s*[日号]?"
_SPAN = re.compile(rf"{_DAY}(?:\s*(?:至|到|~|—+)\s*{_DAY})?")
_ASIDE = re.compile(r"\([^)]*\)|共\s*\d+\s*天|^\s*[一二三四五六七八九十]+、")
_FREE, _WORKED = re.compile("放假|假日|休"), re.compile("上班|补班|班")
_LONGEST = 20  # days; a longer span is a slip of the pen

Given = tuple[date, bool, str]


def days_of(text: str, year: int) -> tuple[list[Given], list[str]]:
    """The days that ``text`` lays down for ``year``: (date, is it worked, name) by date, and what is wrong, by line.

    Takes the State Council's notice as it is printed ("元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）
    上班。") and lines of a date, 放假 or 上班, and a name. A day without its month belongs to the month before it.
    """
    found: dict[date, Given] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = _ASIDE.sub(" ", unicodedata.normalize("NFKC", line)).strip()
        if not plain:
            continue
        try:
            days = list(_days_of_line(plain, year))
        except ValueError as problem:
            wrong.append(_("第 %(n)s 行：%(why)s") % {"n": number, "why": problem})
            continue
        if not days:
            wrong.append(_("第 %(n)s 行：没有看到日期，写成“10月1日 放假 国庆节”") % {"n": number})
        for day in days:
            if day[0] in found and found[day[0]][1] != day[1]:
                values = {"n": number, "day": day[0].isoformat()}
                wrong.append(_("第 %(n)s 行：%(day)s 又放假又上班，留一个") % values)
            found[day[0]] = day
    return [found[day] for day in sorted(found)], wrong


def _days_of_line(line: str, year: int) -> Iterator[Given]:
    head, colon, rest = line.partition(":")
    name = head.strip() if colon else ""
    month = 0
    for sentence in re.split("[。;]", rest if colon else line):
        spans = list(_SPAN.finditer(sentence))
        if not spans:
            continue
        is_worked = _is_worked(sentence)
        called = name or _name_in(sentence, spans)
        for span in spans:
            first, month = _date(span.groups()[:3], year, month)
            last = first
            if span[6]:
                last, month = _date(span.groups()[3:], year, month)
            if not 0 <= (last - first).days < _LONGEST:
                raise ValueError(_("从 %(a)s 到 %(b)s，不对") % {"a": first.isoformat(), "b": last.isoformat()})
            label = _("%(name)s调休") % {"name": called} if is_worked and colon else called
            for offset in range((last - first).days + 1):
                yield first + timedelta(days=offset), is_worked, label


def _is_worked(sentence: str) -> bool:
    works, free = bool(_WORKED.search(sentence)), bool(_FREE.search(sentence.replace("调休", "")))
    if not works and not free:
        raise ValueError(_("没写放假还是上班"))
    return works and not free


def _name_in(sentence: str, spans: list[re.Match[str]]) -> str:
    for span in reversed(spans):
        sentence = sentence[: span.start()] + " " + sentence[span.end() :]
    words = re.split(r"[\s、,]+", re.sub("放假|上班|补班|调休|假日", " ", sentence))
    return " ".join(word for word in words if word not in {"", "休", "班"})[:40]


def _date(parts: tuple[str | None, ...], year: int, month: int) -> tuple[date, int]:
    said_year, said_month, day = parts
    month = int(said_month) if said_month else month
    text = "-".join(part for part in (said_year, str(month or "?"), day) if part)
    if said_year and int(said_year) != year:
        raise ValueError(_("%(day)s 不在 %(year)s 年里") % {"day": text, "year": year})
    try:
        return date(year, month, int(day or 0)), month
    except ValueError:
        raise ValueError(_("“%(day)s”不是日期") % {"day": text}) from None
