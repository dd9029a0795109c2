"""Approving a briefing: issued with a number and frozen figures, sent back, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures.queries import why_not
from unionhall.modules.briefings.actions.drafting import why_not_ready
from unionhall.modules.briefings.models import Annex, Briefing, Citation, CitedRow, Opening
from unionhall.modules.briefings.notices import sheet
from unionhall.modules.briefings.procedure import ISSUE, PUBLISHED, SEND_BACK, WITHDRAW
from unionhall.modules.briefings.queries import citing

_TRIES = 3  # two may issue in the same moment, and one of them takes the next number


def issue(by: Actor, briefing: Briefing, *, seen: str = "") -> Briefing:
    """Approve and issue: its figures are frozen as they are now, and it gets the next number of its kind and year.

    Needs ISSUE, and another person than the author if there is one. ``seen``: when the text that the approver has read
    was last changed (ISO); Refused if it is another by now, and with all other reasons.
    """
    reasons = why_not(briefing, ISSUE, by) or why_not_ready(briefing)
    if not reasons and seen and seen != briefing.changed.isoformat():
        reasons = [_changed()]
    if reasons:
        raise Refused(*reasons)
    told, annex = list(citing.cited(briefing).values()), sheet.write(briefing)
    for tries_left in reversed(range(_TRIES)):
        try:
            return _issue(by, briefing, told, annex)
        except IntegrityError:
            if not tries_left:
                raise
    raise AssertionError("unreachable")


def send_back(by: Actor, briefing: Briefing, *, reason: str) -> Briefing:
    """Give it back to its author, with what is to be changed. Needs ISSUE. Raises Refused without a reason."""
    return _with_reason(by, briefing, SEND_BACK, reason)


def withdraw(by: Actor, briefing: Briefing, *, reason: str) -> Briefing:
    """Withdraw what was issued: its text and figures stay as they are and say so. Needs ISSUE, and a reason."""
    return _with_reason(by, briefing, WITHDRAW, reason)


def mark_read(by: Actor, briefing: Briefing) -> None:
    """The union in whose name the actor acts has opened it; once, and only below the issuer."""
    if briefing.state not in PUBLISHED or not by.seats:
        return
    above = org_queries.path_of(briefing.unit)
    if by.seats[0].path != above and paths.covers(above, by.seats[0].path):
        Opening.objects.get_or_create(briefing=briefing, unit_id=by.seats[0].unit_id, defaults={"at": clock.now()})


def _issue(by: Actor, briefing: Briefing, told: Iterable[citing.Cited], annex: bytes) -> Briefing:
    now = clock.now()
    with transaction.atomic():
        issued = Briefing.objects.filter(unit=briefing.unit, kind=briefing.kind, year=now.year)
        number = (issued.aggregate(last=Max("number"))["last"] or 0) + 1
        locked = procedures.take(by, briefing, ISSUE, data={"year": now.year, "number": number})
        if locked.changed != briefing.changed:
            raise Refused(_changed())
        locked.year, locked.number, locked.issued, locked.issuer = now.year, number, now, locked.unit.name
        locked.save(update_fields=["year", "number", "issued", "issuer"])
        _freeze(told)
        Annex.objects.create(briefing=locked, content=annex)
    return locked


def _changed() -> Reason:
    return Reason("briefings.changed", _("正文刚刚改过，看过新的再签发"))


def _freeze(told: Iterable[citing.Cited]) -> None:
    rows, citations = [], []
    for each in told:
        citation = each.citation
        citation.label, citation.counter, citation.scope = each.label[:160], each.counter[:20], each.scope
        citation.span, citation.is_ratio = each.span[:200], each.is_ratio
        citations.append(citation)
        rows += [_row(citation, place, row) for place, row in enumerate(each.rows)]
    Citation.objects.bulk_update(citations, ["label", "counter", "scope", "span", "is_ratio"])
    CitedRow.objects.bulk_create(rows, batch_size=500)


def _row(citation: Citation, place: int, row: citing.Row) -> CitedRow:
    return CitedRow(
        citation=citation,
        place=place,
        label=row.label,
        code=row.code,
        value=row.value,
        n=row.n,
        m=row.m,
        as_of=row.as_of,
        source=row.source,
        is_hidden=row.is_hidden,
    )


def _with_reason(by: Actor, briefing: Briefing, step: str, reason: str) -> Briefing:
    reason = reason.strip()
    if not reason and not why_not(briefing, step, by):
        raise Refused(Reason("briefings.reason", _("写上为什么")))
    with transaction.atomic():
        locked = procedures.take(by, briefing, step, reason=reason)
        locked.reason = reason[:300]
        locked.withdrawn = clock.now() if step == WITHDRAW else None
        locked.save(update_fields=["reason", "withdrawn"])
    return locked
