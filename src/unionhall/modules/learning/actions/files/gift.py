"""GIFT, the text format of Moodle (docs.moodle.org/en/GIFT_format), read.

Questions are parted by blank lines; answers stand in braces: "=" right, "~" wrong, "->" a pair, "#" a feedback,
"####" the general one. "\\" takes away a sign's meaning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import feedback
from unionhall.modules.learning.actions.files.answers import Unclear
from unionhall.modules.learning.actions.files.feedback import Choice
from unionhall.modules.learning.actions.files.found import Item, NotTaken, line_place
from unionhall.modules.learning.actions.files.markup import NoPlainText, plain_of

_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_GUARD = 0xE000  # a private sign for each escaped one, so that a search for the sign itself passes over it
_SIGNS = ":#={}~\n\\"
_GUARDED = {chr(_GUARD + place): sign for place, sign in enumerate(_SIGNS)}
_FREE = str.maketrans(_GUARDED)
_PRIVATE = re.compile(f"[{chr(_GUARD)}-{chr(_GUARD + len(_SIGNS) - 1)}]")
_FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"^%(-?\d{1,3}(?:\.\d+)?)%")
_TAG = re.compile(r"\[tag:((?:\\.|[^\]\\])*)\]")
_CATEGORY = "$CATEGORY:"
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")


@dataclass(slots=True)
class _Block:
    """The lines of one question, without its comments, and the number of the first."""

    number: int
    lines: list[str]
    tags: list[str]


def read(text: str) -> Iterator[Item | NotTaken]:
    """The questions of a GIFT text. What can not be taken is named with its line."""
    topic = ""
    for block in _blocks(text):
        said = "\n".join(block.lines)
        if said.startswith(_CATEGORY):
            topic = feedback.topic_of(_free(_guard(said.removeprefix(_CATEGORY))))
            continue
        try:
            given, note = _question(said, topic)
            yield Item(line_place(block.number), feedback.with_tags(given, block.tags), note)
        except (Unclear, NoPlainText) as why:
            yield NotTaken(line_place(block.number), said, str(why))


def _blocks(text: str) -> Iterator[_Block]:
    block = _Block(0, [], [])
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.tags += [re.sub(r"\\(.)", r"\1", tag) for tag in _TAG.findall(stripped)]
        elif stripped:
            block.lines.append(line)
            block.number = block.number or number
            if stripped.startswith(_CATEGORY) and len(block.lines) == 1:
                yield block
                block = _Block(0, [], [])
        elif block.lines:
            yield block
            block = _Block(0, [], [])


def _question(said: str, topic: str) -> tuple[Given, str]:
    """One question and what was left behind of it. Raises Unclear or NoPlainText with why it can not be taken."""
    said = _guard(_PRIVATE.sub("", said)).strip()
    if said.startswith("::"):
        _name, mark, rest = said[2:].partition("::")
        said = rest.strip() if mark else said
    start, end = said.find("{"), said.find("}")
    if start < 0 and end < 0:
        raise Unclear(_("这是一段说明，没有答案，不是题"))
    if start < 0 or end < start or "{" in said[start + 1 : end]:
        raise Unclear(_("花括号没有配对。文字里的花括号前面要加 \\"))
    asked, answer, after = said[:start], said[start + 1 : end].strip(), said[end + 1 :]
    if "{" in after or "}" in after:
        raise Unclear(_("一道题里有几组答案，分成几道题，或者改成填空题"))
    asked = f"{asked}{feedback.BLANK}{after}" if after.strip() else asked
    style = _style_of(asked)
    answer, mark, general = _last_partition(answer, "####")
    given = Given("", _text(asked, style), explanation=_text(general, style) if mark else "", topic=topic)
    return _answered(given, answer.strip(), style)


def _answered(given: Given, answer: str, style: str) -> tuple[Given, str]:
    if not answer:
        raise Unclear(_("问答题没有标准答案，题库不收"))
    if answer.startswith("#"):
        raise Unclear(_("数值题题库不收，改成填空题，把能接受的写法都写上"))
    if "~" in answer:
        offered = [_choice(piece, style) for piece in re.split(r"~|(?==)", answer) if piece.strip()]
        return feedback.choices(given, offered, is_single="=" in answer)
    if "=" in answer and "->" in answer:
        return feedback.matched(given, [_pair(piece, style) for piece in answer.split("=") if piece.strip()]), ""
    word, *said = (piece.strip() for piece in answer.split("#", 2))
    if word in (*_TRUE, *_FALSE):
        return feedback.true_false(given, word in _TRUE, (_text(each, style) for each in said)), ""
    if not answer.startswith("="):
        raise Unclear(_("答案“%(answer)s”看不懂：对的前面写 =，错的前面写 ~") % {"answer": _free(answer)[:20]})
    return feedback.filled(given, [_choice(f"={piece}", style) for piece in answer.split("=") if piece.strip()])


def _choice(piece: str, style: str) -> Choice:
    piece = piece.strip()
    percent = 100.0 if piece.startswith("=") else 0.0
    piece = piece.removeprefix("=").lstrip()
    if weight := _WEIGHT.match(piece):
        percent, piece = float(weight[1]), piece[weight.end() :]
    elif piece.startswith("%"):
        raise Unclear(_("分值“%(weight)s”看不懂，写成 %%50%% 这样") % {"weight": piece[:10]})
    said, _mark, why = piece.partition("#")
    return Choice(_text(said, style), percent, _text(why, style))


def _pair(piece: str, style: str) -> tuple[str, str]:
    left, mark, right = piece.partition("->")
    if not mark:
        raise Unclear(_("连线题有一项没有写连到哪里"))
    return _text(left, style), _text(right.partition("#")[0], style)


def _style_of(said: str) -> str:
    found = _FORMAT.match(said.strip())
    return found[1] if found else "moodle"


def _text(said: str, style: str) -> str:
    """A piece of the file as plain text. Raises NoPlainText where that would lose something."""
    said = said.strip()
    if own := _FORMAT.match(said):
        style, said = own[1], said[own.end() :]
    said = _free(said)
    if style in ("plain", "markdown"):
        return said.strip()
    plain, pictures = plain_of(said, keeps_lines=style == "moodle")
    if pictures:
        raise NoPlainText(_("里面有图片。GIFT 文件不带图片，先导文字，再在题里加图"))
    return plain


def _guard(said: str) -> str:
    return _ESCAPED.sub(lambda found: chr(_GUARD + _SIGNS.index(found[1].replace("n", "\n"))), said)


def _free(said: str) -> str:
    return said.translate(_FREE)


def _last_partition(said: str, mark: str) -> tuple[str, str, str]:
    before, found, after = said.rpartition(mark)
    return (before, found, after) if found else (said, "", "")
