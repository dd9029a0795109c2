"""Writing a briefing: its text, its figures, and sending it for approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts.declare import measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.briefings.procedure import DROP, EDITABLE, SEND, TAKE_BACK
from unionhall.modules.briefings.queries import body as texts
from unionhall.modules.briefings.queries import citing

MOST_CITATIONS = 99


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A figure or a chart that is to be cited: what, of which unit, over what."""

    measure: str
    unit: Unit
    slice: str = ""
    shape: str = Citation.Shape.FIGURE
    reckoning: Reckoning | None = None
    month: date | None = None
    on: date | None = None


def draft(
    by: Actor,
    unit: Unit,
    *,
    kind: str,
    title: str = "",
    to: str = "",
    copies: str = "",
    word: str = "",
    body: str = "",
    reckoning: Reckoning | None = None,
    cites: Sequence[NewCitation] = (),
) -> Briefing:
    """Begin a briefing of ``unit``; its text may name ``cites`` by their keys: f1, f2 … and t1, t2 … as they come.

    Needs DRAFT at the unit and FIGURES_READ where a figure comes from. Raises Refused for a figure that can not be.
    """
    by.must(BriefingPermission.DRAFT, at=org_queries.path_of(unit))
    now = clock.now()
    briefing = Briefing(
        unit=unit,
        kind=kind,
        title=title,
        to=to,
        copies=copies,
        word=word,
        body=body,
        reckoning=reckoning,
        author_id=by.person_id,
        drafted=now,
        changed=now,
    )
    citations: list[Citation] = []
    offers: _Offers = {}
    for new in cites:
        citations.append(_citation(by, unit, new, [each.key for each in citations], offers))
    with transaction.atomic():
        procedures.begin(by, briefing)
        for each in citations:
            each.briefing = briefing
        Citation.objects.bulk_create(citations)
    return briefing


def edit(
    by: Actor, briefing: Briefing, *, title: str, to: str = "", copies: str = "", word: str = "", body: str = ""
) -> None:
    """Write a draft's words anew. Needs DRAFT. Raises Refused once it is sent; mistakes in the text may stay."""
    _must_edit(by, briefing)
    briefing.title, briefing.to, briefing.copies, briefing.word, briefing.body = title, to, copies, word, body
    briefing.changed = clock.now()
    briefing.save(update_fields=["title", "to", "copies", "word", "body", "changed"])


def cite(by: Actor, briefing: Briefing, new: NewCitation, *, at: int | None = None) -> Citation:
    """Add a figure or a chart to a draft; with ``at`` (characters from the beginning) also into its text.

    Needs DRAFT at the union and FIGURES_READ at the figure's unit. Raises Refused for a figure that can not be.
    """
    _must_edit(by, briefing)
    with transaction.atomic():
        locked = Briefing.objects.select_for_update().get(pk=briefing.pk)
        keys = list(locked.citations.values_list("key", flat=True))
        citation = _citation(by, briefing.unit, new, keys, {})
        citation.briefing = briefing
        citation.save()
        if at is not None:
            briefing.body = _put(locked.body, at, citation)
            briefing.changed = clock.now()
            briefing.save(update_fields=["body", "changed"])
    return citation


def uncite(by: Actor, briefing: Briefing, key: str) -> None:
    """Take a figure out of a draft. Needs DRAFT. Raises Refused while the text names it."""
    _must_edit(by, briefing)
    if key in texts.keys(briefing.body):
        raise Refused(Reason("briefings.body", _("正文里还有 {{%(key)s}}，先从正文删掉") % {"key": key}))
    Citation.objects.filter(briefing=briefing, key=key).delete()


def send(by: Actor, briefing: Briefing) -> Briefing:
    """Send a draft for approval. Needs DRAFT. Raises Refused with what is missing in it."""
    _must_edit(by, briefing)
    if reasons := why_not_ready(briefing):
        raise Refused(*reasons)
    return procedures.take(by, briefing, SEND)


def take_back(by: Actor, briefing: Briefing) -> Briefing:
    """Take it back from approval to go on writing. Needs DRAFT."""
    return procedures.take(by, briefing, TAKE_BACK)


def drop(by: Actor, briefing: Briefing) -> Briefing:
    """Give a draft up. Needs DRAFT."""
    return procedures.take(by, briefing, DROP)


def why_not_ready(briefing: Briefing) -> list[Reason]:
    """What has to be done before a briefing can be approved, as sentences."""
    told = citing.cited(briefing)
    reasons = [Reason("briefings.body", text) for text in texts.mistakes(briefing.body, told)]
    if not briefing.title.strip():
        reasons.append(Reason("briefings.title", _("写上标题")))
    if not briefing.body.strip():
        reasons.append(Reason("briefings.body", _("写上正文")))
    for key in texts.keys(briefing.body):
        if key not in told:
            continue
        values = {"key": key, "label": told[key].label}
        if any(row.is_hidden for row in told[key].rows) and not told[key].is_chart:
            text = _("{{%(key)s}} %(label)s涉及的人太少，看得出是谁，不能公布。换成上一级的数，或者删掉")
            reasons.append(Reason("briefings.body", text % values))
        elif all(row.value is None and not row.is_hidden for row in told[key].rows):
            text = _("{{%(key)s}} %(label)s还没有数，等报上来，或者删掉")
            reasons.append(Reason("briefings.body", text % values))
    return reasons


def _must_edit(by: Actor, briefing: Briefing) -> None:
    by.must(BriefingPermission.DRAFT, at=org_queries.path_of(briefing.unit))
    if briefing.state not in EDITABLE:
        raise Refused(Reason("briefings.state", _("已经送签或印发，不能改。要改，先取回来")))


_Offers = dict[tuple[int, int, str, str], list[citing.Choice]]


def _citation(by: Actor, unit: Unit, new: NewCitation, taken: Sequence[str], offers: _Offers) -> Citation:
    """The citation under the next free key, if it can be told; ``offers`` is kept. Raises Refused, Denied."""
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(new.unit))
    if new.measure not in measures or not (not new.slice or measures[new.measure].has_slice(new.slice)):
        raise Refused(Reason("briefings.measure", _("没有这个统计项")))
    over = (new.unit.pk, new.reckoning.pk if new.reckoning else 0, str(new.month or ""), str(new.on or ""))
    if over not in offers:
        offers[over] = citing.choices(unit, new.unit, new.reckoning, new.month, new.on)
    found = next((each for each in offers[over] if (each.measure, each.slice) == (new.measure, new.slice)), None)
    if found is None or (new.shape != Citation.Shape.FIGURE and new.shape not in found.shapes):
        raise Refused(Reason("briefings.measure", _("这个数在这里不能引用：涉及的人太少，或者不按这个时间统计")))
    letter = "f" if new.shape == Citation.Shape.FIGURE else "t"
    numbers = [int(key[1:]) for key in taken if key.startswith(letter)]
    if len(taken) >= MOST_CITATIONS:
        raise Refused(Reason("briefings.many", _("一份简报最多引用 %(n)s 个数") % {"n": MOST_CITATIONS}))
    return Citation(
        key=f"{letter}{max(numbers, default=0) + 1}",
        shape=new.shape,
        measure=new.measure,
        slice=new.slice,
        unit=new.unit,
        reckoning=new.reckoning,
        month=new.month,
        on=new.on,
    )


def _put(body: str, at: int, citation: Citation) -> str:
    """The text with the citation at a place: a figure with its 量词, a chart on a line of its own."""
    at = max(0, min(at, len(body)))
    token = f"{{{{{citation.key}}}}}"
    if citation.shape == Citation.Shape.FIGURE:
        counter = citing.words(citation.measure, citation.slice)[1]
        return f"{body[:at]}{token}{'' if counter == citing.PERCENT else counter}{body[at:]}"
    end = body.find("\n", at)
    end = len(body) if end < 0 else end
    before, after = body[:end].rstrip("\n"), body[end:].lstrip("\n")
    return "\n".join(part for part in (before, token, after) if part)
