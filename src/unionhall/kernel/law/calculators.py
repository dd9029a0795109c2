"""What follows from the rules for somebody's own numbers: every answer with its working and the rule of each step.

Pure but for the asking of the law; a rule is asked for the day and for the installation's region.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from unionhall.kernel.law.queries import rule as ask

if TYPE_CHECKING:
    from unionhall.kernel.law.records import Band, Rule

DAYS_OF_A_YEAR = 365  # as 实施办法 arts 5 and 12 divide, in leap years too
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Working:
    """One step of an answer: what it says, and the rule it rests on."""

    text: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes out, and how."""

    result: str
    steps: tuple[Working, ...]

    @property
    def is_pending(self) -> bool:
        """Whether it rests on a rule whose wording was not read."""
        return any(not step.rule.is_verified for step in self.steps)


def committee(members: int, women: int, staff: int, on: date) -> Answer:
    """How large a grassroots union's committee is, for its members, the women among them, and the whole staff."""
    own, size = ask("TUL-11a", on), ask("ELE-SIZE", on)
    women_rule, chair, meeting = ask("ACF-F", on), ask("TUL-14", on), ask("DEL-100", on)
    band = band_for(size.bands, members)
    seats = _span(band) if band else "—"
    must = members >= (own.number or 0)
    if must:
        result = _("要建基层工会委员会，委员 %(seats)s 人") % {"seats": seats}
    else:
        result = _("可以单独建、几家联合建，或者选一名组织员")
    steps = [
        Working(
            _("会员 %(n)s 人，满 %(limit)s 人，要建委员会") % {"n": members, "limit": own.number}
            if must
            else _("会员 %(n)s 人，不到 %(limit)s 人，不一定建委员会") % {"n": members, "limit": own.number},
            own if must else ask("TUL-11b", on),
        ),
        Working(_("按会员人数的档，委员 %(seats)s 人") % {"seats": seats}, size),
        Working(
            _("女会员 %(n)s 人，建女职工委员会") % {"n": women}
            if women >= (women_rule.number or 0)
            else _("女会员 %(n)s 人，设女职工委员") % {"n": women},
            women_rule,
        ),
        Working(
            _("职工 %(n)s 人，可以设专职主席") % {"n": staff}
            if staff >= (chair.number or 0)
            else _("职工 %(n)s 人，不到设专职主席的人数") % {"n": staff},
            chair,
        ),
    ]
    if members < (meeting.number or 0):
        steps.append(Working(_("会员不到 %(n)s 人，开会员大会，不设代表") % {"n": meeting.number}, meeting))
    else:
        table = ask("DEL-TAB", on)
        found = band_for(table.bands, members)
        seats = _span(found) if found else "—"
        steps.append(Working(_("可以开会员代表大会，代表 %(seats)s 人") % {"seats": seats}, table))
    return Answer(result, tuple(steps))


def delegates(staff: int, on: date) -> Answer:
    """How many delegates a workers' congress has at least, for so many workers."""
    size, managers = ask("WC-SIZE", on), ask("WC-MGR", on)
    is_congress = staff >= (size.number or 0)
    steps = [
        Working(
            _("职工 %(n)s 人，满 %(limit)s 人，开职工代表大会") % {"n": staff, "limit": size.number}
            if is_congress
            else _("职工 %(n)s 人，不到 %(limit)s 人，可以开职工大会") % {"n": staff, "limit": size.number},
            size,
        )
    ]
    share = ask("WC-REP", on)
    if share.bands:
        band = band_for(share.bands, staff)
        least = _of_band(band, staff) if band else 0
        steps.append(Working(_("按职工人数，代表至少 %(n)s 人") % {"n": least}, share))
    else:
        floor = ask("WC-REPb", on)
        part = -(-staff * (share.number or 0) // 100)
        least = max(part, floor.number or 0)
        values = {"n": staff, "percent": share.number, "part": part}
        steps.append(Working(_("%(n)s × %(percent)s%% = %(part)s 人（零头进一）") % values, share))
        steps.append(Working(_("最少 %(n)s 人") % {"n": floor.number}, floor))
    most = least * (managers.number or 0) // 100
    values = {"percent": managers.number, "n": most}
    steps.append(Working(_("管理人员不超过 %(percent)s%%，按最少的代表人数是 %(n)s 人") % values, managers))
    if is_congress:
        return Answer(_("职工代表至少 %(n)s 人") % {"n": least}, tuple(steps))
    return Answer(_("可以开职工大会；选代表的话至少 %(n)s 人") % {"n": least}, tuple(steps))


def annual_leave(
    years: int,
    on: date,
    *,
    taken: int = 0,
    joined: date | None = None,
    left: date | None = None,
    wage: Decimal | None = None,
) -> Answer:
    """Days of paid leave in the year of ``on`` for so many whole years of work, and what untaken days are paid.

    ``joined``, ``left``: the days in that year on which somebody came to the employer or goes. ``wage``: yuan a month.
    """
    table = ask("BEN-AL", on)
    band = band_for(table.bands, years)
    if band is None:
        first = ask("BEN-AL3", on)
        return Answer(_("还没有年休假"), (Working(_("连续工作满 %(n)s 个月才有") % {"n": first.number}, first),))
    whole = due = band.least or 0
    steps = [Working(_("累计工作满 %(years)s 年，全年 %(days)s 天") % {"years": years, "days": whole}, table)]
    if joined is not None:
        rest = (date(joined.year, 12, 31) - joined).days + 1
        due = rest * whole // DAYS_OF_A_YEAR
        steps.append(Working(_part(rest, whole, due), ask("BEN-AL5n", on)))
    elif left is not None:
        gone = (left - date(left.year, 1, 1)).days + 1
        due = gone * whole // DAYS_OF_A_YEAR
        steps.append(Working(_part(gone, whole, due), ask("BEN-AL12", on)))
    open_days = max(due - taken, 0)
    result = _("今年 %(due)s 天，还有 %(open)s 天没休") % {"due": due, "open": open_days}
    if wage is not None and open_days:
        divisor, rate = ask("BEN-ALd", on), ask("BEN-AL10", on)
        a_day = wage * divisor.scale / divisor.numbers[0]
        extra = _yuan(a_day * open_days * ((rate.number or 0) - 100) / 100)
        values = {"wage": wage, "days": f"{divisor.numbers[0] / divisor.scale:g}", "a_day": _yuan(a_day)}
        steps.append(Working(_("日工资：%(wage)s ÷ %(days)s = %(a_day)s 元") % values, divisor))
        values = {"open": open_days, "rate": rate.number, "extra": extra}
        text = _("没休的 %(open)s 天按 %(rate)s%% 给，正常工资已经发过，另外给 %(extra)s 元") % values
        steps.append(Working(text, rate))
        result += _("；不休的话另外给 %(extra)s 元") % {"extra": extra}
    return Answer(result, tuple(steps))


def overtime(wage: Decimal, weekday: Decimal, rest_day: Decimal, holiday: Decimal, on: date) -> Answer:
    """What hours of overtime in a month are paid, for a wage in yuan a month."""
    divisor, day, month = ask("BEN-ALd", on), ask("BEN-HRS", on), ask("BEN-HRSe", on)
    an_hour = wage * divisor.scale / divisor.numbers[0] / (day.number or 1)
    values = {
        "wage": wage,
        "days": f"{divisor.numbers[0] / divisor.scale:g}",
        "hours": day.number,
        "n": _yuan(an_hour),
    }
    steps = [Working(_("小时工资：%(wage)s ÷ %(days)s ÷ %(hours)s = %(n)s 元") % values, divisor)]
    total = Decimal(0)
    labels = {"BEN-OT": _("平日"), "BEN-OTb": _("休息日"), "BEN-OTc": _("法定休假日")}
    for (key, label), hours in zip(labels.items(), (weekday, rest_day, holiday), strict=True):
        if hours:
            rate = ask(key, on)
            amount = _yuan(an_hour * hours * (rate.number or 0) / 100)
            total += amount
            values = {"label": label, "hours": f"{hours:g}", "rate": rate.number, "amount": amount}
            steps.append(Working(_("%(label)s %(hours)s 小时，按 %(rate)s%%：%(amount)s 元") % values, rate))
    if weekday + rest_day + holiday > (month.number or 0):
        steps.append(Working(_("一个月加班超过 %(n)s 小时，违法") % {"n": month.number}, month))
    return Answer(_("加班费一共 %(n)s 元") % {"n": total}, tuple(steps))


def maternity(children: int, is_hard: bool, on: date) -> Answer:
    """Days of maternity leave by the national rule, for so many children born at once."""
    whole, before = ask("BEN-MAT", on), ask("BEN-MATb", on)
    total = whole.number or 0
    steps = [
        Working(_("产假 %(n)s 天") % {"n": total}, whole),
        Working(_("其中产前可以休 %(n)s 天") % {"n": before.number}, before),
    ]
    if is_hard:
        hard = ask("BEN-MATc", on)
        total += hard.number or 0
        steps.append(Working(_("难产加 %(n)s 天") % {"n": hard.number}, hard))
    if children > 1:
        each = ask("BEN-MATd", on)
        more = (each.number or 0) * (children - 1)
        total += more
        values = {"n": each.number, "more": more}
        steps.append(Working(_("多胞胎每多一个加 %(n)s 天，加 %(more)s 天") % values, each))
    return Answer(_("一共 %(n)s 天，各省、市另外增加的不在里面") % {"n": total}, tuple(steps))


def band_for(bands: Iterable[Band], n: int) -> Band | None:
    """The row of a table for ``n``; None where the table has none."""
    return next((band for band in bands if band.covers(n)), None)


def _of_band(band: Band, n: int) -> int:
    return (band.least or 0) + (band.plus * ((n - band.since) // band.per) if band.per else 0)


def _span(band: Band) -> str:
    if band.least == band.most or band.most is None:
        return str(band.least)
    return _("最多 %(n)s") % {"n": band.most} if band.least is None else f"{band.least}–{band.most}"


def _part(days: int, whole: int, due: int) -> str:
    values = {"days": days, "year": DAYS_OF_A_YEAR, "whole": whole, "due": due}
    return _("%(days)s ÷ %(year)s × %(whole)s，不够一天的不算，%(due)s 天") % values


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
