"""Wrong answers beside hazards of the same kind: where people do not know, and where things are not in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unionhall.modules.learning.queries.wrong import Asked
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.queries.tallies import Tally

# By these words a question is known to be about a kind of hazard; its topic is looked at first, then its text.
WORDS = {
    Hazard.Kind.ELECTRIC: ("用电", "触电", "电器", "电气", "配电", "电线"),
    Hazard.Kind.MACHINE: ("机器", "机械", "设备", "冲床", "防护罩", "急停"),
    Hazard.Kind.HEIGHT: ("高处", "登高", "高空", "安全带", "脚手架"),
    Hazard.Kind.FIRE: ("消防", "灭火", "火灾", "着火", "疏散", "安全出口", "通道"),
    Hazard.Kind.CHEMICAL: ("化学", "危化", "有毒", "中毒", "有限空间"),
    Hazard.Kind.DUST: ("粉尘", "噪声", "职业病", "职业健康"),
    Hazard.Kind.VEHICLE: ("叉车", "车辆", "吊装", "起重", "交通"),
    Hazard.Kind.PROTECTION: ("防护用品", "安全帽", "手套", "劳动防护", "口罩"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One kind of hazard: how many were found and overdue, and how many answers to questions about it were wrong."""

    kind: Hazard.Kind
    found: int
    overdue: int
    asked: int
    wrong: int
    width: float = 0.0  # of the bar of hazards, in percent of the longest
    topics: tuple[str, ...] = ()  # of the questions that were taken to be about it
    questions: int = 0  # how many those are
    words: tuple[str, ...] = ()  # by which they were known

    @property
    def share(self) -> float | None:
        """The wrong answers in percent; None where nobody was asked."""
        return 100 * self.wrong / self.asked if self.asked else None


def kind_of(asked: Asked) -> Hazard.Kind | None:
    """The kind of hazard a question is about, if its topic or its text says so."""
    for text in (asked.topic, asked.text):
        for kind, words in WORDS.items():
            if any(word in text for word in words):
                return kind
    return None


def unplaced(questions: Sequence[Asked]) -> list[Asked]:
    """The questions that count for no kind, as the page says."""
    return [one for one in questions if kind_of(one) is None]


def pairs(questions: Sequence[Asked], found: Mapping[str, Tally]) -> list[Pair]:
    """Every kind with hazards or questions; first where both are many, so that a lesson there helps most."""
    by_kind: dict[Hazard.Kind, list[Asked]] = {kind: [] for kind in WORDS}
    for one in questions:
        kind = kind_of(one)
        if kind is not None:
            by_kind[kind].append(one)
    most = max((tally.found for tally in found.values()), default=0) or 1
    rows = []
    for kind in Hazard.Kind:
        theirs = by_kind.get(kind, [])
        asked, wrong = sum(one.asked for one in theirs), sum(one.wrong for one in theirs)
        tally = found.get(kind.value)
        if tally or asked:
            n, late = (tally.found, tally.overdue) if tally else (0, 0)
            topics = tuple(sorted({one.topic for one in theirs if one.topic}))
            rows.append(Pair(kind, n, late, asked, wrong, 100 * n / most, topics, len(theirs), WORDS.get(kind, ())))
    return sorted(rows, key=lambda row: (-(row.share or 0) * row.found, -row.found, row.kind.value))
