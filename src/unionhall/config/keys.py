"""Lays down the installation's keys, once."""

import base64
import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from unionhall.config.environment import Keys
from unionhall.kernel.actor import Refused

_BYTES = 32


def lay_down(file: Path) -> Keys:
    """Make new keys, write them to ``file`` (readable by its owner alone), and use them in this process.

    Raises Refused when the file is there already: who replaces keys loses what was encrypted with them.
    """
    keys = Keys(secret=secrets.token_urlsafe(48), encryption={"1": _fresh()}, hash=_fresh())
    write(file, keys)
    use(keys)
    return keys


def write(file: Path, keys: Keys) -> None:
    """Write ``keys`` to a file that must not exist yet, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"secret": keys.secret, "encryption": keys.encryption, "hash": keys.hash}, indent=2)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(_("密钥文件 %(file)s 已经有了，不会覆盖它。") % {"file": file}) from None
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())


def use(keys: Keys) -> None:
    """Let this process encrypt and sign with ``keys``, which were not there when the settings were read."""
    settings.SECRET_KEY = keys.secret
    settings.UNIONHALL_KEYS = keys.encryption
    settings.UNIONHALL_HASH_KEY = keys.hash


def must_be_there() -> None:
    """Raise Refused with what to do, unless the installation has its keys."""
    if not (settings.UNIONHALL_KEYS and settings.UNIONHALL_HASH_KEY):
        raise Refused(_("还没有密钥。新装请先运行 unionhall init；从备份恢复请用 unionhall restore。"))


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(_BYTES)).decode()
