"""Giving certificates by rule, taking them back with a reason, reminding before they end."""

import calendar
from collections.abc import Sequence
from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.statements import Insert
from unionhall.modules.learning.actions.sheets import about, as_actor
from unionhall.modules.learning.actions.writing import note, plain
from unionhall.modules.learning.models import Assignment, Certificate, CertificateRule, Ending
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.procedure import NOTE, TOLD
from unionhall.modules.learning.queries.certificates import (
    certificate_for,
    certificate_of,
    deserves,
    full_marks,
    rule_for,
    rule_key,
)
from unionhall.modules.learning.queries.sitting import Sitting

MOST_MONTHS, LONGEST_WORDING = 120, 400
BATCH = 500
Asks = CertificateRule.Asks


def write_rule(
    by: Actor,
    *,
    assignment: Assignment,
    title: str,
    wording: str,
    asks: str = Asks.PASSED,
    least_marks: int | None = None,
    months: int | None = None,
) -> CertificateRule:
    """From now on give a certificate for an assignment; an earlier rule for it is stopped, what it gave still holds.

    Raises Denied without the right to write at the campaign's unit, Refused for a rule that nobody could meet.
    """
    unit = assignment.campaign.unit
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(unit))
    if reasons := _why_no_rule(assignment, title, wording, asks, least_marks, months):
        raise Refused(*reasons)
    now = clock.now()
    with transaction.atomic():
        CertificateRule.objects.filter(assignment=assignment, stopped=None).update(stopped=now)
        rule = CertificateRule.objects.create(
            unit=unit,
            assignment=assignment,
            asks=asks,
            least_marks=least_marks if asks == Asks.PASSED else None,
            title=plain(title),
            wording=plain(wording),
            months=months,
            created=now,
        )
        note(by, "learning.certificate_rule", unit, rule, title=rule.title)
    cache.delete(rule_key(assignment.pk))
    return rule


def _why_no_rule(
    assignment: Assignment, title: str, wording: str, asks: str, least_marks: int | None, months: int | None
) -> list[str]:
    reasons = []
    if not plain(title):
        reasons.append(_("写上证书叫什么"))
    if "{name}" not in wording or len(wording) > LONGEST_WORDING:
        reasons.append(_("正文里要有 {name}（换成姓名），不超过 %(n)d 字") % {"n": LONGEST_WORDING})
    if asks == Asks.PASSED and assignment.paper_id is None:
        reasons.append(_("这次没有布置卷子，只能凭学完课发证"))
    if asks == Asks.LEARNT and assignment.lesson_id is None:
        reasons.append(_("这次没有布置课，只能凭答卷合格发证"))
    if asks == Asks.PASSED and least_marks is not None and not 0 < least_marks <= max(full_marks(assignment), 1):
        reasons.append(_("发证的分数要在 1 分和满分之间"))
    if months is not None and not 1 <= months <= MOST_MONTHS:
        reasons.append(
            ngettext(
                "有效期写 1 到 %(n)d 个月，长期有效就空着", "有效期写 1 到 %(n)d 个月，长期有效就空着", MOST_MONTHS
            )
            % {"n": MOST_MONTHS}
        )
    return reasons


def give_certificate(sitting: Sitting) -> Certificate:
    """The certificate for a sitting's sheet, made when it is first asked for, so that handing in costs nothing more.

    The same for everybody who did what the rule asks, on the roll or not: it tells nobody who is. Raises Refused
    where no certificate is given for this, or not yet earned.
    """
    held = certificate_of(sitting.participant, sitting.assignment.pk)
    if held is not None:
        return held
    rule = rule_for(sitting.assignment.pk)
    if rule is None or not deserves(sitting, rule):
        raise Refused(_("还没有证书：合格了，或者学完了，才有"))
    today = clock.today()
    with transaction.atomic():
        made = _CERTIFICATE.new(
            rule=rule,
            participant=sitting.participant,
            sheet=sitting.sheet,
            unit_id=sitting.sheet.unit_id,
            issued=today,
            expires=_months_later(today, rule.months) if rule.months else None,
        )
        if _CERTIFICATE.save_if_new(made):
            journal.write(
                by=as_actor(sitting.participant),
                verb="learning.certificate_given",
                unit_id=made.unit_id,
                subject=made,
                about=about(sitting.participant),
                data={"title": rule.title},
            )
    return certificate_of(sitting.participant, sitting.assignment.pk) or made


_CERTIFICATE = Insert(Certificate)


def _months_later(day: date, months: int) -> date:
    """The same day of the month that many months later, the last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def revoke_certificate(by: Actor, *, certificate_id: int, reason: str) -> Certificate:
    """Take a certificate back: its public page says so from now on. Raises Denied, Refused without a reason."""
    found = certificate_for(by, certificate_id)
    if not plain(reason):
        raise Refused(_("写上为什么收回，本人看得到"))
    with transaction.atomic():
        is_first = Certificate.objects.filter(pk=found.pk, revoked=None).update(
            revoked=clock.now(), reason=plain(reason)[:200]
        )
        if not is_first:
            raise Refused(_("这张证书已经收回了"))
        journal.write(
            by=by,
            verb="learning.certificate_revoked",
            unit_id=found.unit_id,
            subject=found,
            about=about(found.participant),
            reason=plain(reason)[:200],
            data={"title": found.rule.title},
        )
    found.refresh_from_db(fields=["revoked", "reason"])
    return found


def keep_certificate(by: Actor, *, certificate_id: int, reason: str) -> Certificate:
    """Let a certificate hold although its sheet passes no more. Raises Denied, Refused without a reason."""
    found = certificate_for(by, certificate_id)
    if not plain(reason):
        raise Refused(_("写上为什么保留，本人看得到"))
    with transaction.atomic():
        told = plain(reason)[:200]
        if not Certificate.objects.filter(pk=found.pk, revoked=None, kept=None).update(kept=clock.now(), reason=told):
            raise Refused(_("这张证书已经定过了"))
        journal.write(
            by=by,
            verb="learning.certificate_kept",
            unit_id=found.unit_id,
            subject=found,
            about=about(found.participant),
            reason=told,
            data={"title": found.rule.title},
        )
    found.refresh_from_db(fields=["kept", "reason"])
    return found


def note_ending(by: Actor, ending: Ending) -> None:
    """The chair has looked at whose certificates end. Raises Denied without the right to the unit's results."""
    by.must(LearningPermission.RESULTS_READ, at=org_queries.path_of(ending.unit))
    procedures.take(by, ending, NOTE)


def remind_certificates(by: Actor) -> int:
    """Mark what ends soon, so that its holder sees it, and put it before the chair; how many were marked.

    Each certificate is reminded of once. Bears being done twice.
    """
    today = clock.today()
    open_ones = Certificate.objects.filter(reminded=None, revoked=None, expires__gte=today)
    ending = [
        (pk, unit_id, expires)
        for pk, unit_id, expires, days in open_ones.values_list("pk", "unit_id", "expires", "rule__remind_days")
        .filter(expires__lte=_months_later(today, 12))
        .order_by("pk")
        if expires is not None and (expires - today).days <= days
    ]
    for start in range(0, len(ending), BATCH):
        batch = ending[start : start + BATCH]
        units = [unit_id for _pk, unit_id, _expires in batch]
        with transaction.atomic():
            Certificate.objects.filter(pk__in=[pk for pk, _unit, _expires in batch]).update(reminded=clock.now())
            lines = {unit_id: units.count(unit_id) for unit_id in units}
            journal.write_many(
                by,
                [Entry("learning.certificates_end", unit, data={"number": n}) for unit, n in sorted(lines.items())],
            )
            _tell_chairs([(unit_id, expires) for _pk, unit_id, expires in batch])
    return len(ending)


def _tell_chairs(ending: Sequence[tuple[int, date]]) -> None:
    """One duty for each unit until the first of its certificates ends; one that is open already shows the new ones."""
    first: dict[int, list[date]] = {}
    for unit_id, expires in ending:
        first.setdefault(unit_id, []).append(expires)
    told = set(Ending.objects.filter(unit_id__in=first, state=TOLD).values_list("unit_id", flat=True))
    units = Unit.objects.exclude(state=Unit.State.ENDED).in_bulk(first.keys() - told)
    new = [Ending(unit=unit, number=len(first[pk]), due=min(first[pk])) for pk, unit in sorted(units.items())]
    if new:
        procedures.begin_many(Actor.system("learning"), new)
