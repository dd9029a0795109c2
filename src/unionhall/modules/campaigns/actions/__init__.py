"""The verbs of campaigns."""

from unionhall.modules.campaigns.actions.enrolling import enrol, excuse, replace_link, revoke_link
from unionhall.modules.campaigns.actions.launching import launch
from unionhall.modules.campaigns.actions.taking_part import (
    Identified,
    claim_hash,
    claims_of,
    confirm,
    forget,
    identify,
    took_part,
)

__all__ = [
    "Identified",
    "claim_hash",
    "claims_of",
    "confirm",
    "enrol",
    "excuse",
    "forget",
    "identify",
    "launch",
    "replace_link",
    "revoke_link",
    "took_part",
]
