"""Gathers scripts and styles into the home when they have changed since the last start."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from unionhall.ui import drawing, frames

STAMP = ".stamp"


def gather() -> bool:
    """Collect, hash and compress the static files unless that was done for these very files; whether it was needed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / STAMP
    wanted = _digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    drawing.forget()
    frames.forget()
    root.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="ascii")
    return True


def _digest() -> str:
    """Names, sizes and times of all static files, hashed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\x1f{found.st_size}\x1f{found.st_mtime_ns}\x1e".encode())
    return digest.hexdigest()
