"""The nouns of the roll."""

from unionhall.modules.membership.models.changes import Application, JoinLink, Release, Transfer
from unionhall.modules.membership.models.imports import RollColumns, RollImport, RollRow
from unionhall.modules.membership.models.requests import DataRequest
from unionhall.modules.membership.models.roll import Membership, MembershipQuerySet, Unlike

__all__ = [
    "Application",
    "DataRequest",
    "JoinLink",
    "Membership",
    "MembershipQuerySet",
    "Release",
    "RollColumns",
    "RollImport",
    "RollRow",
    "Transfer",
    "Unlike",
]
