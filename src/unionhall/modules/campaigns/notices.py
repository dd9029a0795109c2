"""What a chair sends and pins up: the text to copy to the group, and the poster with the code to scan."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import segno
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.kernel import printing
from unionhall.kernel.address import public_url
from unionhall.modules.campaigns.declare import task_kinds
from unionhall.modules.campaigns.models import Campaign, Link, Nudge, Task
from unionhall.modules.campaigns.queries.nudges import Behind
from unionhall.ui import words as ui_words

_TEMPLATE = Path(__file__).parent / "templates" / "campaigns" / "poster.typ"


def link_url(link: Link) -> str:
    """The address of a link as it leaves the house. Raises Refused where people could not open it."""
    return public_url(reverse("campaigns:landing", args=(link.token,)))


def slip(name: str, token: str) -> dict[str, str]:
    """What a slip with a personal link shows. Raises Refused where people could not open the address."""
    url = public_url(reverse("campaigns:own", args=(token,)))
    return {"name": name, "url": url, "qr": segno.make(url, error="m", micro=False).svg_data_uri(scale=3)}


def contents(campaign: Campaign) -> list[str]:
    """What the campaign asks of a worker, one line each, as the kinds of tasks say it."""
    return [summary for summary in (kind.summary(campaign) for kind in task_kinds()) if summary]


def day_text(day: date) -> str:
    """A day as one says it: 11月25日."""
    return ui_words.monthday(day)


def last_day(link: Link) -> date:
    """The last day on which a link is good."""
    return timezone.localtime(link.expires - timedelta(seconds=1)).date()


def text_for_group(link: Link) -> str:
    """The text to copy to the group: who asks, what, until when, the address. Raises Refused for no usable address."""
    enrolment = link.enrolment
    campaign = enrolment.campaign
    lines = [
        _("【%(unit)s】请您参加“%(campaign)s”") % {"unit": enrolment.unit.name, "campaign": campaign.name},
        *contents(campaign),
        _("%(day)s前，点开链接，写姓名和手机号后四位就能参加，不用注册：") % {"day": day_text(campaign.until)},
        link_url(link),
    ]
    return "\n".join(lines)


def poster(link: Link) -> bytes:
    """The poster, one page of A4 as PDF. Kept for a day. Raises Refused where people could not open the address."""
    return printing.pdf(_TEMPLATE, _poster_data(link))


def _poster_data(link: Link) -> dict[str, object]:
    enrolment = link.enrolment
    campaign = enrolment.campaign
    url = link_url(link)
    return {
        "theme": campaign.name,
        "unit": enrolment.unit.name,
        "caller": campaign.unit.name,
        "contents": contents(campaign),
        "steps": [
            _("用手机相机或聊天软件扫上面的码"),
            _("写姓名和手机号（或证件号）后四位，不用注册"),
            _("按页面上的一步一步做，随做随存"),
        ],
        "until": _("%(day)s前都可以参加") % {"day": _long(campaign.until)},
        "expiry": _("码的有效期到 %(day)s") % {"day": _long(last_day(link))},
        "complaints": _("投诉和建议：%(url)s") % {"url": public_url(reverse("feedback:new"))},
        "contact": campaign.contact,
        "url": url,
        "qr": printing.square(url, error="q"),
    }


def _long(day: date) -> str:
    return ui_words.fullday(day)


def call_text(campaign: Campaign, tasks: Sequence[Task]) -> str:
    """The call as text for a group of chairs: who calls, for what, until when, where to enrol.

    Raises Refused for no usable address.
    """
    days = {"since": day_text(campaign.since), "until": day_text(campaign.until)}
    asked = [
        _("%(n)s. %(task)s（%(day)s前）") % {"n": n, "task": task.words, "day": day_text(task.due)}
        for n, task in enumerate(tasks, start=1)
    ]
    lines = [
        _("【%(unit)s】“%(campaign)s”开始了") % {"unit": campaign.unit.name, "campaign": campaign.name},
        _("时间：%(since)s到%(until)s") % days,
        *([_("要做到："), *asked] if asked else []),
        _("%(day)s前，进收件箱点“报名”，链接和海报就有了：") % {"day": day_text(campaign.enrol_until)},
        public_url(reverse("campaigns:campaign", args=(campaign.pk,))),
    ]
    return "\n".join(lines)


def nudge_words(one: Behind, words: str = "") -> str:
    """What a unit that is behind is told: what is left, until when, and the words of who reminds."""
    campaign = one.enrolment.campaign
    if one.is_asked:
        told = _("“%(campaign)s”还没报名，报名到 %(day)s。在收件箱里点“报名”，半分钟就好。") % {
            "campaign": campaign.name,
            "day": day_text(campaign.enrol_until),
        }
    else:
        left = _("、").join(_("%(task)s（%(day)s前）") % {"task": t.words, "day": day_text(t.due)} for t in one.tasks)
        told = _("“%(campaign)s”还没办完：%(left)s。") % {"campaign": campaign.name, "left": left}
    return f"{words}\n{told}" if words else told


def nudge_text(nudges: Sequence[Nudge]) -> str:
    """The same as text for a group of chairs: once what all were told, then who is meant by it.

    Raises Refused for no usable address.
    """
    by_words: dict[str, list[str]] = {}
    for each in nudges:
        by_words.setdefault(each.words, []).append(each.unit.name)
    lines = [f"{words}\n——{_('、').join(names)}" for words, names in by_words.items()]
    campaign = nudges[0].enrolment.campaign
    url = public_url(reverse("campaigns:campaign", args=(campaign.pk,)))
    head = _("【%(sender)s】") % {"sender": nudges[0].sender.name}
    return "\n".join([head + "\n\n".join(lines), url])
