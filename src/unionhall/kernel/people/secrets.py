"""Encryption and keyed hashes of personal data.

Keys come from the environment or the installation's key file (``settings.UNIONHALL_KEYS``: newest first, by name).
The newest encrypts; all of them decrypt, so keys can be rotated. Hashes use one key of their own
(``settings.UNIONHALL_HASH_KEY``), since what is looked up by hash can not be rotated row by row.
"""

import base64
import hashlib
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE = 12
NONCES = 256  # drawn from the system at once: a call for each costs as much as the sealing
LENGTH = 43  # characters of a whole keyed hash: 32 bytes end in one "=", which is left out
SHORT = 16  # characters (96 bits) of a hash that stands in an index for millions of people: half the pages to write


@lru_cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


@lru_cache
def _begun_hmac(key: str) -> tuple[Any, Any]:
    """HMAC-SHA-256 (RFC 2104) with its key worked in already: half of the cost of hashing something short."""
    padded = base64.b64decode(key).ljust(64, b"\0")
    return _sha256(bytes(byte ^ 0x36 for byte in padded)), _sha256(bytes(byte ^ 0x5C for byte in padded))


def _own_sha256() -> Any:
    """CPython's own SHA-256: for a text of one block half as dear as the way into OpenSSL."""
    try:
        return getattr(hashlib, "__get_builtin_constructor")("sha256")
    except (AttributeError, ValueError):  # a Python without it
        return hashlib.sha256


_sha256 = _own_sha256()


class Keys:
    """The installation's keys looked up once, for many texts: an import seals and hashes hundreds of thousands."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = settings.UNIONHALL_KEYS
        self._hashing: str = settings.UNIONHALL_HASH_KEY
        self._name = next(iter(self._by_name), "")
        self._encrypt = _cipher(self._by_name[self._name]).encrypt if self._name else None
        self._extra = self._name.encode()
        self._begins = f"{self._name}:"
        self._nonces: Iterator[bytes] = iter(())

    def encrypt(self, text: str) -> str:
        """See ``encrypt``."""
        if not text:
            return ""
        if self._encrypt is None:
            raise ImproperlyConfigured("UNIONHALL_KEYS holds no key")
        nonce = next(self._nonces, None)
        if nonce is None:
            drawn = os.urandom(NONCE * NONCES)
            self._nonces = iter([drawn[at : at + NONCE] for at in range(NONCE, len(drawn), NONCE)])
            nonce = drawn[:NONCE]
        body = b2a_base64(nonce + self._encrypt(nonce, text.encode(), self._extra), newline=False)
        return self._begins + body.decode("ascii")

    def decrypt(self, token: str) -> str:
        """See ``decrypt``."""
        return _opened(token, self._by_name) if token else ""

    def hasher(self, *begins: str, purpose: str, length: int = LENGTH) -> Callable[[str], str]:
        """What hashes the last part of texts that begin alike, as ``keyed_hash`` does."""
        inner, outer = _begun_hmac(self._hashing)
        inner = inner.copy()
        inner.update("".join(f"{part}\x1f" for part in (purpose, *begins)).encode())

        def hashed(text: str) -> str:
            if not text:
                return ""
            within, around = inner.copy(), outer.copy()
            within.update(text.encode())
            around.update(within.digest())
            body: bytes = b2a_base64(around.digest(), newline=False)[:length].translate(_URL_SAFE)
            return body.decode("ascii")

        return hashed


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def encrypt(text: str) -> str:
    """``text`` under the newest key, as "<key name>:<base64>"; "" stays ""."""
    return Keys().encrypt(text) if text else ""


def decrypt(token: str) -> str:
    """What ``encrypt`` was given. Raises KeyError for an unknown key, InvalidTag for a changed text."""
    return _opened(token, settings.UNIONHALL_KEYS) if token else ""


def _opened(token: str, keys: dict[str, str]) -> str:
    name, _, body = token.partition(":")
    raw = a2b_base64(body)
    return _cipher(keys[name]).decrypt(raw[:NONCE], raw[NONCE:], name.encode()).decode()


def keyed_hash(*parts: str, purpose: str, length: int = LENGTH) -> str:
    """The first ``length`` characters of a hash by which a secret text is looked up; "" if the last part is empty.

    Differs by ``purpose``.
    """
    if not parts[-1]:
        return ""
    inner, outer = _begun_hmac(settings.UNIONHALL_HASH_KEY)
    within, around = inner.copy(), outer.copy()
    within.update("\x1f".join((purpose, *parts)).encode())
    around.update(within.digest())
    body: bytes = b2a_base64(around.digest(), newline=False)[:length].translate(_URL_SAFE)
    return body.decode("ascii")


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
