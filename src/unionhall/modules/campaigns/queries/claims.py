"""Who a device is, and what a link opens: asked with every page of a worker, so prepared once."""

from __future__ import annotations

from collections.abc import Sequence

from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Link, Participant

MOST_CLAIMS = 12  # on one device: a phone passed round a team
CLAIMS = {f"claim_{place}": str for place in range(MOST_CLAIMS)}  # the open values of a statement about a device


def link_by_token(token: str) -> Link | None:
    """The link that opens by this token, revoked or not. Takes no actor: the token is the permission."""
    return _BY_TOKEN.first(token=token)


_BY_TOKEN = Select(
    lambda token: Link.objects.filter(token=token).select_related("enrolment__campaign__unit", "enrolment__unit"),
    token=str,
)


def participants_of_claims(hashes: Sequence[str]) -> list[Participant]:
    """The participants whose claims a device holds, at most ``MOST_CLAIMS``; with campaign, unit and link."""
    return _OF_CLAIMS.all(**claim_values(hashes))


def claim_values(hashes: Sequence[str]) -> dict[str, str]:
    """Claims' hashes as the values of a prepared statement that was built with ``CLAIMS``; missing ones match none."""
    return dict(zip(CLAIMS, [*hashes, *[""] * MOST_CLAIMS], strict=False))


_OF_CLAIMS = Select(
    lambda **claims: Participant.objects.filter(claim_hash__in=list(claims.values()), left=None).select_related(
        "enrolment__campaign__unit", "enrolment__unit", "link"
    ),
    **CLAIMS,
)
