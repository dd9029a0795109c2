"""Applications, requests and transfers that wait for a union which is merged or split: they follow, or end."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.regrouping import Effect, Going, Section
from unionhall.kernel.procedures import actions as procedures
from unionhall.kernel.procedures.models import Duty
from unionhall.kernel.procedures.regrouping import hand_over
from unionhall.modules.membership.models import Application, DataRequest, Release, Transfer
from unionhall.modules.membership.procedure import ASKED, LAPSE, OPEN_TRANSFER, RECEIVED, REFUSE


def effects(going: Going) -> list[Effect]:
    """How many applications and transfers follow."""
    applications, transfers = _applications(going).count(), _transfers(going).count()
    values = {"to": going.target.name}
    found = []
    if applications:
        found.append(Effect(Section.WORK, _("入会申请"), applications, _("由%(to)s接着批") % values))
    if requests := _requests(going).count():
        found.append(Effect(Section.WORK, _("个人信息请求"), requests, _("由%(to)s接着办") % values))
    if transfers:
        text = _("由%(to)s接着办；对方就是%(to)s的，不用再转") % values
        found.append(Effect(Section.WORK, _("会籍转移"), transfers, text))
    return found


def follow(going: Going) -> None:
    """Let them wait for the successor. Inside the caller's transaction, after the members have gone over."""
    _follow_applications(going)
    _follow_requests(going)
    _follow_transfers(going)


def _applications(going: Going) -> QuerySet[Application]:
    return (
        Application.objects.filter(unit=going.source, state=RECEIVED) if going.is_whole else Application.objects.none()
    )


def _requests(going: Going) -> QuerySet[DataRequest]:
    found = DataRequest.objects.filter(unit=going.source, state=RECEIVED)
    return found if going.is_whole else found.filter(person_id__in=going.person_ids)


def _follow_requests(going: Going) -> None:
    """The union that has somebody's file now answers what they asked about it."""
    moving = list(_requests(going).order_by("pk").values_list("pk", flat=True))
    DataRequest.objects.filter(pk__in=moving).update(unit=going.target)
    hand_over(_duties(DataRequest.procedure, moving), going.target)


def _transfers(going: Going) -> QuerySet[Transfer]:
    found = Transfer.objects.filter(state__in=OPEN_TRANSFER)
    if going.is_whole:
        return found.filter(Q(giving=going.source) | Q(receiving=going.source))
    return found.filter(giving=going.source, person_id__in=going.person_ids)


def _follow_applications(going: Going) -> None:
    there = set(Application.objects.filter(unit=going.target, state=RECEIVED).values_list("applicant", flat=True))
    moving = []
    for application in _applications(going).order_by("pk"):
        if application.applicant in there:  # asked both unions: the successor has it already
            reason = _("已经向承接单位申请")
            procedures.take(_system(), application, REFUSE, reason=reason)
            Application.objects.filter(pk=application.pk).update(details="", decided=clock.today())
        else:
            moving.append(application.pk)
    Application.objects.filter(pk__in=moving).update(unit=going.target)
    hand_over(_duties(Application.procedure, moving), going.target)


def _follow_transfers(going: Going) -> None:
    moving = []
    for transfer in _transfers(going).select_related("giving", "receiving", "unit").order_by("pk"):
        giving = going.target if transfer.giving_id == going.source.pk else transfer.giving
        receiving = going.target if transfer.receiving_id == going.source.pk else transfer.receiving
        if giving.pk == receiving.pk:  # both are one union now
            procedures.take(_system(), transfer, LAPSE)
            for release in Release.objects.filter(transfer=transfer, state=ASKED):
                procedures.take(_system(), release, LAPSE)
            Transfer.objects.filter(pk=transfer.pk).update(decided=clock.today())
            continue
        if transfer.unit_id == going.source.pk:
            transfer.unit = going.target
            moving.append(transfer.pk)
        transfer.giving, transfer.receiving = giving, receiving
        Transfer.objects.filter(pk=transfer.pk).update(giving=giving, receiving=receiving, unit=transfer.unit)
    hand_over(_duties(Transfer.procedure, moving), going.target)
    waiting = Release.objects.filter(state=ASKED, transfer__giving=going.target).exclude(unit=going.target)
    letting_go = list(waiting.order_by("pk").values_list("pk", flat=True))
    Release.objects.filter(pk__in=letting_go).update(unit=going.target)
    hand_over(_duties(Release.procedure, letting_go), going.target)


def _duties(procedure: str, ids: list[int]) -> list[Duty]:
    return list(Duty.objects.open().filter(procedure=procedure, item_id__in=ids))


def _system() -> Actor:
    return Actor.system(_("合并分立"))
