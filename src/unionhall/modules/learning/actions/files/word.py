"""Our template for documents: numbered questions, options A. B. …, then 答案：, 解析：, 依据：."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.files import schema
from unionhall.modules.learning.actions.files.answers import KINDS
from unionhall.modules.learning.actions.files.found import Item, NotTaken, paragraph_place
from unionhall.modules.learning.actions.files.paragraphs import Paragraph, paragraphs
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.files.telling import Told, questions_of
from unionhall.modules.learning.models import Question

GUARD = "\\"  # at the head of a line: what follows is text, whatever it looks like
CIRCLED = "①②③④⑤⑥⑦⑧"
_WORDS = "|".join(sorted((word for words in KINDS.values() for word in words), key=len, reverse=True))
_NAMED = (schema.ANSWER, schema.EXPLANATION, schema.BASIS, schema.RULE, schema.TOPIC, schema.DIFFICULTY, schema.AUTHOR)
_FIELD_OF = {
    name: key for key in _NAMED for name in (schema.BY_KEY[key].label, *schema.BY_KEY[key].aliases) if len(name) > 1
}
_SECTION = re.compile(rf"^[一二三四五六七八九十]+\s*[、.．]\s*({_WORDS})")
_NUMBER = re.compile(r"^(\d{1,4})\s*[.．、)）]\s*(.*)$", re.DOTALL)
_PART = re.compile(r"^(\d{1,4})[.．](\d{1,2})\s*[.．、)）]?\s*(.*)$", re.DOTALL)
_KIND = re.compile(rf"^\s*[【\[（(]\s*({_WORDS})\s*[】\]）)]\s*", re.DOTALL)
_OPTION = re.compile(r"^([A-H])\s*[.．、)）:：]\s*(.*)$", re.DOTALL)
_NEXT_OPTION = re.compile(r"\s+(?=[A-H][.．、)）])")
_GUARDED_OPTION = re.compile(r"(?<=\s)\\(\\*[A-H][.．、)）])")
_LEFT = re.compile(rf"^([{CIRCLED}])\s*(.*)$", re.DOTALL)
_FIELD = re.compile(rf"^({'|'.join(sorted(_FIELD_OF, key=len, reverse=True))})\s*[:：]\s*(.*)$", re.DOTALL)
_IN_TEXT = re.compile(r"[（(]\s*([A-H]{1,8}|[√×对错])\s*[)）]")


@dataclass(slots=True)
class _Open:
    """The question whose lines are being read."""

    place: int
    number: str
    told: dict[str, str]
    current: str = schema.TEXT
    is_part: bool = False


def read(content: bytes) -> Iterator[Item | NotTaken]:
    """The questions of a .docx. What can not be taken is named with its paragraph. Raises Refused as ``paragraphs``."""
    reading = _Reading()
    for paragraph in paragraphs(content):
        reading.take(paragraph)
    reading.end()
    for each in questions_of(reading.rows, reading.shown):
        yield reading.spoilt.pop(each.place, each)
    yield from reading.spoilt.values()


class _Reading:
    """The document as far as it is read: what each question tells, parts after their case."""

    def __init__(self) -> None:
        self.rows: list[Told] = []
        self.shown: dict[str, list[Picture]] = {}  # by the place of the question or part
        self.spoilt: dict[str, NotTaken] = {}  # questions that hold more than text, by their place
        self.section = ""  # the kind in the last heading, e.g. 一、单选题
        self.cases = 0
        self.top: _Open | None = None
        self.now: _Open | None = None

    def take(self, paragraph: Paragraph) -> None:
        """Read one more paragraph."""
        text = paragraph.text.strip()
        is_guarded = self.now is not None and text.startswith(GUARD)
        if not is_guarded and (heading := _SECTION.match(text)):
            self.section = heading[1]
            return
        begun = None if is_guarded else _begin(text, paragraph.number, self.top, self.section)
        if begun:
            self._begin(begun)
        if paragraph.holds:
            self._spoil(paragraph, _why_not(paragraph.holds))
        elif paragraph.pictures:
            self._show(paragraph)
        if begun is None and self.now and paragraph.holds != "表格":
            _go_on(self.now, paragraph.text)

    def end(self) -> None:
        """The question that was being read is whole."""
        if self.now:
            self.rows.append(_told(self.now))
            self.now = None

    def _begin(self, begun: _Open) -> None:
        self.end()
        if begun.is_part and self.top:
            begun.told[schema.CASE] = self.top.told[schema.CASE]
        else:
            self.top = begun
            if _is_case(begun):
                self.cases += 1
                begun.told[schema.CASE] = str(self.cases)
        self.now = begun

    def _show(self, paragraph: Paragraph) -> None:
        """A picture belongs to the question above it; of an option or an explanation there is none."""
        is_beside = paragraph.text.strip() and self.now is not None and _OPTION.match(paragraph.text.strip())
        if self.now is None:
            self._spoil(paragraph, _("这张图不在题里"))
        elif is_beside or self.now.current == schema.EXPLANATION:
            self._spoil(paragraph, _("选项和解析里放不了图，把图放在题目下面"))
        else:
            self.shown.setdefault(paragraph_place(self.now.place), []).extend(paragraph.pictures)

    def _spoil(self, paragraph: Paragraph, why: str) -> None:
        place = paragraph_place(self.top.place if self.top else paragraph.number)
        said = self.top.told[schema.TEXT] if self.top else paragraph.text
        self.spoilt[place] = NotTaken(place, said, why)


def _begin(text: str, number: int, top: _Open | None, section: str) -> _Open | None:
    """The question that begins with this line, if one does."""
    part = _PART.match(text)
    if part and top and _is_case(top) and part[1] == top.number:
        return _opened(number, part[2], part[3], "", is_part=True)
    if found := _NUMBER.match(text):
        return _opened(number, found[1], found[2], section)
    return None


def _opened(place: int, number: str, text: str, section: str, *, is_part: bool = False) -> _Open:
    named = _KIND.match(text)
    told = {schema.KIND: named[1] if named else section, schema.TEXT: text[named.end() :] if named else text}
    return _Open(place, number, told, is_part=is_part)


def _go_on(now: _Open, line: str) -> None:
    """Take one more line of an open question."""
    text = line.strip()
    if text.startswith(GUARD):
        _add(now, now.current, text[len(GUARD) :])
    elif field_ := _FIELD.match(text):
        now.current = _FIELD_OF[field_[1]]
        now.told[now.current] = field_[2]
    elif _OPTION.match(text):
        for piece in _NEXT_OPTION.split(text):
            option = _OPTION.match(piece)
            if option is None:
                continue
            now.current = f"option_{option[1]}"
            now.told[now.current] = _GUARDED_OPTION.sub(r"\1", f" {option[2]}")
    elif left := _LEFT.match(text):
        now.current = schema.LEFTS
        _add(now, schema.LEFTS, left[2])
    else:
        _add(now, now.current, line)


def _add(now: _Open, key: str, text: str) -> None:
    now.told[key] = f"{now.told[key]}\n{text}" if key in now.told else text


def _told(now: _Open) -> Told:
    told = dict(now.told)
    if schema.ANSWER not in told and not _is_case(now) and (inside := _IN_TEXT.search(told[schema.TEXT])):
        told[schema.ANSWER] = inside[1]
        told[schema.TEXT] = _IN_TEXT.sub("（　　）", told[schema.TEXT], count=1)
    return paragraph_place(now.place), told


def _is_case(now: _Open) -> bool:
    return now.told[schema.KIND] in KINDS[Question.Kind.CASE]


def _why_not(holds: str) -> str:
    if holds == "表格":
        return _("题在表格里，认不出来。一段一段地写，或者用 Excel 模板")
    return _("里面有%(what)s。去掉，或者换成一张图片") % {"what": holds}


def reads_otherwise(line: str) -> bool:
    """Whether a line of text would be taken for something else, so that it needs the guard."""
    text = line.strip()
    marks = (_SECTION, _NUMBER, _OPTION, _LEFT, _FIELD)
    return text.startswith(GUARD) or any(mark.match(text) for mark in marks)
