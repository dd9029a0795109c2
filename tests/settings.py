"""The product's settings as the tests run them: keys of their own, a cheap password hasher, a throw-away database."""

import base64
import os
import tempfile
from pathlib import Path

os.environ.setdefault("UNIONHALL_HOME", tempfile.mkdtemp(prefix="unionhall-test-home-"))

from tests import cluster
from unionhall.config.settings import *  # noqa: F403 -- the tests run the product's settings
from unionhall.config.settings import TEMPLATES

SECRET_KEY = "only-for-tests"
UNIONHALL_KEYS = {"test": base64.b64encode(b"k" * 32).decode()}
UNIONHALL_HASH_KEY = base64.b64encode(b"h" * 32).decode()
UNIONHALL_URL = "https://hall.example.org"
ALLOWED_HOSTS = ["*"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = Path(os.environ["UNIONHALL_HOME"]) / "static"
TEMPLATES[0]["OPTIONS"]["debug"] = False  # type: ignore[index]

if cluster.wanted():
    DATABASES = {"default": cluster.database()}
else:
    from unionhall.config.environment import sqlite

    DATABASES = {"default": sqlite(":memory:")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
