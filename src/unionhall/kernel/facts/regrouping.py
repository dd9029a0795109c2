"""What a merger or a split means for figures: nothing that was counted changes; the preview says so in numbers."""

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts.models import Asked, Snapshot
from unionhall.kernel.facts.moves import silent_rows
from unionhall.kernel.org.models import Placement
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """Closed reckonings that stay as they are, and open ones: reported already, or no longer asked."""
    sources = [going.source.pk for going in regrouping.goings]
    closed = Snapshot.objects.filter(unit_id__in=sources, reckoning__closed__isnull=False).order_by()
    found = [
        Effect(
            Section.FIGURES,
            _("已经截止的统计"),
            closed.values("reckoning").distinct().count(),
            _("不变，仍按当时的单位列出"),
        )
    ]
    ending = [going.source.pk for going in regrouping.ending]
    if not ending:
        return found
    places = set(Placement.objects.open().filter(unit_id__in=ending).values_list("pk", flat=True))
    asked = Asked.objects.filter(reckoning__closed=None, until=None, placement_id__in=places).count()
    no_longer = len(silent_rows(places))
    if asked - no_longer:
        found.append(
            Effect(Section.FIGURES, _("进行中、已经报过数的"), asked - no_longer, _("报过的数留在原单位名下，还算"))
        )
    if no_longer:
        found.append(Effect(Section.FIGURES, _("进行中、还没报数的"), no_longer, _("不再要原单位报")))
    return found


PART = Part(key="facts", effects=effects)
