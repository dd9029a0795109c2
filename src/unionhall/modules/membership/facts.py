"""What is countable on the roll."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.facts.declare import GAUGE, Measure
from unionhall.modules.membership import queries
from unionhall.modules.membership.permissions import MembershipPermission


def _members(path: str, on: date) -> int:
    return queries.members_below(path, on).count()


MEMBERS = Measure(
    key="membership.members",
    label=_("会员"),
    unit=_("人"),
    kind=GAUGE,
    compute=_members,
    compute_many=queries.counts_below,
    rows=queries.members_below,
    names_permission=MembershipPermission.NAMES_READ,
)
