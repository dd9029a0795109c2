"""What all changes of the roll have in common: which units have one, and how a row ends."""

from datetime import date

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Reason, Refused
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.models import Membership


def must_have_members(unit: Unit) -> None:
    """Raise Refused for a unit that has no members of its own or has ended."""
    if not kinds[unit.kind].is_grassroots or unit.state == Unit.State.ENDED:
        raise Refused(Reason("no-members", _("%(unit)s没有自己的会员，写到基层工会") % {"unit": unit.name}))


def end_on(membership: Membership, on: date, cause: str) -> Membership:
    """End a row inside the caller's transaction; gives it locked. Raises Refused for a wrong day or an ended row."""
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=membership.pk)
    )
    if membership.until is not None:
        raise Refused(Reason("ended", _("这个人已经离会了")))
    if not membership.since <= on <= clock.today():
        raise Refused(
            Reason("day", _("日期要在 %(since)s 以后，不能晚于今天") % {"since": membership.since.isoformat()})
        )
    membership.until, membership.ended_for = on, cause
    membership.save(update_fields=["until", "ended_for"])
    return membership
