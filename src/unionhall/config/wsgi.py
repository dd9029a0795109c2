"""The WSGI application: static files first, then the lanes."""

import os
import re

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.config.settings")
django.setup(set_prefix=False)

from wsgiref.headers import Headers  # noqa: E402

from django.conf import settings  # noqa: E402 -- only after setup
from whitenoise import WhiteNoise  # noqa: E402

from unionhall.config import headers, lanes  # noqa: E402

_HASHED = re.compile(r"\.[0-9a-f]{12}\.")  # what the manifest storage puts into the names of files that never change


def _secure(found: Headers, _path: str, _url: str) -> None:
    headers.secure(found)


def _never_changes(_path: str, url: str) -> bool:
    return _HASHED.search(url) is not None


application = WhiteNoise(
    lanes.Dispatch(),
    root=str(settings.STATIC_ROOT),
    prefix=settings.STATIC_URL,
    max_age=60,
    allow_all_origins=False,
    add_headers_function=_secure,
    immutable_file_test=_never_changes,
)
