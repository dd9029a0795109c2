"""The rows of an inbox, drawn in Python: fifty of them cost a template more than all the rest of the page."""

from collections.abc import Sequence
from datetime import date
from html import escape  # Django's asks of each text whether it is lazy, which costs more than to escape it

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from unionhall.desk.inbox.queries import Row
from unionhall.kernel.procedures.queries import View
from unionhall.ui import words
from unionhall.ui.clocks import ClockFace
from unionhall.ui.drawing import clock_chip


def listed(rows: Sequence[Row], view: View, *, may_tick: bool) -> SafeString:
    """The rows of one group; ``may_tick``: several of them may be done together."""
    days: dict[date | None, str] = {None: ""}
    chips: dict[ClockFace | None, str] = {}
    basis, progress = escape(_("依据")), _("看进度")
    lines = list[str]()
    for row in rows:
        due, face, url = row.duty.due, row.face, escape(row.url)
        if due not in days:
            said = _("%(day)s前") % {"day": words.day(due)}
            days[due] = f"<span>{escape(said)}</span>"
        if face not in chips:
            chips[face] = clock_chip(face)
        title, law, step = escape(row.title), "", ""
        if row.law_url:
            law = f'<span><a class="above-link" href="{escape(row.law_url)}">{basis}</a></span>'
        if url and view is not View.DONE:
            said = escape(row.step if view is View.MINE else progress)
            step = f'<a class="btn btn-secondary" href="{url}">{said}</a>'
        if url:
            title = f'<a class="stretched-link" href="{url}">{title}</a>'
        lines.append(
            f"<li>{_tick(row) if may_tick else '<span></span>'}<div>{chips[face]}</div><div><h3>{title}</h3>"
            f'<p class="worklist-meta parts"><span>{escape(row.label)}</span>{days[due]}{law}</p></div>'
            f'<p class="worklist-meta">{escape(row.unit)}</p><div class="inbox-step">{step}</div></li>'
        )
    return mark_safe("".join(lines))  # noqa: S308 -- all that is not ours was escaped


def _tick(row: Row) -> str:
    said = escape(_("选中：%(title)s") % {"title": row.title})
    return f'<input class="form-check-input" type="checkbox" name="pick" value="{row.duty.pk}" aria-label="{said}">'
