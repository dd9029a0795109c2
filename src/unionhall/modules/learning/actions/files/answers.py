"""Answers and kinds as people write them into our own templates, both ways."""

import re
from dataclasses import replace
from unicodedata import normalize

from django.utils.translation import gettext as _

from unionhall.modules.learning.actions.answerable import Given, blanks_in
from unionhall.modules.learning.models import LETTERS, Question

Kind = Question.Kind
YES = frozenset(("对", "正确", "是", "√", "✓", "✔", "t", "true", "y", "yes"))
NO = frozenset(("错", "不对", "错误", "不正确", "否", "×", "✗", "✘", "x", "f", "false", "n", "no"))
TRUE_FALSE = ("对", "不对")  # the options of a true/false question that brings none
KINDS = {
    Kind.SINGLE: ("单选题", "单选", "单项选择题", "单项选择"),
    Kind.MULTIPLE: ("多选题", "多选", "多项选择题", "多项选择", "不定项选择题"),
    Kind.TRUE_FALSE: ("判断题", "判断", "是非题", "对错题"),
    Kind.FILL: ("填空题", "填空"),
    Kind.MATCHING: ("连线题", "连线", "匹配题", "匹配", "配对题"),
    Kind.CASE: ("案例题", "案例", "案例分析题", "材料题"),
}
DIFFICULTIES = {
    1: ("易", "容易", "简单", "较易", "低", "1"),
    2: ("中", "中等", "一般", "适中", "2"),
    3: ("难", "困难", "较难", "高", "3"),
}
_KIND_OF = {word: kind.value for kind, words in KINDS.items() for word in words}
_DIFFICULTY_OF = {word: number for number, words in DIFFICULTIES.items() for word in words}
_BETWEEN = re.compile(r"[\s,，、;；/和与]+")
_PIECES = re.compile(r"\\(.)|([;；\n])|([|｜])|([^\\;；\n|｜]+)", re.DOTALL)


class Unclear(Exception):
    """Why what was written can not be understood; a sentence."""


def kind_of(said: str) -> str:
    """The kind that a word names, "" for none. Raises Unclear for a word that names no kind we have."""
    word = "".join(said.split())
    if word and word not in _KIND_OF:
        raise Unclear(_("没有“%(kind)s”这种题型，改成单选题、多选题、判断题、填空题、连线题或案例题") % {"kind": word})
    return _KIND_OF.get(word, "")


def difficulty_of(said: str) -> int:
    """The difficulty that a word names; none written is the middle. Raises Unclear for another word."""
    word = "".join(normalize("NFKC", said).split())
    if word and word not in _DIFFICULTY_OF:
        raise Unclear(_("难度“%(word)s”看不懂，写易、中或难") % {"word": word})
    return _DIFFICULTY_OF.get(word, Question.Difficulty.MIDDLE.value)


def guessed_kind(text: str, options: tuple[str, ...], lefts: tuple[str, ...], answer: str) -> str:
    """The kind of a question that does not say it. Raises Unclear where nobody could tell."""
    if lefts:
        return Kind.MATCHING.value
    if not options and _truth(answer) is not None:
        return Kind.TRUE_FALSE.value
    if options:
        return (Kind.MULTIPLE if len(letters(answer)) > 1 else Kind.SINGLE).value
    if blanks_in(text):
        return Kind.FILL.value
    raise Unclear(_("看不出是什么题型，写上题型"))


def letters(said: str) -> str:
    """The letters of an answer such as "B", "A、C" or "ａｃ", as written. Raises Unclear for anything else."""
    found = _BETWEEN.sub("", normalize("NFKC", said).upper()).strip(".。")
    if not found or not re.fullmatch(r"[A-Z]+", found):
        raise Unclear(
            _("答案“%(answer)s”看不懂，写选项前面的字母") % {"answer": said.strip()}
            if said.strip()
            else _("没有写答案")
        )
    return found


def with_answer(given: Given, answer: str) -> Given:
    """``given`` with the answer as it is written for its kind. Raises Unclear."""
    if given.kind == Kind.FILL:
        return replace(given, accepts=accepted(answer))
    if given.kind == Kind.CASE:
        return given
    if given.kind == Kind.TRUE_FALSE:
        options = given.options or TRUE_FALSE
        return replace(given, options=options, right=_true_or_false(options, answer))
    places = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) for letter in letters(answer))
    beyond = next((place for place in places if place >= len(given.options)), None)
    if beyond is not None:
        raise Unclear(_("答案里有选项 %(letter)s，可是没有这个选项") % {"letter": chr(ord("A") + beyond)})
    return replace(given, right=places)


def as_written(given: Given) -> str:
    """The answer as ``with_answer`` reads it again."""
    if given.kind == Kind.FILL:
        return "；".join("|".join(_guarded(one) for one in blank) for blank in given.accepts)
    if given.kind == Kind.TRUE_FALSE:
        return TRUE_FALSE[0] if is_true(given) else TRUE_FALSE[1]
    return "".join(LETTERS[place] for place in given.right)


def is_true(given: Given) -> bool:
    """Whether "right" is the answer of a true/false question."""
    said = _truth(given.options[given.right[0]])
    return given.right[0] == 0 if said is None else said


def accepted(said: str) -> tuple[tuple[str, ...], ...]:
    r"""The accepted answers of each blank: blanks parted by "；" or a line end, answers by "|"; "\" guards a sign."""
    blanks: list[list[str]] = [[""]]
    for guarded, next_blank, next_answer, words in _PIECES.findall(said.strip()):
        if next_blank:
            blanks.append([""])
        elif next_answer:
            blanks[-1].append("")
        else:
            blanks[-1][-1] += guarded or words
    if len(blanks) > 1 and not "".join(blanks[-1]).strip():
        blanks.pop()  # a mark after the last one
    return tuple(tuple(answer.strip() for answer in answers) for answers in blanks)


def _guarded(answer: str) -> str:
    return re.sub(r"([\\;；|｜])", r"\\\1", answer)


def _truth(said: str) -> bool | None:
    word = "".join(normalize("NFKC", said).lower().split()).strip(".。")
    return True if word in YES else False if word in NO else None


def _true_or_false(options: tuple[str, ...], answer: str) -> tuple[int, ...]:
    truth = _truth(answer)
    if truth is None:
        place = LETTERS.find(letters(answer))
        if not 0 <= place < len(options):
            raise Unclear(_("判断题的答案写“对”或“不对”"))
        return (place,)
    meant = next((place for place, option in enumerate(options) if _truth(option) is truth), 0 if truth else 1)
    return (meant,)
