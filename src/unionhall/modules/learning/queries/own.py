"""What learning keeps about a person: told to them, and to whoever makes two files of theirs one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person
from unionhall.modules.learning.models import Sheet


def _handed_in(ids: Collection[int]) -> QuerySet[Sheet]:
    return Sheet.objects.filter(participant__person_id__in=ids, handed_in__isnull=False)


def _effects(kept: Person, gone: Person) -> list[str]:
    n = _handed_in([gone.pk]).count()
    return [_("交过的 %(n)s 份答卷转到留下的这份。交过的都还算份数，人数只算一个") % {"n": n}] if n else []


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
    tell=_tell,
    kept_because=gettext_lazy("只留答了什么、多少分，不留姓名。删了，已经上报的数就对不上了"),
)
