"""Who a device is, and what a link opens: asked with every page of a worker, so prepared once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Link, Participant

MOST_CLAIMS = 12  # on one device: a phone passed round a team
CLAIMS = {f"claim_{place}": str for place in range(MOST_CLAIMS)}  # the open values of a statement about a device
CLAIM = {"claim_0": str}  # of one about a device that holds one claim, as nearly all do


def link_by_token(token: str) -> Link | None:
    """The link that opens by this token, revoked or not. Takes no actor: the token is the permission."""
    return _BY_TOKEN.first(token=token)


def entry_by_token(token: str) -> Link | None:
    """The same with as much as is asked of it where somebody says who they are."""
    return _ENTRY.first(token=token)


class Front(NamedTuple):
    """What is said of a link before anybody says who they are, and by what it lets in."""

    link_id: int
    token: str
    enrolment_id: int
    revoked: datetime | None
    replaced: datetime | None
    expires: datetime
    unit: str
    campaign_id: int
    name: str
    theme: str
    since: date
    until: date
    contact: str
    caller: str
    cover: str


def front_of(token: str) -> Front | None:
    """The same of a link as a row of values: what thousands ask for in the same minute."""
    found = _FRONT.first(token=token)
    return Front(*found) if found else None


def here(token: str, hashes: Sequence[str]) -> tuple[Front, Participant] | None:
    """Who a device is at a link, by its claims, and what is said of that link; with enrolment and campaign, one query.

    The latest claim counts. None where it is nobody there, or where no link opens by this token.
    """
    if not hashes:
        return None
    found: list[Any] = (_HERE if len(hashes) == 1 else _HERE_BY_ONE_OF).all(token=token, **claim_values(hashes))
    if not found:
        return None
    mine = min(found, key=lambda one: hashes.index(one.claim_hash))
    return Front(*(getattr(mine, f"front_{name}") for name in Front._fields)), mine


_ENROLMENT = "enrolment__"
_CAMPAIGN = "enrolment__campaign__"
_FRONT = Select(
    lambda token: Link.objects.filter(token=token).values_list(
        "pk",
        "token",
        "enrolment_id",
        "revoked",
        "replaced",
        "expires",
        f"{_ENROLMENT}unit__name",
        f"{_ENROLMENT}campaign_id",
        *(f"{_CAMPAIGN}{name}" for name in ("name", "theme", "since", "until", "contact", "unit__name", "cover")),
    ),
    token=str,
)
_BY_TOKEN = Select(
    lambda token: Link.objects.filter(token=token).select_related("enrolment__campaign__unit", "enrolment__unit"),
    token=str,
)
_ENTRY = Select(
    lambda token: (
        Link.objects.filter(token=token)
        .select_related("enrolment__campaign", "enrolment__unit")
        .only(
            *("token", "expires", "revoked", "replaced", "enrolment__campaign__since", "enrolment__unit__id"),
        )
    ),
    token=str,
)


def participants_of_claims(hashes: Sequence[str]) -> list[Participant]:
    """The participants whose claims a device holds, at most ``MOST_CLAIMS``; with campaign, unit and link."""
    return (_OF_CLAIM if len(hashes) == 1 else _OF_CLAIMS).all(**claim_values(hashes))


def claim_values(hashes: Sequence[str]) -> dict[str, str]:
    """Claims' hashes as the values of a prepared statement that was built with ``CLAIMS``; missing ones match none.

    A single one is for a statement that was built with ``CLAIM``.
    """
    if len(hashes) == 1:
        return {"claim_0": hashes[0]}
    return dict(zip(CLAIMS, [*hashes, *[""] * MOST_CLAIMS], strict=False))


def _here(token: str, **claims: str) -> QuerySet[Participant]:
    held = Participant.objects.filter(claim_hash__in=list(claims.values()), left=None, enrolment__links__token=token)
    link, campaign = "enrolment__links__", "enrolment__campaign__"
    said = {
        **{f"front_{name}": F(f"{link}{name}") for name in ("token", "enrolment_id", "revoked", "replaced", "expires")},
        **{f"front_{name}": F(f"{campaign}{name}") for name in ("name", "theme", "since", "until", "contact", "cover")},
        "front_link_id": F(f"{link}pk"),
        "front_unit": F("enrolment__unit__name"),
        "front_campaign_id": F("enrolment__campaign_id"),
        "front_caller": F(f"{campaign}unit__name"),
    }
    return held.select_related("enrolment__campaign").annotate(**said)


_HERE, _HERE_BY_ONE_OF = Select(_here, token=str, **CLAIM), Select(_here, token=str, **CLAIMS)


def _of_claims(**claims: str) -> QuerySet[Participant]:
    held = Participant.objects.filter(claim_hash__in=list(claims.values()), left=None)
    return held.select_related("enrolment__campaign__unit", "enrolment__unit", "link")


_OF_CLAIM, _OF_CLAIMS = Select(_of_claims, **CLAIM), Select(_of_claims, **CLAIMS)
