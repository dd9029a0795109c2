"""All settings in one file, read from the environment.

``UNIONHALL_HOME`` holds the embedded database, uploaded files and the key file; ``DATABASE_URL`` chooses PostgreSQL.
"""

import json
import os
from pathlib import Path

HOME = Path(os.environ.get("UNIONHALL_HOME", Path.cwd() / ".home")).resolve()
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "unionhall.ui",
    "unionhall.kernel.calendar",
    "unionhall.kernel.journal",
    "unionhall.kernel.jobs",
    "unionhall.kernel.people",
    "unionhall.kernel.org",
    "unionhall.kernel.access",
    "unionhall.kernel.procedures",
    "unionhall.kernel.facts",
    "unionhall.kernel.search",
    "unionhall.modules.membership",
    "unionhall.modules.campaigns",
    "unionhall.modules.feedback",
]

AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "unionhall.config.urls"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "unionhall.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
}


def _keys() -> dict[str, object]:
    file = Path(os.environ.get("UNIONHALL_KEY_FILE", HOME / "keys.json"))
    return json.loads(file.read_text()) if file.exists() else {}


_KEYS = _keys()
SECRET_KEY = str(_KEYS.get("secret", "not-for-serving"))
UNIONHALL_KEYS = _KEYS.get("encryption", {})
UNIONHALL_HASH_KEY = _KEYS.get("hash", "")
