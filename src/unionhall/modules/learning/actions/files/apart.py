"""Reading a question file in a process of its own, with little memory and little time.

A hostile file can make any parser claim all memory or run for ever. Here that ends this process alone, and whoever
waits for it says so in a sentence. The process gets the file by its standard input and answers in JSON, of which
nothing is run.
"""

import base64
import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Reason, Refused
from unionhall.modules.learning.actions.answerable import given_from
from unionhall.modules.learning.actions.files.formats import read_file
from unionhall.modules.learning.actions.files.found import Found, Item, NotTaken, refuse
from unionhall.modules.learning.actions.files.pictured import Picture

MEMORY = 2_000 * 2**20  # bytes of address space
SECONDS = 30  # of CPU
MOST_SECONDS = 90  # by the clock on the wall
_PROGRAM = """
import django
django.setup()
from unionhall.modules.learning.actions.files import apart
apart.main()
"""


def read_apart(content: bytes, name: str) -> Found:
    """What ``read_file`` says of a file, from a process of its own. Raises Refused as it does, and where it died."""
    head = json.dumps({"name": name, "language": translation.get_language()}).encode()
    told = {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _PROGRAM],
            input=head + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **told},
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise _endless() from late
    if done.returncode > 0:
        raise refuse("broken", _("这个文件打不开，可能没传完整，或者坏了。另存一份再导。"))
    if done.returncode < 0:
        raise _endless()
    said = json.loads(done.stdout)
    if "refused" in said:
        raise Refused(*(Reason(code, text) for code, text in said["refused"]))
    return _unpacked(said)


def main() -> None:
    """The process of its own: read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head = json.loads(sys.stdin.buffer.readline())
    with translation.override(head["language"]):
        try:
            said = _packed(read_file(sys.stdin.buffer.read(), head["name"]))
        except Refused as refused:
            said = {"refused": [(reason.code, str(reason.text)) for reason in refused.reasons]}
        except (MemoryError, RecursionError):
            os.abort()
    sys.stdout.buffer.write(json.dumps(said).encode())


def _endless() -> Refused:
    return refuse("huge", _("这个文件读起来没有尽头，没有读。分成几个文件，或者另存一份再导。"))


def _packed(found: Found) -> dict[str, Any]:
    """As JSON; each picture once."""
    pictures: list[Picture] = []
    items = []
    for item in found.items:
        pictures += [each for each in item.pictures if each and each not in pictures]
        places = [pictures.index(each) if each else None for each in item.pictures]
        items.append({"place": item.place, "given": asdict(item.given), "note": item.note, "pictures": places})
    packed = [{**asdict(each), "content": base64.b64encode(each.content).decode()} for each in pictures]
    not_taken = [asdict(each) for each in found.not_taken]
    return {"format": found.format, "items": items, "not_taken": not_taken, "pictures": packed}


def _unpacked(said: dict[str, Any]) -> Found:
    pictures = [Picture(**{**each, "content": base64.b64decode(each["content"])}) for each in said["pictures"]]
    items = [
        Item(
            each["place"],
            given_from(each["given"]),
            each["note"],
            tuple(None if place is None else pictures[place] for place in each["pictures"]),
        )
        for each in said["items"]
    ]
    return Found(said["format"], items, [NotTaken(**each) for each in said["not_taken"]])
