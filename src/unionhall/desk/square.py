"""The square code by which an authenticator app learns an account's secret."""

from typing import Any

from django.conf import settings

from unionhall.kernel import printing
from unionhall.kernel.people import totp
from unionhall.kernel.people.models import Account


def of(secret: str, account: Account) -> dict[str, Any]:
    """What a page shows: the square, and the secret in groups for typing."""
    url = totp.address(secret, issuer=str(settings.UI_BRAND), label=account.person.masked_phone)
    return {
        "square": printing.picture(url, scale=5),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
