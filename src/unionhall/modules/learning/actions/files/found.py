"""What a reader of question files hands over: what it took, and by name what it did not."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Reason, Refused
from unionhall.modules.learning.actions.answerable import Given, clean, why_unanswerable
from unionhall.modules.learning.actions.files.pictured import Drawing, Picture

MOST_ITEMS = 2_000
MOST_BYTES = 20 * 2**20
EXCERPT = 40  # characters by which a question is recognised


@dataclass(frozen=True, slots=True)
class Item:
    """A question that a file holds: where it begins there ("第 3 行"), what it says, and what was left behind."""

    place: str
    given: Given
    note: str = ""
    pictures: tuple[Picture | None, ...] = ()  # of the question, then of each of its parts; may be shorter


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something in a file that is not taken: where it stands, how it begins, and why not."""

    place: str
    said: str
    why: str


@dataclass(slots=True)
class Found:
    """A question file that was read: its format by key, the items, and what was not taken, both in the file's order."""

    format: str
    items: list[Item] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)


def found(key: str, read: Iterable[Item | NotTaken]) -> Found:
    """Gather what a reader yields; what can not be answered or shows what is no picture is not taken.

    Raises Refused for far too many.
    """
    gathered, drawing = Found(key), Drawing()
    for each in read:
        if isinstance(each, NotTaken):
            gathered.not_taken.append(NotTaken(each.place, excerpt(each.said), each.why))
        elif reasons := why_unanswerable(each.given):
            gathered.not_taken.append(NotTaken(each.place, excerpt(each.given.text), "；".join(reasons)))
        else:
            try:
                pictures = drawing.of(each.pictures)
            except Refused as refused:
                gathered.not_taken.append(NotTaken(each.place, excerpt(each.given.text), str(refused)))
            else:
                gathered.items.append(Item(each.place, clean(each.given), each.note, pictures))
        if len(gathered.items) + len(gathered.not_taken) > MOST_ITEMS:
            raise refuse("many", _("这个文件超过 %(most)d 道题。分成几个文件再导。") % {"most": MOST_ITEMS})
    return gathered


def refuse(code: str, text: str) -> Refused:
    """The file as a whole can not be taken: ``code`` for tests and logs, ``text`` for who sent it."""
    return Refused(Reason(f"questions-{code}", text))


def line_place(number: int) -> str:
    """Where something stands in a text or a table."""
    return _("第 %(n)d 行") % {"n": number}


def paragraph_place(number: int) -> str:
    """Where something stands in a document."""
    return _("第 %(n)d 段") % {"n": number}


def excerpt(said: str) -> str:
    """The beginning of a question, in one line."""
    words = " ".join(said.split())
    return words if len(words) <= EXCERPT else words[:EXCERPT] + "…"
