"""One-time codes of an authenticator app: TOTP (RFC 6238), SHA-1, six digits, thirty seconds, as all apps make them."""

import base64
import hmac
import secrets as entropy
import struct
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
TOLERANCE = 1  # steps before and after: telephones' clocks differ


def new_secret() -> str:
    """Twenty random bytes in base32, as apps take them."""
    return base64.b32encode(entropy.token_bytes(20)).decode("ascii")


def code(secret: str, step: int) -> str:
    """The code of a time step. RFC 4226, 5.3."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(seconds: float) -> int:
    """The time step of a moment in seconds since 1970."""
    return int(seconds) // PERIOD


def fitting_step(secret: str, given: str, now: float) -> int | None:
    """The step whose code was given, near the moment ``now`` (seconds since 1970); None for a wrong code."""
    plain = "".join(given.split())
    found = None
    for step in range(step_of(now) - TOLERANCE, step_of(now) + TOLERANCE + 1):
        if hmac.compare_digest(code(secret, step).encode(), plain.encode()):
            found = step
    return found


def address(secret: str, *, issuer: str, label: str) -> str:
    """What an app reads from the square code (the key URI format of Google Authenticator)."""
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{label}')}?{query}"
