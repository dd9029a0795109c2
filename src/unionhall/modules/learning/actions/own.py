"""What learning keeps about a person: told to them, and to whoever makes two files of theirs one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.actor import Actor
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.learning.actions.counting import FLAGS, count_as_before, settle
from unionhall.modules.learning.models import Sheet


def _handed_in(ids: Collection[int]) -> QuerySet[Sheet]:
    return Sheet.objects.filter(participant__person_id__in=ids, handed_in__isnull=False)


def _effects(kept: Person, gone: Person) -> list[str]:
    n = _handed_in([gone.pk]).count()
    if not n:
        return []
    return [
        ngettext(
            "交过的 %(n)s 份答卷转到留下的这份。同一份卷子两部手机都答过的，只算先开始的那部",
            "交过的 %(n)s 份答卷转到留下的这份。同一份卷子两部手机都答过的，只算先开始的那部",
            n,
        )
        % {"n": n}
    ]


def _merge(kept: Person, gone: Person) -> list[list[Any]]:
    """What counts of a paper that both sat is worked out anew; what was counted before, to put it back."""
    sheets = _handed_in([kept.pk]).only("pk", *FLAGS)  # the rows name ``kept`` by now
    before = {sheet.pk: _flags(sheet) for sheet in sheets}
    settle(Actor.system("learning"), [kept.pk], moves_presence=False)
    return [[sheet.pk, *before[sheet.pk]] for sheet in sheets.all() if _flags(sheet) != before[sheet.pk]]


def _unmerge(kept: Person, gone: Person, data: list[list[Any]]) -> None:
    count_as_before(
        Actor.system("learning"), {pk: (date.fromisoformat(day) if day else None, *flags) for pk, day, *flags in data}
    )


def _flags(sheet: Sheet) -> list[Any]:
    day = sheet.counted_on.isoformat() if sheet.counted_on else ""
    return [day, *(getattr(sheet, name) for name in FLAGS[1:])]


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows = _handed_in(ids).select_related("assignment__paper").defer("answers", "receipts").order_by("-handed_in")
    return [
        Told(
            _("%(day)s 交了答卷《%(title)s》，%(marks)s 分")
            % {
                "day": row.handed_in.date().isoformat() if row.handed_in else "",
                "title": row.assignment.paper.title if row.assignment.paper else "",
                "marks": row.marks,
            }
        )
        for row in rows
    ]


SHEETS = Holding(
    key="learning.sheets",
    label=gettext_lazy("答卷"),
    effects=_effects,
    merge=_merge,
    unmerge=_unmerge,
    tell=_tell,
    kept_because=gettext_lazy("只留答了什么、多少分，不留姓名。删了，已经上报的数就对不上了"),
)
