"""What a merger means for committees: terms end with their union. The ending itself follows the unit's end."""

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section
from unionhall.modules.committees.models import Term
from unionhall.modules.committees.queries import term_of


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """Terms that end before they are full, and unions that come without one."""
    found = []
    running = Term.objects.filter(unit__in=[going.source for going in regrouping.ending], ended=None)
    for term in running.select_related("unit"):
        label = _("%(unit)s第 %(number)s 届委员会") % {"unit": term.unit.name, "number": term.number}
        found.append(Effect(Section.RIGHTS, label, 1, _("任期到那天为止")))
    for target in {going.target.name: going.target for going in regrouping.goings}.values():
        if target.pk is None or term_of(target) is None:
            found.append(
                Effect(Section.RIGHTS, _("%(unit)s的委员会") % {"unit": target.name}, 0, _("要选出来，登记任期"))
            )
    return found


PART = Part(key="committees", effects=effects)
