"""What every desk page shows around itself: the unit in whose name one acts, its place in the tree, the way on.

``context`` is a context processor, so modules' own desk pages get the same frame. It is worked out only when a template
asks for it, in a number of queries that does not depend on the size of the federation.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, lru_cache, wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from unionhall.desk.tour import queries as tour
from unionhall.kernel import path as paths
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Actor, Denied, Permission, Refused, Seat
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.journal.permissions import JournalPermission
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.procedures import queries as procedures
from unionhall.kernel.procedures.inboxes import MOST_COUNTED
from unionhall.modules.briefings import queries as briefings
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.feedback.permissions import FeedbackPermission
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.liaison.permissions import LiaisonPermission
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.safety.permissions import InspectionPermission, SafetyPermission
from unionhall.ui import words
from unionhall.ui.frames import url
from unionhall.ui.shell import NavGroup, NavItem, Shell, ShellLink

SEAT = "seat"  # in the session: the appointment in whose name one acts
MOST_LIVE, KEPT = 500, 60  # units below that are counted for every page; seconds for which a larger number is kept
MOST_BELOW = 2_000  # how far the units below are counted on every page; their own page counts all

View = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    by: Actor = request.actor.itself  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by


def seated(by: Actor, seat_id: object) -> Actor:
    """``by`` acting in the name of the chosen office of theirs: it stands first and the journal names it."""
    chosen = [seat for seat in by.seats if str(seat.appointment_id) == str(seat_id)]
    if not chosen:
        return by
    others = tuple(seat for seat in by.seats if seat is not chosen[0])
    return replace(by, office=chosen[0].label, seats=(chosen[0], *others))


def take_seat(request: HttpRequest, seat_id: str) -> None:
    """Act from now on in the name of another office. Raises Denied if it is not one's own."""
    if not any(str(seat.appointment_id) == seat_id for seat in actor(request).seats):
        raise Denied("seat")
    request.session[SEAT] = seat_id


def signed_in(view: View) -> View:
    """Let only those in who have signed in; others are sent to the door and come back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor(request).account_id is None:
            target = request.get_full_path() if request.method == "GET" else reverse("desk:inbox")
            return redirect(f"{reverse('desk:sign-in')}?{urlencode({'next': target})}")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")  # no page with names is kept
        return response

    return guarded


def own_unit(request: HttpRequest) -> Unit:
    """The unit in whose name one acts. Raises Denied for an account without any office."""
    unit = frame(request).unit
    if unit is None:
        raise Denied("unit")
    return unit


def show(form: forms.Form, refused: Refused) -> None:
    """Put the reasons of a refusal on the form, so that nothing that was typed is lost."""
    for reason in refused.reasons:
        form.add_error(None, str(reason.text))


def query_without(request: HttpRequest, *names: str) -> str:
    """The query string without some of its fields, ending in "&" unless empty: for links to other pages of a list."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


class Frame:
    """The frame of one request; every part is worked out when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.by = actor(request)

    @property
    def seat(self) -> Seat | None:
        """The office in whose name one acts."""
        return self.by.seats[0] if self.by.seats else None

    @cached_property
    def _units(self) -> dict[int, Unit]:
        ids = {seat.unit_id for seat in self.by.seats}
        if self.seat is not None:
            ids |= set(paths.unit_ids(self.seat.path))
        return org.units_by_id(sorted(ids))

    @property
    def unit(self) -> Unit | None:
        """The unit in whose name one acts."""
        return self._units.get(self.seat.unit_id) if self.seat else None

    @property
    def seats(self) -> list[tuple[Seat, Unit]]:
        """All offices of mine with their units, the one I act in first."""
        return [(seat, self._units[seat.unit_id]) for seat in self.by.seats]

    @cached_property
    def below(self) -> int:
        """How many units stand below it, at most ``MOST_BELOW``; many are counted once a minute."""
        if self.seat is None:
            return 0
        key = f"below:{self.seat.path}"
        known: int | None = cache.get(key)
        if known is None:
            known = org.count_some_below(self.seat.path, MOST_BELOW)
            if known > MOST_LIVE:
                cache.set(key, known, KEPT)
        return known

    def shell(self) -> Shell:
        """The frame as ``ui/desk.html`` draws it."""
        return Shell(
            superiors=self._superiors(),
            name=self.unit.name if self.unit else str(_("还没有职务")),
            note=self._note(),
            switch=self._switch(),
            switch_search_url=url("desk:units"),
            search_url=url("desk:search"),
            me=self.by.name,
            office=self.by.office,
            me_url=url("desk:account"),
            sign_out_url=url("desk:sign-out"),
            waiting_url=url("safety:waiting"),
            nav=self._nav(),
        )

    def _note(self) -> str:
        if not self.below:
            return ""
        number = words.thousands(words.up_to(self.below, MOST_BELOW))
        return ngettext("下辖 %(n)s 家", "下辖 %(n)s 家", self.below) % {"n": number}

    @cached_property
    def waiting(self) -> int:
        """How many duties are my turn, up to ``MOST_COUNTED``; the inbox, which has counted them, says so."""
        return procedures.count_inbox(self.by)

    def _superiors(self) -> list[ShellLink]:
        if self.seat is None:
            return []
        above = [self._units[pk] for pk in paths.unit_ids(self.seat.path)[:-1]]
        readable = self.by.scope(OrgPermission.UNIT_READ)
        lineage = paths.ancestors(self.seat.path)
        return [
            ShellLink(label=unit.name, url=url("desk:unit", unit.code) if readable.covers(path) else "")
            for unit, path in zip(above, lineage, strict=True)
        ]

    def _switch(self) -> list[ShellLink]:
        """My other offices first, then units directly below."""
        others = [
            ShellLink(label=unit.name, note=str(seat.label), url=f"{url('desk:seat')}?seat={seat.appointment_id}")
            for seat, unit in self.seats[1:]
        ]
        children = org.first_children(self.by, self.unit, self.seat.path) if self.unit and self.seat else []
        return others + [
            ShellLink(label=child.name, note=child.code, url=url("desk:unit", child.code)) for child in children
        ]

    def _nav(self) -> list[NavGroup]:
        """Where one may go; what one may not see is not there."""
        if self.seat is None:
            return []
        counts = {
            "desk:inbox": words.up_to(self.waiting, MOST_COUNTED),
            "briefings:briefings": briefings.count_unread(self.by),
            "desk:units": words.up_to(self.below, MOST_BELOW),
        }
        may = tuple(self.by.holds_any(needed) for needed in _NEEDED)
        here = self.request.path
        return [
            NavGroup(
                title=title,
                links=[
                    NavItem(label, target, icon, counts.get(name) or None, _is_here(name, target, here))
                    for label, name, icon, target in lines
                ],
            )
            for title, lines in _lines(get_language(), get_script_prefix(), may)
        ]


_Entry = tuple[Any, str, str, tuple[Permission, ...]]  # label, page, icon, of which permissions one is needed
_NAV: tuple[tuple[Any, tuple[_Entry, ...]], ...] = (
    (
        "",
        (
            (gettext_lazy("收件箱"), "desk:inbox", "inbox", ()),
            (gettext_lazy("专项行动"), "campaigns:list", "flag", (CampaignPermission.READ,)),
            (gettext_lazy("统计"), "desk:figures", "chart-bar", (FactsPermission.FIGURES_READ,)),
            (gettext_lazy("简报"), "briefings:briefings", "news", (BriefingPermission.READ,)),
        ),
    ),
    (
        gettext_lazy("组织"),
        (
            (gettext_lazy("下级工会"), "desk:units", "sitemap", (OrgPermission.UNIT_READ,)),
            (gettext_lazy("筹建"), "committees:foundings", "building-community", (CommitteePermission.REPORT,)),
            (gettext_lazy("换届"), "committees:terms", "calendar-event", (OrgPermission.UNIT_READ,)),
            (gettext_lazy("会员"), "membership:members", "users", (MembershipPermission.ROLL_READ,)),
            (gettext_lazy("导入名册"), "membership:import-start", "upload", (MembershipPermission.ROLL_IMPORT,)),
            (gettext_lazy("职务"), "desk:offices", "user", (AccessPermission.OFFICE_READ,)),
        ),
    ),
    (
        gettext_lazy("业务"),
        (
            (gettext_lazy("学习培训"), "learning:desk", "school", (LearningPermission.PAPER_READ,)),
            (
                gettext_lazy("隐患治理"),
                "safety:ledger",
                "alert-triangle",
                (SafetyPermission.READ, SafetyPermission.MEND),
            ),
            (gettext_lazy("监督检查"), "safety:inspections", "clipboard-list", (InspectionPermission.READ,)),
            (gettext_lazy("投诉建议"), "feedback:voices", "messages", (FeedbackPermission.ANSWER,)),
            (gettext_lazy("联系卡"), "liaison:cards", "phone", (LiaisonPermission.CARDS,)),
            (gettext_lazy("工作记录"), "desk:journal", "history", (JournalPermission.READ,)),
            (gettext_lazy("法规"), "desk:law", "scale", ()),
            (gettext_lazy("节假日"), "desk:holidays", "calendar-event", ()),
        ),
    ),
)
_NEEDED = tuple(dict.fromkeys(needed for _title, lines in _NAV for line in lines for needed in line[3]))
_Lines = tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...]


@lru_cache(maxsize=256)
def _lines(_language: str | None, _prefix: str, may: tuple[bool, ...]) -> _Lines:
    """The navigation of all who may the same: (title, (label, page, icon, address) …), without what nobody of them may.

    ``may``: for each of ``_NEEDED``.
    """
    held = {needed for needed, holds in zip(_NEEDED, may, strict=True) if holds}
    groups = (
        (str(title), tuple((str(n), page, icon, url(page)) for n, page, icon, any_of in lines if _any(any_of, held)))
        for title, lines in _NAV
    )
    return tuple(group for group in groups if group[1])


def _any(any_of: tuple[Permission, ...], held: set[Permission]) -> bool:
    return not any_of or any(needed in held for needed in any_of)


def _is_here(name: str, target: str, here: str) -> bool:
    if name == "desk:inbox":
        return here == target
    if name == "membership:members" and here.startswith(url("membership:import-start")):
        return False  # a page of importing stands below it, but has an entry of its own
    if name == "desk:units" and here.startswith(url("committees:terms")):
        return False
    return here.startswith(target)


def frame(request: HttpRequest) -> Frame:
    """The frame of this request, worked out once."""
    if not hasattr(request, "_desk_frame"):
        request._desk_frame = Frame(request)  # type: ignore[attr-defined]
    found: Frame = request._desk_frame  # type: ignore[attr-defined]
    return found


def worker_tabs(request: HttpRequest) -> list[NavItem]:
    """The worker's four pages."""
    tabs = (
        (_("首页"), "home", "desk:home"),
        (_("学习"), "school", "desk:learn"),
        (_("办事"), "clipboard-list", "desk:do"),
        (_("我的"), "user", "desk:mine"),
    )
    return [
        NavItem(label=label, url=url(name), icon=icon, is_here=request.path == url(name)) for label, icon, name in tabs
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the frames of ``ui`` draw around every page, of the desk and of modules alike.

    ``shell`` is worked out only where a template asks for it; the worker's pages cost no query here.
    """
    return {
        "shell": SimpleLazyObject(lambda: frame(request).shell()),
        "tabs": SimpleLazyObject(lambda: worker_tabs(request)),
        "has_tour": tour.is_offered(request),
    }
