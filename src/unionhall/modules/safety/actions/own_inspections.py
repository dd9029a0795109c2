"""What inspections keep about a person: how it goes along when two files are made one, and what they are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.actor import Reason
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.safety.models import Inspection, Inspector, VisitMember
from unionhall.modules.safety.models.inspectors import OPEN


def _against(kept: Person, gone: Person) -> list[Reason]:
    """Two who stand beside each other somewhere are hardly one: that is looked at first."""
    mine = Inspector.objects.filter(person=kept, state__in=OPEN).values("of_id")
    both = Inspector.objects.filter(person=gone, state__in=OPEN, of_id__in=mine).exists()
    went = VisitMember.objects.filter(person=kept).values("visit_id")
    both = both or VisitMember.objects.filter(person=gone, visit_id__in=went).exists()
    pair = Q(inspector=kept, second=gone) | Q(inspector=gone, second=kept)
    if both or Inspection.objects.filter(pair).exists():
        return [Reason("safety.both", _("两份档案都是同一家的检查员，或者一起去检查过，先看清是不是一个人"))]
    return []


def _tell(ids: Collection[int]) -> Sequence[Told]:
    cards = Inspector.objects.filter(person_id__in=ids).select_related("of").order_by("-pk")
    told = [
        Told(
            _("%(day)s提名为%(unit)s的劳动保护监督检查员") % {"day": one.proposed_on.isoformat(), "unit": one.of.name},
            one.get_absolute_url(),
        )
        for one in cards
    ]
    made = Inspection.objects.filter(Q(inspector_id__in=ids) | Q(second_id__in=ids)).count()
    return (
        [*told, Told(ngettext("做过 %(n)d 次监督检查", "做过 %(n)d 次监督检查", made) % {"n": made})] if made else told
    )


INSPECTING = Holding(
    key="safety.inspections",
    label=gettext_lazy("监督检查"),
    against=_against,
    tell=_tell,
    kept_because=gettext_lazy("检查记录是谁做的、检查证发给了谁，是工会的凭据，要留着"),
)
