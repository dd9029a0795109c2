"""Who acts, and what they may do where: pure, loaded once per request by ``kernel.access``.

*What* (a permission) is kept apart from *where* (a grant's place and reach). Three questions have one source:
``actor.may(P, at=path)`` for an act, ``actor.scope(P)`` for a list, ``access.queries.who_may(P, at=path)`` for people.
Deny by default; an unknown permission raises.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from django.db import models

from unionhall.kernel import path as paths


class Permission(models.TextChoices):
    """Base of the closed lists of permissions: each member is ``NAME = "module.name", _("human sentence")``."""


class Reach(StrEnum):
    """How far a grant reaches from its unit."""

    HERE = "here"  # this unit alone
    BELOW = "below"  # this unit and everything under it


Row = TypeVar("Row", bound=models.Model)
_known: dict[str, Permission] = {}


def register_permissions(*lists: type[Permission]) -> None:
    """Make permissions known; called from an app's ``ready``. A key that two lists use raises ValueError."""
    for closed in lists:
        for member in closed:
            if _known.setdefault(member.value, member) is not member:
                raise ValueError(f"permission {member.value} is declared twice")


def known_permissions() -> dict[str, Permission]:
    """All permissions by key, sorted."""
    return dict(sorted(_known.items()))


def permission_of(key: str) -> Permission | None:
    """The permission of this key; None where no list declares it (any more)."""
    return _known.get(key)


class Denied(Exception):
    """What was asked for may not be seen: shown as not found, so that its existence is not given away."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an act is refused: a stable code and a sentence for the person who tried."""

    code: str
    text: str


class Refused(Exception):
    """A rule says no, to somebody who may know it; carries the reasons as sentences."""

    def __init__(self, *reasons: Reason | str) -> None:
        self.reasons = [reason if isinstance(reason, Reason) else Reason("", str(reason)) for reason in reasons]
        super().__init__("; ".join(str(reason.text) for reason in self.reasons))


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission at one place."""

    permission: str
    path: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the tree: single paths (``here``) and whole subtrees (``below``)."""

    here: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether the unit at ``path`` is in the scope."""
        return path in self.here or any(paths.covers(top, path) for top in self.below)

    @property
    def is_empty(self) -> bool:
        """Nothing at all is in the scope."""
        return not self.here and not self.below

    @property
    def is_everything(self) -> bool:
        """The whole tree is in the scope, so a list needs no filter."""
        return paths.ROOT in self.below


@dataclass(frozen=True, slots=True)
class Seat:
    """An office somebody holds today: where, and what it is called."""

    appointment_id: int
    unit_id: int
    path: str
    office: str
    label: str


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a person in their offices, nobody, or a named part of the system."""

    name: str
    office: str = ""
    account_id: int | None = None
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    seats: tuple[Seat, ...] = ()
    is_system: bool = False
    _by_permission: dict[str, list[Grant]] = field(init=False, repr=False, compare=False)
    _scopes: dict[str, Scope] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[Grant]] = {}
        for grant in self.grants:
            index.setdefault(grant.permission, []).append(grant)
        object.__setattr__(self, "_by_permission", index)
        object.__setattr__(self, "_scopes", {})  # a page asks for the same one for each of its rows

    @classmethod
    def system(cls, name: str) -> "Actor":
        """A named part of the system (a command, the ticker), which may do everything; the journal names it."""
        return cls(name=name, office=name, is_system=True)

    @classmethod
    def nobody(cls) -> "Actor":
        """A visitor who has not said who they are; may do nothing that needs a permission."""
        return cls(name="")

    @property
    def itself(self) -> "Actor":
        """The actor, and not what stands for it until somebody asks: each question to that costs three calls."""
        return self

    def granted(self, *grants: Grant) -> "Actor":
        """The same with further grants, for an act that something other than an office allows: being sent somewhere."""
        return replace(self, grants=(*self.grants, *grants))

    def may(self, permission: Permission, *, at: str) -> bool:
        """Whether this permission holds for the unit at path ``at``."""
        return self.scope(permission).covers(at)

    def must(self, permission: Permission, *, at: str) -> None:
        """Raise Denied unless ``may``."""
        if not self.may(permission, at=at):
            raise Denied(permission.value)

    def scope(self, permission: Permission) -> Scope:
        """The part of the tree for which this permission holds. Raises KeyError if it was never declared."""
        known = self._scopes.get(permission.value)
        if known is None:
            known = self._scopes[permission.value] = self._scope(permission)
        return known

    def _scope(self, permission: Permission) -> Scope:
        if permission.value not in _known:
            raise KeyError(f"permission {permission.value} is not declared")
        if self.is_system:
            return Scope(below=(paths.ROOT,))
        grants = self._by_permission.get(permission.value, [])
        below = _tops({grant.path for grant in grants if grant.reach is Reach.BELOW})
        here = {grant.path for grant in grants if grant.reach is Reach.HERE}
        return Scope(frozenset(p for p in here if not any(paths.covers(top, p) for top in below)), below)

    def holds_any(self, permission: Permission) -> bool:
        """Whether this permission holds anywhere."""
        return not self.scope(permission).is_empty


def _tops(found: set[str]) -> tuple[str, ...]:
    """The paths that are not below another one of them, in order."""
    tops: list[str] = []
    for path in sorted(found):
        if not tops or not paths.covers(tops[-1], path):
            tops.append(path)
    return tuple(tops)


def acting(request: Any) -> Actor:
    """Who acts in a request, as the lanes' middleware has found."""
    by: Actor = request.actor
    return by


def one_of(rows: models.QuerySet[Row], why: Permission, **which: Any) -> Row:
    """The one of ``rows`` that ``which`` says. Raises Denied (for want of ``why``) where it is none of them."""
    found = rows.filter(**which).first()
    if found is None:
        raise Denied(why.value)
    return found
