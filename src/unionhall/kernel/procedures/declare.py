"""Procedures as tables that a lawyer can read: states, steps with what they need, clocks with their rule.

Modules register theirs in their app's ``ready()``; afterwards the registry is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Actor, Permission, Reason
from unionhall.kernel.journal import declare as journal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Procedural(models.Model):
    """A thing that goes through a procedure. The subclass adds ``unit``, a foreign key to the unit that holds it."""

    procedure: ClassVar[str]  # key of the declared procedure
    read_with: ClassVar[tuple[str, ...]] = ()  # what its guards look at beside it, loaded with it for a step
    is_addressed_by_id: ClassVar[bool] = False  # its page's address holds nothing of it but its id
    unit_id: int

    state = models.CharField(max_length=30, db_index=True)  # written by procedures.actions alone

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page on which the next step is taken; "" if it has none."""
        return ""

    def duty_title(self) -> str:
        """How the thing is called in an inbox: at most 160 characters are kept; no names that may not show there."""
        return str(self)

    def rule_of(self, timed: Clock) -> str:
        """The rule by which one of its clocks runs; the table's, unless things of this kind differ in it."""
        return timed.rule

    def about_person_ids(self) -> tuple[int, ...]:
        """The people it is about, who must not decide on it nor see its duties."""
        return ()


class _Public:
    """Stands for "no office needed": the step is open to whoever the module lets in."""

    def __repr__(self) -> str:
        return "PUBLIC"


PUBLIC: Final = _Public()
Guard = Callable[[Any, Actor], Reason | None]


@dataclass(frozen=True, slots=True)
class State:
    """Where an item may stand. Nothing leads out of a final state."""

    key: str
    label: StrOrPromise
    final: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A way from one or more states to another. ``needs`` None: nobody may (except the system)."""

    key: str
    label: StrOrPromise
    source: str | tuple[str, ...]
    target: str
    needs: Permission | _Public | None
    guards: tuple[Guard, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The states from which it may be taken."""
        return (self.source,) if isinstance(self.source, str) else self.source


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """So many working days; the first is the one after the clock opened."""

    number: int


@dataclass(frozen=True, slots=True)
class Days:
    """So many days; the first is the one after the clock opened."""

    number: int


@dataclass(frozen=True, slots=True)
class Until:
    """The date that an attribute of the item gives; none if it is None."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What must be done by when: a duty opens with the state and is met by one of the steps.

    Reaching a final state ends all open duties of the item.
    """

    key: str
    label: StrOrPromise
    opens_in: str
    met_by: tuple[str, ...]
    needs: Permission
    length: WorkingDays | Days | Until | None = None
    rule: str = ""  # id in kernel.law
    rises: bool = True  # overdue, it also stands in the inbox of the union above
    may_pause: bool = False  # it may be stopped, with a reason
    may_extend: bool = False  # it may be given more time, with a reason


@dataclass(frozen=True)
class Procedure:
    """A procedure; the first state is the one it begins in."""

    key: str
    label: StrOrPromise
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...] = ()
    begun: StrOrPromise = ""  # the journal's sentence for the beginning; "" = the label
    follows_unit: bool = True  # open items go over to the successor of a merged unit; False: the module sees to them

    @property
    def begins_in(self) -> str:
        """The key of the first state."""
        return self.states[0].key

    def state(self, key: str) -> State:
        """The state with this key. Raises KeyError if there is none."""
        return _named(self.states, key)

    def step(self, key: str) -> Step:
        """The step with this key. Raises KeyError if there is none."""
        return _named(self.steps, key)

    def clock(self, key: str) -> Clock:
        """The clock with this key. Raises KeyError if there is none."""
        return _named(self.clocks, key)

    @property
    def begun_verb(self) -> str:
        """The journal's verb for the beginning."""
        return f"{self.key}.begun"

    def step_verb(self, step: Step) -> str:
        """The journal's verb for a step."""
        return f"{self.key}.{step.key}"


Part = TypeVar("Part", State, Step, Clock)
_procedures: dict[str, Procedure] = {}
procedures: Mapping[str, Procedure] = MappingProxyType(_procedures)


def register_procedures(*declared: Procedure) -> None:
    """Make procedures known, and their verbs to the journal ("<procedure>.begun", "<procedure>.<step>").

    Raises ValueError for a key that is already used and for a table with a mistake in it.
    """
    for procedure in declared:
        if wrong := mistakes(procedure):
            raise ValueError(f"procedure {procedure.key}: {'; '.join(wrong)}")
        if _procedures.setdefault(procedure.key, procedure) is not procedure:
            raise ValueError(f"procedure {procedure.key} is declared twice")
        verbs = {procedure.step_verb(step): step.label for step in procedure.steps}
        journal.verbs(procedure.key, {procedure.begun_verb: procedure.begun or procedure.label, **verbs})
        if any(clock.may_pause or clock.may_extend for clock in procedure.clocks):
            halting = {"paused": _("停了表"), "resumed": _("接着走表"), "extended": _("延期到 {due}")}
            journal.verbs(procedure.key, {f"{procedure.key}.{verb}": said for verb, said in halting.items()})


def mistakes(procedure: Procedure) -> list[str]:
    """What is wrong with a table, as sentences: names used twice or unknown, dead ends, unreachable states."""
    states = {state.key: state for state in procedure.states}
    steps = {step.key for step in procedure.steps}
    wrong = [f"{key} is used twice" for part in _parts(procedure) for key in sorted(_twice(part))]
    wrong += ["there is no state"] if not states else []
    for step in procedure.steps:
        wrong += [f"step {step.key}: no state {key}" for key in (*step.sources, step.target) if key not in states]
        wrong += [f"step {step.key} leads out of {k}" for k in step.sources if k in states and states[k].final]
    for clock in procedure.clocks:
        wrong += [f"clock {clock.key}: no state {clock.opens_in}"] if clock.opens_in not in states else []
        wrong += [f"clock {clock.key}: no step {key}" for key in clock.met_by if key not in steps]
        wrong += [f"clock {clock.key} is met by nothing"] if not clock.met_by else []
        is_final = clock.opens_in in states and states[clock.opens_in].final
        wrong += [f"clock {clock.key} opens in a final state"] if is_final else []
    if "begun" in steps:
        wrong.append("a step may not be called begun")
    return wrong or _dead_ends(procedure)


def _dead_ends(procedure: Procedure) -> list[str]:
    reached, waiting = set[str](), [procedure.begins_in]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [step.target for step in procedure.steps if state in step.sources]
    exits = {key for step in procedure.steps for key in step.sources}
    wrong = [f"state {s.key} is never reached" for s in procedure.states if s.key not in reached]
    return wrong + [f"nothing leads out of {s.key}" for s in procedure.states if not s.final and s.key not in exits]


def _parts(procedure: Procedure) -> list[list[str]]:
    return [[part.key for part in parts] for parts in (procedure.states, procedure.steps, procedure.clocks)]


def _twice(keys: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {key for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]


def _named(parts: Iterable[Part], key: str) -> Part:
    for part in parts:
        if part.key == key:
            return part
    raise KeyError(key)


def procedure_of(item: Procedural) -> Procedure:
    """The declared procedure of an item. Raises KeyError if it was never declared."""
    return procedures[item.procedure]


def model_of(key: str) -> type[Procedural]:
    """The model whose items go through a procedure. Raises KeyError if there is none."""
    waiting = list(Procedural.__subclasses__())
    while waiting:
        model = waiting.pop()
        if not model._meta.abstract and getattr(model, "procedure", None) == key:
            return model
        waiting += model.__subclasses__()
    raise KeyError(key)
