"""What a file does, counted while it is compared with the roll: per outcome, per unit, per field."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership.actions.planning import Outcome, Plan, sentence
from unionhall.modules.membership.models import Membership

MUCH_OF_A_FIELD = 0.3  # of the people on file whom the file names
MUCH_OF_A_UNIT = 0.1  # of its members
FEW = 3  # what concerns fewer people is no warning: a small union changes by halves every month
EXAMPLES = 3

_MOVED, _NO_FIELDS = Outcome.MOVED, list[str]()
COUNTS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.MOVED: "moved",
    Outcome.LEAVER: "leavers",
    Outcome.UNCHANGED: "unchanged",
    Outcome.CONFLICT: "conflicts",
    Outcome.PROBLEM: "problems",
}


def field_label(key: str) -> str:
    """A field of the roll as an officer calls it."""
    return {
        "name": _("姓名"),
        "document_kind": _("证件类型"),
        "document": _("证件号码"),
        "phone": _("手机号"),
        "sex": _("性别"),
        "born": _("出生日期"),
        "group": _("工会小组"),
    }.get(key, key)


@dataclass
class Report:
    """What a file does, or did: rows by outcome, and the rows that were not taken with the reason."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    leavers: int = 0  # people, who have no row
    unchanged: int = 0
    conflicts: int = 0
    problems: int = 0  # rows, not faults
    warnings: int = 0
    problem_rows: list[dict[str, object]] = field(default_factory=list)
    conflict_rows: list[dict[str, object]] = field(default_factory=list)
    warning_rows: list[dict[str, object]] = field(default_factory=list)
    import_id: int | None = None
    found: int = 0  # memberships begun by it that stand in the database, counted after the last commit
    gone: int = 0  # memberships ended by it, counted likewise
    written: dict[str, int] = field(default_factory=dict)  # rows of the ledger that were applied, by outcome
    undone: dict[str, Any] = field(default_factory=dict)  # see undoing

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` and the stored import."""
        return asdict(self)


class _Told(NamedTuple):
    """What one row does, as far as it is counted: a plan without the values of the person."""

    outcome: str
    unit_id: int
    number: int
    sheet: str
    person_id: int | None
    may_be: list[int]
    left_unit_id: int | None
    fields: list[str]
    conflict: str


def _told(plan: Plan) -> _Told:
    person, membership, candidate, outcome = plan.person, plan.membership, plan.candidate, plan.outcome
    return _Told(
        outcome,
        candidate.unit_id,
        candidate.number,
        candidate.sheet,
        person.pk if person is not None else None,
        plan.may_be,
        membership.unit_id if membership is not None and outcome is _MOVED else None,
        plan.fields if plan.changes or plan.group is not None else _NO_FIELDS,
        plan.conflict,
    )


class Tally:
    """Grows by chunks of plans, in the order of the ledger; counted when everything is known."""

    def __init__(self) -> None:
        self._rows: list[_Told] = []
        self.outcomes: Counter[str] = Counter()
        self.fields: Counter[str] = Counter()
        self.examples: dict[str, list[int]] = defaultdict(list)
        self.matched = 0
        self.units: dict[int, Counter[str]] = defaultdict(Counter)
        self.spoken_for: set[int] = set()  # people whom some row is about, or may be about
        self.conflicts: list[dict[str, object]] = []

    def add(self, plans: Iterable[Plan]) -> None:
        """The next rows of the file."""
        self._rows.extend(map(_told, plans))

    def amend(self, place: int, plan: Plan) -> None:
        """A row of the file turned out to do something else; ``place`` from 1."""
        self._rows[place - 1] = _told(plan)

    def count(self) -> None:
        """Count what was added."""
        for (unit_id, outcome), n in Counter((row.unit_id, row.outcome) for row in self._rows).items():
            self.outcomes[outcome] += n
            self.units[unit_id][outcome] += n
        known = [row.person_id for row in self._rows if row.person_id is not None]
        self.matched = len(known)
        self.spoken_for.update(known)
        for place, row in enumerate(self._rows, 1):
            if row.fields or row.conflict or row.left_unit_id is not None:
                self._count_one(place, row)

    def _count_one(self, place: int, row: _Told) -> None:
        self.spoken_for.update(row.may_be)
        if row.left_unit_id is not None:
            self.units[row.left_unit_id]["out"] += 1
        for key in row.fields:
            self.fields[key] += 1
            if len(self.examples[key]) < EXAMPLES:
                self.examples[key].append(place)
        if row.conflict:
            reason = sentence(row.conflict)
            told: dict[str, object] = {"row": row.number, "column": "", "value": "", "reason": reason}
            self.conflicts.append(told | {"sheet": row.sheet} if row.sheet else told)

    def leave(self, unit_id: int) -> None:
        """Count one leaver."""
        self.outcomes[Outcome.LEAVER] += 1
        self.units[unit_id][Outcome.LEAVER] += 1

    def counts(self) -> dict[str, int]:
        """Rows by outcome, under the names of the report; problems are counted elsewhere."""
        return {name: self.outcomes[outcome] for outcome, name in COUNTS.items() if outcome != Outcome.PROBLEM}

    def effects(self) -> dict[str, Any]:
        """What is stored with the import: figures alone, nothing about a person."""
        before = members_of(self.units)
        units = {}
        for unit_id, counted in self.units.items():
            gain = counted[Outcome.NEW] + counted[Outcome.MOVED] - counted["out"] - counted[Outcome.LEAVER]
            had = before.get(unit_id, 0)
            numbers = {name: counted[outcome] for outcome, name in COUNTS.items() if counted[outcome]}
            units[str(unit_id)] = {"before": had, "after": had + gain, "out": counted["out"], **numbers}
        fields = {key: {"n": n, "of": self.matched, "places": self.examples[key]} for key, n in self.fields.items()}
        return {"units": units, "fields": fields}


def members_of(unit_ids: Any) -> dict[int, int]:
    """Open memberships by unit."""
    rows = Membership.objects.open().filter(unit_id__in=list(unit_ids)).order_by().values("unit_id")
    return dict(rows.annotate(n=Count("pk")).values_list("unit_id", "n"))


def warnings_of(effects: dict[str, Any]) -> list[tuple[str, str]]:
    """What is so much that one should look twice: (what, sentence)."""
    found = []
    for key, counted in effects["fields"].items():
        if counted["n"] >= FEW and counted["n"] >= MUCH_OF_A_FIELD * counted["of"]:
            share = round(100 * counted["n"] / counted["of"])
            text = _("%(n)s 个人的这一项会变，占在册的 %(share)s%%。看看是不是错了列")
            found.append((field_label(key), text % {"n": counted["n"], "share": share}))
    units = effects["units"]
    names = org_queries.names_of(int(unit_id) for unit_id in units)
    for unit_id, counted in units.items():
        touched = counted.get("changed", 0) + counted.get("leavers", 0) + counted["out"]
        if touched >= FEW and touched >= MUCH_OF_A_UNIT * counted["before"]:
            share = round(100 * touched / counted["before"])
            text = _("这个单位有 %(n)s 个会员会变动，占原有的 %(share)s%%")
            found.append((names.get(int(unit_id), ""), text % {"n": touched, "share": share}))
    return found
