"""What the anonymous lane leaves of an address: a hash that only this process can make, and only today."""

import hashlib
import secrets
from datetime import date

from unionhall.kernel import clock

_key: dict[date, bytes] = {}


def hashed(address: str) -> str:
    """The address under today's key, which lives in memory alone; "" for none."""
    if not address:
        return ""
    today = clock.today()
    if today not in _key:
        _key.clear()
        _key[today] = secrets.token_bytes(32)
    return hashlib.blake2b(address.encode(), key=_key[today], digest_size=16).hexdigest()
