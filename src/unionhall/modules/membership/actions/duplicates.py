"""Two files said to be one person, or to be two: by whoever keeps the roll on which they stand."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import merging
from unionhall.kernel.people.models import Merge
from unionhall.modules.membership.models import Unlike
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import duplicates as queries
from unionhall.modules.membership.queries.duplicates import File


def merge(by: Actor, kept_id: int, gone_id: int, *, reason: str) -> Merge:
    """Make two files one. Needs ROLL_WRITE at the unions of both; the journal tells, and it can be taken back.

    Raises Denied for people out of reach or whom nothing shows to be one, Refused without a reason and with whatever
    speaks against it (``people.merging.why_not``).
    """
    kept, gone = queries.pair_for(by, kept_id, gone_id)
    _must_write(by, kept, gone)
    _must_say(reason, _("写上凭什么说是同一个人，如“核对了身份证”"))
    return merging.merge(by, kept.person, gone.person, unit_id=kept.unit.pk, reason=reason)


def unmerge(by: Actor, merge_id: int, *, reason: str) -> Merge:
    """Make one file two again. Needs ROLL_WRITE at the union that merged them; raises as ``people.merging.unmerge``."""
    found = queries.merge_for(by, merge_id)
    unit = Unit.objects.get(pk=found.unit_id)
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))
    _must_say(reason, _("写上为什么要分开，如“是父子两个人”"))
    return merging.unmerge(by, found, reason=reason)


def tell_apart(by: Actor, one_id: int, other_id: int) -> None:
    """Two files are two people: they are shown as a pair no more. Needs ROLL_WRITE at the unions of both."""
    one, other = queries.pair_for(by, *sorted((one_id, other_id)))
    _must_write(by, one, other)
    with transaction.atomic():
        _row, is_new = Unlike.objects.get_or_create(one=one.person, other=other.person)
        if is_new:
            about = (one.person, other.person)
            journal.write(by=by, verb="membership.told_apart", unit_id=one.unit.pk, subject=one.person, about=about)


def _must_write(by: Actor, *files: File) -> None:
    for file in files:
        by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(file.unit))


def _must_say(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(Reason("reason", sentence))
