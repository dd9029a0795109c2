"""The verbs of foundings, terms and elections."""

from unionhall.modules.committees.actions.electing import Result, approve_election, report, send_back
from unionhall.modules.committees.actions.founding import Application, apply, approve_preparation, refuse, withdraw
from unionhall.modules.committees.actions.terms import NewTerm, fall_due, record, record_many

__all__ = [
    "Application",
    "NewTerm",
    "Result",
    "apply",
    "approve_election",
    "approve_preparation",
    "fall_due",
    "record",
    "record_many",
    "refuse",
    "report",
    "send_back",
    "withdraw",
]
