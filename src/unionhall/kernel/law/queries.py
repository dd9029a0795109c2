"""Asking the law for a date and a region.

Rules lie in layers: the national one, over it that of the installation's region (chosen by an administrator, else
``UNIONHALL_REGION``), over both what the installation added itself. A layer's rule takes the place of those with its
id or named in its ``over``. Rules of other regions are kept for comparison and answer only to their own id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from django.conf import settings

from unionhall.kernel.law.citing import Citation, Sentence, listed
from unionhall.kernel.law.own import chosen_region, edition, own_layers, own_names
from unionhall.kernel.law.records import BASES, KINDS, Band, Rule, chinese_number, share_text
from unionhall.kernel.law.shipped import ELSEWHERE, LAYERS, NATIONAL, REGIONS, shipped

__all__ = [
    "BASES",
    "ELSEWHERE",
    "KINDS",
    "NATIONAL",
    "REGIONS",
    "Band",
    "Citation",
    "Rule",
    "Sentence",
    "chinese_number",
    "listed",
    "share_text",
]


def region() -> str:
    """The region of this installation; "" for none: what an administrator chose, else what the environment says."""
    chosen = chosen_region()
    found: str = settings.UNIONHALL_REGION if not chosen else "" if chosen == NATIONAL else chosen
    return found


def is_region_chosen() -> bool:
    """Whether an administrator chose the region; otherwise it is the environment's."""
    return bool(chosen_region())


def layers() -> dict[str, str]:
    """All layers by key, with what they are called; the installation's own last."""
    return {key: str(label) for key, label in LAYERS.items()} | dict(own_names())


def own_layer_names() -> dict[str, str]:
    """The installation's own layers by key, with what they are called."""
    return dict(own_names())


def rule(rule_id: str, on: date, *, region: str | None = None) -> Rule:
    """The version of a rule that is in force on a day, as the region and the installation have it.

    ``region`` None: the installation's; "" the national text alone. Raises KeyError for an id that is not kept at all,
    LookupError where no version was in force on that day.
    """
    names, answer = {rule_id}, None
    for index in _chain(region):
        hit = next((each for name in sorted(names) for each in index.get(name, ()) if each.holds(on)), None)
        if hit is not None:
            answer = hit
            names.add(hit.id)
    if answer is None:
        answer = next((each for each in versions(rule_id) if each.holds(on)), None)
    if answer is None:
        raise LookupError(f"no version of {rule_id} is in force on {on}")
    return answer


def is_rule(rule_id: str) -> bool:
    """Whether a rule of this id is kept, in whatever version and layer."""
    return rule_id in _own_ids()


def versions(rule_id: str) -> list[Rule]:
    """Every version of a rule in every layer, the earliest first. Raises KeyError for an id that is not kept."""
    found = _own_ids()[rule_id]
    return sorted(found, key=lambda each: (each.since, each.version))


def rules_named(rule_id: str) -> list[Rule]:
    """Every shipped version of a rule; none for an id that is not shipped."""
    return [each for rows in shipped().values() for each in rows if each.id == rule_id]


def in_place_of(rule_id: str) -> list[Rule]:
    """The rules of other layers that stand in the place of this one where they hold."""
    return [each for layer in _all_layers() for each in layer if rule_id in each.over]


def by_stamp(stamp: str) -> Rule | None:
    """The very version that was frozen somewhere as "id@version"; None if it is not kept any more."""
    rule_id, _at, version = stamp.partition("@")
    found = _own_ids().get(rule_id, ())
    return next((each for each in found if each.version == version), None)


def rules(on: date | None = None, *, layer: str = "") -> list[Rule]:
    """All rules by layer in the order of the files; those in force on a day, or every version; of one layer, or all."""
    found = [each for rows in _all_layers() for each in rows]
    return [each for each in found if (on is None or each.holds(on)) and (not layer or each.layer == layer)]


def citable(on: date) -> list[tuple[str, list[Rule]]]:
    """What this installation may cite on a day, by subject: national, its region's and its own rules in force."""
    here = {NATIONAL, region(), *own_names()}
    found: dict[str, list[Rule]] = {}
    for each in rules(on):
        if each.layer in here and each.kind != "change":
            found.setdefault(each.subject, []).append(each)
    return list(found.items())


def choices(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """``citable`` as the groups of a list to choose from: id, and the article with what it says."""
    return [(subject, [(each.id, f"{each.cite()} {each.fact}") for each in rows]) for subject, rows in citable(on)]


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands for one question on either side of a comparison; None where nothing does."""

    left: Rule | None
    right: Rule | None

    @property
    def differs(self) -> bool:
        """Whether the two sides say something else, by number or by words."""
        return _said(self.left) != _said(self.right)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the law of a region ("" national) on a day."""

    region: str
    on: date


def compare(left: Side, right: Side) -> list[Pair]:
    """Every question that either side answers, side by side: a region's rule beside the one it takes the place of."""
    one, other = _answers(left), _answers(right)
    keys = list(one) + [key for key in other if key not in one]
    pairs = [Pair(one.get(key), other.get(key)) for key in keys]
    return list(dict.fromkeys(pairs))


def _answers(side: Side) -> dict[str, Rule]:
    """The rules that hold on one side, by the id of the question: the national id where there is one."""
    layers_here = [NATIONAL, *([side.region] if side.region else [])]
    found: dict[str, Rule] = {}
    for key in layers_here:
        for each in _layer(key):
            if each.holds(side.on) and each.kind != "change":
                for name in [name for name in each.over if name in found] or [each.id]:
                    found[name] = each
    return found


def _said(rule: Rule | None) -> tuple[object, ...] | None:
    if rule is None:
        return None
    if rule.numbers or rule.bands:
        return rule.numbers, rule.measure, rule.day_kind, rule.scale, rule.bands, rule.base, rule.number_text
    return (rule.fact,)


Index = dict[str, tuple[Rule, ...]]


def _layer(key: str) -> tuple[Rule, ...]:
    return shipped().get(key) or own_layers().get(key, ())


def _all_layers() -> tuple[tuple[Rule, ...], ...]:
    return (*shipped().values(), *own_layers().values())


def _chain(wanted: str | None) -> Iterable[Index]:
    """The layers that hold, each by the ids it answers to: national, the region's, the installation's own."""
    here = region() if wanted is None else wanted
    yield _index(NATIONAL)
    if here:
        yield _index(here)
    if wanted is None:
        yield from _own_indexes(edition())


@cache
def _index(layer: str) -> Index:
    return _by_answer(shipped()[layer])


@lru_cache(maxsize=1)
def _own_indexes(_edition: str) -> tuple[Index, ...]:
    return tuple(_by_answer(rows) for rows in own_layers().values())


def _by_answer(rows: Iterable[Rule]) -> Index:
    found: Index = {}
    for each in rows:
        for name in (each.id, *each.over):
            found[name] = (*found.get(name, ()), each)
    return found


def _own_ids() -> Index:
    return _everything(edition())


@lru_cache(maxsize=1)
def _everything(_edition: str) -> Index:
    found: Index = {}
    for rows in _all_layers():
        for each in rows:
            found[each.id] = (*found.get(each.id, ()), each)
    return found
