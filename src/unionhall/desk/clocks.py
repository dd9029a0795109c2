"""How much time is left, in words and as a shape: the same words in the inbox, on a worker's page and on the board."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _, ngettext

from unionhall.kernel import clock
from unionhall.kernel.calendar import queries as calendar

SOON_DAYS = 2  # from here on the clock asks for attention


@dataclass(frozen=True, slots=True)
class Face:
    """A clock as it is shown. ``share`` is what is left of the time, 0–100."""

    state: str  # "calm" | "soon" | "overdue" | "done" | "provisional"
    text: str
    share: int = 0


def face(due: date | None, *, since: date | None = None, in_working_days: bool = False, is_provisional: bool = False) -> Face | None:
    """The clock of something due on ``due`` (the last day in time); None where no day is set."""
    if due is None:
        return None
    today = clock.today()
    if due < today:
        return Face("overdue", _late(due, today, in_working_days))
    left = (due - today).days
    share = max(0, min(100, round(100 * left / max((due - since).days, 1)))) if since else min(100, left * 5)
    if is_provisional:
        return Face("provisional", _("暂定 %(left)s") % {"left": _left(today, due, in_working_days)}, share)
    if left == 0:
        return Face("soon", _("今天"), share)
    if left == 1:
        return Face("soon", _("明天"), share)
    return Face("soon" if left <= SOON_DAYS else "calm", _left(today, due, in_working_days), share)


def _left(today: date, due: date, in_working_days: bool) -> str:
    if in_working_days:
        n = calendar.working_days_between(today, due)
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}
    n = (due - today).days
    return ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", n) % {"n": n}


def _late(due: date, today: date, in_working_days: bool) -> str:
    working = calendar.working_days_between(due, today)
    if in_working_days and working:
        return ngettext("超 %(n)d 个工作日", "超 %(n)d 个工作日", working) % {"n": working}
    n = (today - due).days
    return ngettext("超 %(n)d 天", "超 %(n)d 天", n) % {"n": n}
