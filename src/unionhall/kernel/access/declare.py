"""Offices: a stable key, where they may be held, what they permit at their unit and below it.

Registered by ``unionhall.structures`` when Django starts. A right does not follow from being somebody, only from an
office declared here and an appointment to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise

from unionhall.kernel import path as paths
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Grant, Permission, Reach
from unionhall.kernel.people.permissions import PeoplePermission


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody is appointed to."""

    key: str  # stable: it is stored in Appointment.office
    label: str | Promise
    held_at: tuple[str, ...]  # kinds of units
    here: tuple[Permission, ...] = ()  # rights at the unit alone
    below: tuple[Permission, ...] = ()  # rights at the unit and everything under it
    term_years: tuple[int, ...] = ()  # lengths a term may have; none: no term
    is_single: bool = False  # one person at a time in a unit
    is_top_only: bool = False  # only in a unit that has none above it
    is_by_procedure: bool = False  # filled by a procedure that asks for more; nobody is simply appointed to it
    basis: str = ""  # the rule of law it rests on, by id

    def permits(self, permission: Permission) -> bool:
        """Whether it gives the right at its own unit."""
        return permission in self.here or permission in self.below

    @property
    def decides_below(self) -> bool:
        """Whether it fills offices or opens accounts in the unions below its own."""
        return AccessPermission.APPOINT in self.below or PeoplePermission.ACCOUNTS in self.below

    def grants(self, path: str) -> list[Grant]:
        """Its rights when held at ``path``."""
        here = [Grant(permission.value, path, Reach.HERE) for permission in self.here]
        return here + [Grant(permission.value, path, Reach.BELOW) for permission in self.below]


_offices: dict[str, Office] = {}
offices: Mapping[str, Office] = MappingProxyType(_offices)


def register_offices(*declared: Office) -> None:
    """Make offices known, in the order of rank. Raises ValueError for a key that is already used."""
    for office in declared:
        if _offices.setdefault(office.key, office) is not office:
            raise ValueError(f"office {office.key} is declared twice")


def rank(path: str, office: str) -> tuple[int, int]:
    """How high an office at a place stands: nearer to the top first, then in the order of declaration."""
    order = list(offices)
    return paths.depth(path), order.index(office) if office in offices else len(order)
