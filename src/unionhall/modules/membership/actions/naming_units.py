"""Which unit a row of a spreadsheet means: by code or credit code, else by name within the uploader's reach.

What the words alone do not decide is asked about once for all rows that say the same (``answering``).
"""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.reading.fields import UNIT_CODE, UNIT_NAME
from unionhall.modules.membership.permissions import MembershipPermission

_ENDINGS = ("", "工会", "工会委员会")  # an enterprise's name is often written for its union's


class Wrong(Exception):
    """One thing that is wrong with a row: in which column, and the sentence.

    ``asks``: somebody may answer it on the page, once for all rows that say the same.
    """

    def __init__(self, column: str, reason: str, *, asks: bool = False) -> None:
        self.column, self.reason, self.asks = column, reason, asks
        super().__init__(reason)


class Units:
    """The units that the uploader may write to below one unit, by code and by name.

    ``answers``: by what a cell says (``said``), the id of the unit that somebody has said it means.
    """

    def __init__(self, by: Actor, top: Unit, answers: Mapping[str, int] | None = None) -> None:
        path = org_queries.path_of(top)
        by.must(MembershipPermission.ROLL_IMPORT, at=path)
        reach = Placement.objects.open().below(path).within(by.scope(MembershipPermission.ROLL_IMPORT))
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self.by_pk: dict[int, Unit] = {}
        for placement in reach.select_related("unit"):
            unit = self.by_pk[placement.unit_id] = placement.unit
            self.by_code[unit.code.upper()] = unit
            if unit.uscc:
                self.by_code[unit.uscc.upper()] = unit
            self.by_name[normalise(unit.name)].append(unit)
        self._answered = {text: self.by_pk[pk] for text, pk in (answers or {}).items() if pk in self.by_pk}
        self.only = top if kinds[top.kind].is_grassroots else None
        self._found: dict[tuple[str, str, str], int] = {}

    def id_of(self, code: str, name: str, sheet: str = "") -> int:
        """The key of the grassroots unit that a row means; asked for each row, found out once. Raises Wrong.

        ``sheet``: the name of the sheet the row stands on; a sheet called like a unit stands for it.
        """
        key = code, name, sheet
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.find(code, name, sheet).pk
        return found

    def find(self, code: str, name: str, sheet: str = "") -> Unit:
        """The grassroots unit that a row means. Raises Wrong with the column and the sentence."""
        unit = self._answered.get(said(code or name))
        if unit is None:
            unit = self._by_code(code) if code else self._by_name(name, sheet)
        column = UNIT_CODE if code else UNIT_NAME
        if unit.state == Unit.State.ENDED:
            raise Wrong(column, _("这个单位已经撤销，会员写到别的单位"))
        if not kinds[unit.kind].is_grassroots:
            raise Wrong(column, _("%(unit)s是上级工会，会员要写到基层工会") % {"unit": unit})
        return unit

    def _by_code(self, code: str) -> Unit:
        unit = self.by_code.get("".join(code.split()).upper())
        if unit is None:
            raise Wrong(UNIT_CODE, _("没有这个代码的单位，或者不归您管。先成立单位，再导会员"), asks=True)
        return unit

    def _by_name(self, name: str, sheet: str) -> Unit:
        if not name:
            called = self.called(sheet) if sheet else []
            if self.only is None and len(called) != 1:
                raise Wrong(UNIT_NAME, _("写上单位代码，不知道这个人是哪个单位的"))
            return self.only or called[0]
        found = self.called(name)
        if not found:
            raise Wrong(UNIT_NAME, _("没有叫这个名称的单位，或者不归您管。写单位代码最稳当"), asks=True)
        if len(found) > 1:
            text = ngettext(
                "有 %(n)s 个单位都叫这个名称，写上单位代码", "有 %(n)s 个单位都叫这个名称，写上单位代码", len(found)
            ) % {"n": len(found)}
            raise Wrong(UNIT_NAME, text, asks=True)
        return found[0]

    def called(self, name: str) -> list[Unit]:
        """The units of a name, also where an enterprise's is written for its union's."""
        key = normalise(name)
        return next((found for ending in _ENDINGS if key and (found := self.by_name.get(key + ending))), [])


def said(text: str) -> str:
    """What a cell says of a unit, as answers are found by: 60 characters suffice to tell units apart."""
    return normalise(text[:60])
