"""Encryption and keyed hashes of personal data.

Keys come from the environment or the installation's key file (``settings.UNIONHALL_KEYS``: newest first, by name).
The newest encrypts; all of them decrypt, so keys can be rotated. Hashes use one key of their own
(``settings.UNIONHALL_HASH_KEY``), since what is looked up by hash can not be rotated row by row.
"""

import base64
import hashlib
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE = 12


@lru_cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


@lru_cache
def _begun_hmac(key: str) -> tuple[Any, Any]:
    """HMAC-SHA-256 (RFC 2104) with its key worked in already: half of the cost of hashing something short."""
    padded = base64.b64decode(key).ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)), hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))


def encrypt(text: str) -> str:
    """``text`` under the newest key, as "<key name>:<base64>"; "" stays ""."""
    if not text:
        return ""
    keys: dict[str, str] = settings.UNIONHALL_KEYS
    if not keys:
        raise ImproperlyConfigured("UNIONHALL_KEYS holds no key")
    name = next(iter(keys))
    nonce = os.urandom(NONCE)
    sealed = _cipher(keys[name]).encrypt(nonce, text.encode(), name.encode())
    return f"{name}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(token: str) -> str:
    """What ``encrypt`` was given. Raises KeyError for an unknown key, InvalidTag for a changed text."""
    if not token:
        return ""
    name, _, body = token.partition(":")
    raw = base64.b64decode(body)
    return _cipher(settings.UNIONHALL_KEYS[name]).decrypt(raw[:NONCE], raw[NONCE:], name.encode()).decode()


def keyed_hash(*parts: str, purpose: str) -> str:
    """43 characters by which a secret text is looked up; "" if the last part is empty. Differs by ``purpose``."""
    if not parts[-1]:
        return ""
    text = "\x1f".join((purpose, *parts)).encode()
    inner, outer = _begun_hmac(settings.UNIONHALL_HASH_KEY)
    inner, outer = inner.copy(), outer.copy()
    inner.update(text)
    outer.update(inner.digest())
    return base64.urlsafe_b64encode(outer.digest())[:-1].decode()  # 32 bytes end in one "="


class Sealed(str):
    """A plain text that carries its own encryption, made before a transaction begins."""

    token: str


def seal(text: str) -> Sealed:
    """``text`` with its encryption ready: what an action gives to an encrypted field."""
    sealed = Sealed(text)
    sealed.token = encrypt(text)
    return sealed


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Text that is encrypted in the database and plain in the program. Can not be filtered or ordered by."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in, unless that was done already (``seal``)."""
        if isinstance(value, Sealed):
            return value.token
        return encrypt(str(value)) if value else ""

    def from_db_value(self, value: str | None, *_: Any) -> str:
        """Decrypt on the way out."""
        return decrypt(value or "")

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every comparison: a fresh nonce makes equal texts differ."""
        raise TypeError(f"an encrypted field has no lookup {lookup_name!r}; look up by its hash")
