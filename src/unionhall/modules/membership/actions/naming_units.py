"""Which unit a row of a spreadsheet means: by code or credit code, else by name within the uploader's reach."""

from collections import defaultdict

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.declare import kinds
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.reading.fields import UNIT_CODE, UNIT_NAME
from unionhall.modules.membership.permissions import MembershipPermission

_ENDINGS = ("", "工会", "工会委员会")  # an enterprise's name is often written for its union's


class Wrong(Exception):
    """One thing that is wrong with a row: in which column, and the sentence."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


class Units:
    """The units that the uploader may write to below one unit, by code and by name."""

    def __init__(self, by: Actor, top: Unit) -> None:
        path = org_queries.path_of(top)
        by.must(MembershipPermission.ROLL_IMPORT, at=path)
        reach = Placement.objects.open().below(path).within(by.scope(MembershipPermission.ROLL_IMPORT))
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        for placement in reach.select_related("unit"):
            unit = placement.unit
            self.by_code[unit.code.upper()] = unit
            if unit.uscc:
                self.by_code[unit.uscc.upper()] = unit
            self.by_name[normalise(unit.name)].append(unit)
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
            raise Wrong(UNIT_CODE, _("没有这个代码的单位，或者不归您管。先成立单位，再导会员"))
        return unit

    def _by_name(self, name: str, sheet: str) -> Unit:
        if not name:
            called = self._called(sheet) if sheet else []
            if self.only is None and len(called) != 1:
                raise Wrong(UNIT_NAME, _("写上单位代码，不知道这个人是哪个单位的"))
            return self.only or called[0]
        found = self._called(name)
        if not found:
            raise Wrong(UNIT_NAME, _("没有叫这个名称的单位，或者不归您管。写单位代码最稳当"))
        if len(found) > 1:
            raise Wrong(UNIT_NAME, _("有 %(n)s 个单位都叫这个名称，写上单位代码") % {"n": len(found)})
        return found[0]

    def _called(self, name: str) -> list[Unit]:
        key = normalise(name)
        return next((found for ending in _ENDINGS if key and (found := self.by_name.get(key + ending))), [])
