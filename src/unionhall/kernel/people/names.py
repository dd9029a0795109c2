"""Names as they are compared: how a name is typed must not decide whether a person is found."""

import re
import unicodedata

# Blanks of every kind, and characters that cannot be seen (zero-width, byte order mark, soft hyphen).
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+").fullmatch
# The dot inside a name of another nation's people (买买提·艾力) is typed in a dozen ways.
_DOTS = re.compile(r"[.·•‧∙⋅・･●•᛫⸱。]+")


def normalise(name: str) -> str:
    """The form under which names are compared (``Person.name_key``): NFKC, no blanks, one kind of dot, case folded.

    Idempotent. Never shown to anybody.
    """
    if _HAN(name):
        return name  # nearly every name: nothing in it folds, and nothing joins with what stands beside it
    is_plain = name.isalpha() and name.casefold() == name and unicodedata.is_normalized("NFKC", name)
    if is_plain and not _UNSEEN.search(name):  # fillers of Hangul count as letters
        return name  # letters alone, nothing to fold
    seen = ""
    while seen != name:  # folding can uncover what folds again; two rounds are the most that occur
        seen = name
        name = unicodedata.normalize("NFKC", name).casefold()
        name = _DOTS.sub("·", _UNSEEN.sub("", unicodedata.normalize("NFKC", name))).strip("·")
    return name
