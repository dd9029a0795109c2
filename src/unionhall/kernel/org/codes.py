"""Numbers of units: the own code, counted up under the parent's, and the unified social credit code."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit

_USCC_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_LENGTH = 18


def check_uscc(text: str) -> str:
    """The unified social credit code, normalised. Raises ValueError with a sentence that says what is wrong."""
    code = "".join(text.split()).upper()
    if len(code) != _USCC_LENGTH:
        raise ValueError(_("统一社会信用代码是18位，这里有%(n)s位") % {"n": len(code)})
    wrong = next((sign for sign in code if sign not in _USCC_DIGITS), "")
    if wrong:
        raise ValueError(_("统一社会信用代码里不会有“%(sign)s”") % {"sign": wrong})
    total = sum(weight * _USCC_DIGITS.index(sign) for weight, sign in zip(_USCC_WEIGHTS, code, strict=False))
    if _USCC_DIGITS[-total % 31] != code[-1]:
        raise ValueError(_("统一社会信用代码的最后一位对不上，核对一下"))
    return code


def next_codes(wanted: Sequence[tuple[Unit | None, str]]) -> list[str]:
    """A code for each (parent, code): the given one, or the parent's with the next free number ("-07", "-112").

    Two queries whatever the length, unless a code of the series is used elsewhere in the tree.
    """
    parents = {parent.pk: parent for parent, code in wanted if parent and not code}
    counted: dict[int, int] = dict.fromkeys(parents, 0)
    ever_below = Unit.objects.filter(placements__parent__in=parents).values_list("placements__parent_id", "code")
    for parent_id, code in ever_below.order_by() if parents else ():
        counted[parent_id] = max(counted[parent_id], _number(parents[parent_id].code, code))
    taken = {code for _parent, code in wanted if code}
    codes = _fill(wanted, counted, taken)
    while clashes := _used([code for (_parent, given), code in zip(wanted, codes, strict=True) if not given]):
        taken |= clashes
        codes = _fill(wanted, counted, taken)
    return codes


def _fill(wanted: Sequence[tuple[Unit | None, str]], counted: dict[int, int], taken: set[str]) -> list[str]:
    last = dict(counted)
    codes = []
    for parent, given in wanted:
        code = given
        while parent and not code:
            last[parent.pk] += 1
            candidate = f"{parent.code}-{last[parent.pk]:02d}"
            code = "" if candidate in taken else candidate
        codes.append(code)
    return codes


def _used(codes: list[str]) -> set[str]:
    return set(Unit.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()


def _number(parent_code: str, code: str) -> int:
    """The running number of ``code`` under ``parent_code``; 0 if it is not of that series."""
    prefix, _dash, number = code.rpartition("-")
    return int(number) if prefix == parent_code and number.isascii() and number.isdigit() else 0
