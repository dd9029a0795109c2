"""What several tries at one paper come to, by the paper's rule. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one person's tries come to: the marks that count, whether they pass, and how many tries there were."""

    marks: int
    is_passed: bool
    tries: int


def outcome(tries: Sequence[tuple[int, bool]], counts: str, pass_marks: int) -> Outcome | None:
    """What several tries come to, each (marks, whether it passed) in the order of handing in; None without one.

    best: the highest, passed if any passed · last, first: that one · mean: rounded down, against ``pass_marks``.
    """
    if not tries:
        return None
    if counts == "mean":
        mean = sum(marks for marks, _passed in tries) // len(tries)
        return Outcome(mean, mean >= pass_marks, len(tries))
    if counts == "best":
        best = max(marks for marks, _passed in tries)
        return Outcome(best, any(passed for _marks, passed in tries), len(tries))
    return Outcome(*(tries[-1] if counts == "last" else tries[0]), len(tries))
