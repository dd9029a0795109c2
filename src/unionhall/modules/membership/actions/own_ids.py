"""The column 编号 of our own exports: a membership's key, and a check that no slip of the finger passes. Opaque."""

from django.utils.translation import gettext as _

from unionhall.kernel.people.secrets import keyed_hash

_CHECK = 4
_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which are taken for 1 and 0


def own_id(membership_id: int) -> str:
    """The opaque number of a membership, such as "H3K7-Q2MX": stable on one installation, means nothing elsewhere."""
    left, digits = membership_id, ""
    while left:
        left, digit = divmod(left, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"{digits.rjust(4, '0')}-{_check(membership_id)}"


def read_id(text: str) -> int:
    """The membership that a number means. Raises ValueError with a sentence when it is none of ours."""
    head, _dash, check = "".join(text.split()).upper().rpartition("-")
    number = 0
    for char in head:
        place = _DIGITS.find(char)
        if place < 0 or number > 2**40:
            number = 0
            break
        number = number * len(_DIGITS) + place
    if not number or check != _check(number):
        raise ValueError(_("编号不是本系统导出的。新会员的编号空着，老会员的不要改"))
    return number


def _check(membership_id: int) -> str:
    text = keyed_hash(str(membership_id), purpose="roll-id").upper()
    return "".join(char if char in _DIGITS else "7" for char in text)[:_CHECK]
