"""Where the program goes by a rule: clocks and terms as they are declared, and the pages that cite one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.access.declare import offices
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.procedures.declare import procedures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_FOUNDING = (gettext_lazy("报筹建、批筹建"), "committees:foundings")
_TERMS = (gettext_lazy("换届"), "committees:terms")
_RESULT = (gettext_lazy("报选举结果"), "committees:terms")
_JOIN = (gettext_lazy("入会申请"), "")
_DATA = (gettext_lazy("我的个人信息"), "membership:my-data")
_PRIVACY = (gettext_lazy("个人信息怎么处理"), "desk:privacy")
_REQUESTS = (gettext_lazy("个人信息请求"), "membership:members")
_TRANSFERS = (gettext_lazy("会籍转移"), "membership:transfers")
_ROLL = (gettext_lazy("选民名册"), "membership:members")
_KEEP = (gettext_lazy("保留会籍"), "membership:members")
_HAZARDS = (gettext_lazy("报隐患"), "")
_GRADES = (gettext_lazy("隐患治理"), "safety:ledger")
_RETURNS = (gettext_lazy("隐患统计签报"), "safety:figures")
_INSTRUMENTS = (gettext_lazy("整改建议书"), "")
_INSPECTORS = (gettext_lazy("劳动保护监督检查员"), "safety:inspectors")

# what a page says by a rule: its label, and its address where it needs nothing more to be opened
PAGES: dict[str, tuple[tuple[StrOrPromise, str], ...]] = {
    "TUL-10": (_RESULT,),
    "TUL-11b": (_FOUNDING,),
    "TUL-12": (_FOUNDING, _RESULT),
    "TUL-16": (_TERMS,),
    "TUL-16b": (_TERMS,),
    "CH-06": (_RESULT,),
    "ELE-04": (_ROLL, _KEEP),
    "ELE-QUO": (_RESULT,),
    "MEM-03": (_TRANSFERS,),
    "MEM-KEEP": (_KEEP,),
    "PI-17": (_JOIN, _PRIVACY),
    "PI-19": (_PRIVACY,),
    "PI-45": (_DATA, _PRIVACY),
    "PI-46": (_DATA, _REQUESTS, _PRIVACY),
    "PI-47": (_DATA, _REQUESTS, _PRIVACY),
    "PI-50": (_DATA, _PRIVACY),
    "PI-51": (_PRIVACY,),
    "HAZ-03": (_GRADES,),
    "HAZ-14a": (_RETURNS,),
    "HAZ-14c": (_RETURNS,),
    "HAZ-15b": (_GRADES,),
    "LP-03": (_INSPECTORS,),
    "SAF-54": (_HAZARDS,),
    "SAF-55": (_HAZARDS,),
    "SAF-60": (_INSTRUMENTS,),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that goes by a rule."""

    label: str
    url: str = ""


def uses_of(rule_id: str) -> list[Use]:
    """The places that go by a rule: clocks of procedures, terms of kinds of units, offices, pages."""
    found = [
        Use(_("时限：%(procedure)s，%(clock)s") % {"procedure": procedure.label, "clock": each.label})
        for procedure in procedures.values()
        for each in procedure.clocks
        if each.rule == rule_id
    ]
    found += [Use(_("任期：%(kind)s") % {"kind": kind.label}) for kind in kinds.values() if kind.term_rule == rule_id]
    found += [Use(_("职务：%(office)s") % {"office": each.label}) for each in offices.values() if each.basis == rule_id]
    pages = PAGES.get(rule_id, ())
    return found + [Use(str(label), reverse(name) if name else "") for label, name in pages]
