"""The measures of GB/T 9704-2012, for the .docx and the PDF alike. Lengths in millimetres, type in points."""

from __future__ import annotations

import unicodedata

from unionhall.kernel.gongwen.shape import Document

PAPER = (210, 297)
TOP, LEFT = 37, 28  # 天头, 订口
AREA = (156, 225)  # 版心
LINES, CHARACTERS = 22, 28  # on a page, in a line
BODY, TITLE, SMALL = 16.0, 22.0, 14.0  # 3号, 2号, 4号
HEAD_FROM_TOP = 35  # from the upper edge of the area to that of the red head
HEAD_LARGEST = 48.0
_MARK = 34  # characters
PT = 72 / 25.4  # points in a millimetre
LINE = AREA[1] * PT / LINES  # from line to line
CHARACTER = AREA[0] * PT / CHARACTERS  # from character to character

# Names as an office's machine has them; what is free and stands in for them where it has not.
SONG = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC")
FANG = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC")
HEI = ("黑体", "SimHei", "Noto Sans CJK SC", "Source Han Sans SC")
KAI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "Noto Serif CJK SC", "Source Han Serif SC")


def width(text: str) -> float:
    """How many characters wide a text is; a Latin letter or digit is half one."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def running_mark(paper: Document) -> str:
    """What stands at the head of every page: in one line, or it would push the text down."""
    return paper.mark if len(paper.mark) <= _MARK else f"{paper.mark[: _MARK - 1]}…"


def head_size(text: str) -> float:
    """The red head's type: as large as one line takes it."""
    return max(26.0, min(HEAD_LARGEST, AREA[0] * PT / max(width(text), 1) * 0.95))


def sign_places(paper: Document) -> tuple[float, float]:
    """Where issuing body and date begin, in characters from the left (7.3.5.2): the body ends two before the edge and
    the date begins two after it; if the date would pass, it ends two before the edge and pushes the body left."""
    sign, day = width(paper.sign), width(paper.day)
    if sign >= day + 2:
        return CHARACTERS - 2 - sign, CHARACTERS - sign
    return CHARACTERS - 4 - day, CHARACTERS - 2 - day
