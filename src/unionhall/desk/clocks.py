"""How much time is left, in words and as a shape: the same words in the inbox, on a worker's page and on the board."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.calendar import queries as calendar
from unionhall.ui.clocks import ClockFace, ClockState

SOON_DAYS = 2  # from here on the clock asks for attention


def face(
    due: date | None, *, since: date | None = None, in_working_days: bool = False, is_provisional: bool = False
) -> ClockFace | None:
    """The clock of something due on ``due`` (the last day in time); None where no day is set."""
    if due is None:
        return None
    today = clock.today()
    if due < today:
        return ClockFace(state=ClockState.OVERDUE, text=_late(due, today, in_working_days))
    left = (due - today).days
    share = max(0, min(100, round(100 * left / max((due - since).days, 1)))) if since else min(100, left * 5)
    if is_provisional:
        return ClockFace(
            state=ClockState.PROVISIONAL,
            text=_("暂定 %(left)s") % {"left": _left(today, due, in_working_days)},
            left_percent=share,
        )
    if left == 0:
        return ClockFace(state=ClockState.SOON, text=_("今天"), left_percent=share)
    if left == 1:
        return ClockFace(state=ClockState.SOON, text=_("明天"), left_percent=share)
    return ClockFace(
        state=ClockState.SOON if left <= SOON_DAYS else ClockState.CALM,
        text=_left(today, due, in_working_days),
        left_percent=share,
    )


def _left(today: date, due: date, in_working_days: bool) -> str:
    if in_working_days:
        n = calendar.working_days_between(today, due)
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", n) % {"n": n}
    n = (due - today).days
    return ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", n) % {"n": n}


def _late(due: date, today: date, in_working_days: bool) -> str:
    if in_working_days and (working := calendar.working_days_between(due, today)):
        return ngettext("超 %(n)d 个工作日", "超 %(n)d 个工作日", working) % {"n": working}
    n = (today - due).days
    return ngettext("超 %(n)d 天", "超 %(n)d 天", n) % {"n": n}
