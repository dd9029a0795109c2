"""Questions written as a Word document that ``word`` reads again, and the template to write into."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import schema
from unionhall.modules.learning.actions.files.word import CIRCLED, GUARD, reads_otherwise
from unionhall.modules.learning.models import LETTERS, Question

Kind = Question.Kind
_AFTER = (schema.ANSWER, schema.EXPLANATION, schema.BASIS, schema.RULE, schema.TOPIC, schema.DIFFICULTY, schema.AUTHOR)
_LIKE_AN_OPTION = re.compile(r"(?<=\s)(\\*[A-H][.．、)）])")
_GUARDED = r"\\\1"
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="word/document.xml"/></Relationships>"""


def template() -> bytes:
    """A document with one question of every kind, to be written over."""
    told = [
        _("题库模板"),
        _("照下面的样子一道一道写，写好了删掉示例。题号用数字，题型写在题号后面的【】里。"),
        _("填空题的空写成 ____；几个空的答案用“；”分开，几种写法用“|”分开。连线题左边用①②③，右边用 A B C。"),
        _("案例题先写案情，小题编号写 6.1、6.2。“难度”“知识点”“出题人”可以不写。"),
        "",
    ]
    return _packed([*told, *_lines(schema.EXAMPLES)])


def write(questions: Iterable[Given]) -> bytes:
    """The questions as a document."""
    return _packed(_lines(questions))


def _lines(questions: Iterable[Given]) -> Iterator[str]:
    for number, given in enumerate(questions, start=1):
        yield from _question(f"{number}.", given)
        for place, part in enumerate(given.parts, start=1):
            yield from _question(f"{number}.{place}", part, is_part=True)
        yield ""


def _question(number: str, given: Given, *, is_part: bool = False) -> Iterator[str]:
    cells = schema.cells_of(given)
    if is_part:
        del cells[schema.DIFFICULTY]
    yield from _guarded(f"{number} 【{cells[schema.KIND]}】{cells[schema.TEXT]}")
    for sign, left in zip(CIRCLED, given.lefts, strict=False):
        yield f"{sign} {left}"
    for letter, key in zip(LETTERS, schema.OPTIONS, strict=True):
        if key in cells:
            yield f"{letter}. {_LIKE_AN_OPTION.sub(_GUARDED, ' ' + cells[key])[1:]}"
    for key in _AFTER:
        if key in cells:
            yield from _guarded(f"{schema.BY_KEY[key].label}：{cells[key]}")


def _guarded(said: str) -> Iterator[str]:
    """Lines, with a guard before each further one that would be taken for something else."""
    first, *others = said.split("\n")
    yield first
    for line in others:
        yield f"{GUARD}{line}" if reads_otherwise(line) else line


def _packed(lines: Iterable[str]) -> bytes:
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_SPACE}">'
    document = f"{head}<w:body>{body}{page}</w:body></w:document>"
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
    return content.getvalue()
