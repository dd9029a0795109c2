"""The installation's own layers are added, changed and removed, its region is chosen; each is looked at before."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.law import own, queries
from unionhall.kernel.law.models import Edition, Layer, Row
from unionhall.kernel.law.permissions import LawPermission
from unionhall.kernel.law.reading import ReadRules, overlap, read, row_of
from unionhall.kernel.law.records import Rule


@dataclass(frozen=True, slots=True)
class Change:
    """One rule of a file: what it adds or changes, what held the day before and would hold on its first day."""

    place: int
    rule: Rule
    was: Rule | None  # the same version in this layer now; None: it is new
    before: Rule | None  # what the installation goes by on the day before it begins
    instead: Rule | None  # what would hold on its first day without it


@dataclass(slots=True)
class Plan:
    """What a file would do: new and changed rules, those that stay as they are, and what speaks against it by row."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """How many rules would be written."""
        return len(self.added) + len(self.changed)


def plan(by: Actor, text: str, layer: Layer | None = None) -> Plan:
    """What a text of rules would do in a layer (None: a new one); writes nothing. Raises Denied without the right."""
    _must_edit(by)
    return _plan(read(text), layer)


def _plan(given: ReadRules, layer: Layer | None) -> Plan:
    kept = _rules_of(layer)
    found = Plan(wrong=list(given.wrong))
    for place, rule in given.rules:
        found.wrong += [f"{_place(place, rule)}{why}" for why in _conflicts(rule, kept, given)]
        was = kept.get(rule.stamp)
        change = Change(place, rule, was, _held(rule, before=True), _held(rule, before=False))
        if was is None:
            found.added.append(change)
        elif row_of(was) == row_of(rule):
            found.same += 1
        else:
            found.changed.append(change)
    return found


def _conflicts(rule: Rule, kept: dict[str, Rule], given: ReadRules) -> list[str]:
    """What speaks against one rule: it replaces an unknown one, has another shape, meets a version on the same day."""
    wrong = []
    stamps = {each.stamp for _place, each in given.rules}
    for stamp, other in kept.items():
        if stamp not in stamps and {rule.id, *rule.over} & {other.id, *other.over} and overlap(rule, other):
            wrong.append(_("和这一层已有的 %(stamp)s 在同一天都有效，先给它写上废止日期") % {"stamp": stamp})
    for name in (rule.id, *rule.over):
        if name in rule.over and not queries.is_rule(name):
            wrong.append(_("没有 %(id)s 这条规则，代替不了") % {"id": name})
            continue
        model = next(iter(queries.rules_named(name)), None)
        if model is not None and model.layer != rule.layer and (why := _misfit(rule, model)):
            wrong.append(why)
    return wrong


def _misfit(rule: Rule, model: Rule) -> str:
    """The program counts on the shape of what it asks: a term in years must stay one."""
    if not model.numbers or (rule.numbers and rule.measure == model.measure):
        return ""
    values = {"id": model.id, "number": model.number_text, "measure": model.measure}
    return _("%(id)s 是“%(number)s”，代替它也要写数，计量也要是“%(measure)s”") % values


def _held(rule: Rule, *, before: bool) -> Rule | None:
    day = rule.since - timedelta(days=1) if before else rule.since
    for name in (*rule.over, rule.id):
        try:
            return queries.rule(name, day)
        except LookupError:  # none was in force, or (KeyError) none is kept
            continue
    return None


def save(by: Actor, name: str, text: str, *, layer: Layer | None = None, file_name: str = "") -> Layer:
    """Write what ``plan`` showed: a new layer, or more and changed rules in one that is there.

    Raises Denied without ``LawPermission.EDIT``, Refused for a taken name and for what ``plan`` finds wrong.
    """
    _must_edit(by)
    name = name.strip()
    if not name:
        raise Refused(Reason("name", _("写上这一层叫什么，如“青禾区总工会的规定”")))
    if layer is None and Layer.objects.filter(name=name).exists():
        raise Refused(Reason("name", _("已经有一层叫“%(name)s”，换个名字，或者加到那一层里") % {"name": name}))
    found = _plan(read(text), layer)
    if found.wrong:
        raise Refused(*(Reason("rule", each) for each in found.wrong))
    if not found.added and not found.changed and layer is not None:
        raise Refused(Reason("same", _("和现在的一样，没有要改的")))
    changes = [*found.added, *found.changed]
    with transaction.atomic():
        if layer is None:
            layer = Layer.objects.create(name=name, added=clock.now(), file_name=file_name[:120])
            verb, data = "law.layer_added", {"name": name, "rows": len(changes)}
        else:
            verb = "law.layer_changed"
            data = {"name": layer.name, "added": len(found.added), "changed": len(found.changed)}
        rows = [
            Row(layer=layer, rule=each.rule.id, version=each.rule.version, data=_frozen(each.rule)) for each in changes
        ]
        Row.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["layer", "rule", "version"], update_fields=["data"]
        )
        journal.write(by=by, verb=verb, subject=layer, data=data)
        _renew()
    own.forget()
    return layer


def remove(by: Actor, layer: Layer) -> None:
    """Take a layer away; what it stood in place of holds again. Raises Denied without ``LawPermission.EDIT``.

    Due dates and journal lines keep the stamp of the rule they were made by.
    """
    _must_edit(by)
    with transaction.atomic():
        data = {"name": layer.name, "rows": layer.rows.count()}
        journal.write(by=by, verb="law.layer_removed", subject=layer, data=data)
        layer.delete()
        _renew()
    own.forget()


def choose_region(by: Actor, region: str) -> None:
    """Go by a region's rules from now on, or ("") by the national ones alone; due dates that are stored stay.

    Raises Denied without ``LawPermission.EDIT``, Refused for a region that is not shipped or holds already.
    """
    _must_edit(by)
    if region and region not in queries.REGIONS:
        raise Refused(Reason("region", _("没有这个地区的规定")))
    if region == queries.region() and queries.is_region_chosen():
        raise Refused(Reason("same", _("现在就按这个，没有要改的")))
    with translation.override("zh-hans"):  # the journal's lines are Chinese
        name = queries.layers()[region or queries.NATIONAL]
    with transaction.atomic():
        if region:
            journal.write(by=by, verb="law.region_chosen", data={"region": name})
        else:
            journal.write(by=by, verb="law.region_left")
        _renew(region=region or queries.NATIONAL)
    own.forget()


def _rules_of(layer: Layer | None) -> dict[str, Rule]:
    if layer is None:
        return {}
    return {each.stamp: each for each in queries.rules(layer=own.key_of(layer.pk))}


def _frozen(rule: Rule) -> str:
    return json.dumps(row_of(rule), ensure_ascii=False, default=str)


def _place(place: int, rule: Rule) -> str:
    return _("第 %(n)s 条（%(id)s）：") % {"n": place, "id": rule.id}


def _must_edit(by: Actor) -> None:
    """The layers are the installation's, of no unit: whoever holds the permission anywhere keeps them."""
    if not by.holds_any(LawPermission.EDIT):
        raise Denied(LawPermission.EDIT.value)


def _renew(**changed: str) -> None:
    Edition.objects.update_or_create(pk=1, defaults={"token": uuid4().hex, **changed})
