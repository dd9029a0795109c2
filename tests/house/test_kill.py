"""SIGKILL at any moment loses nothing that was acknowledged, and nothing is done twice."""

import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

import psutil
import pytest

from tests.homes import Home, Served

pytestmark = pytest.mark.processes

KILLS = 8
PATIENCE = 120  # seconds a restart may take on a loaded machine
STORED = """
from collections import Counter
from unionhall.modules.feedback.models import Voice
counted = Counter(voice.text for voice in Voice.objects.all())
print("\\n".join(f"{n} {text}" for text, n in counted.items()))
"""


@dataclass
class Writer(threading.Thread):
    """Sends letters one after the other, each until it holds the receipt, as a patient person would."""

    served: Served
    receipts: dict[str, str] = field(default_factory=dict)  # text → code
    tries: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.stop.is_set():
            text = f"第 {len(self.receipts)} 封信，食堂的灯坏了"
            ticket = self._until_there(self._ticket)
            self.receipts[text] = self._until_there(lambda text=text, ticket=ticket: self._send(text, ticket))
            time.sleep(0.05)  # the house takes in only so many letters an hour

    def _until_there(self, ask: Callable[[], str | None]) -> str:
        while True:
            self.tries += 1
            try:
                found = ask()
            except (OSError, HTTPException):
                found = None
            if found:
                return found
            time.sleep(0.05)

    def _ticket(self) -> str | None:
        found = re.search(r'name="ticket" value="([^"]+)"', self.served.get("/voice/")[1].decode())
        return found[1] if found else None

    def _send(self, text: str, ticket: str) -> str | None:
        said = urllib.parse.urlencode({"kind": "complaint", "text": text, "ticket": ticket}).encode()
        with urllib.request.urlopen(f"{self.served.url}/voice/", said, timeout=30) as answer:
            page = answer.read().decode()
        found = re.search(r">((?:[2-9A-Z]{4} ){2}[2-9A-Z]{4})<", page)
        return found[1] if found else None


def test_no_acknowledged_letter_is_lost_and_none_is_there_twice(home: Home) -> None:
    home.found()
    chance = random.Random(119900)
    with home.serving() as served:
        writer = Writer(served)
        writer.start()
        for kill in range(KILLS):
            _wait_for(lambda kill=kill: len(writer.receipts) > kill)  # type: ignore[misc]  # it serves again after the last one
            time.sleep(chance.uniform(0, 1))
            victims = _victims(served)
            if victims:
                chance.choice(victims).kill()
        time.sleep(1)
        writer.stop.set()
        writer.join(180)
        assert not writer.is_alive()
        counted = dict(reversed(line.split(" ", 1)) for line in home.ask(STORED).splitlines())
        assert counted == dict.fromkeys(writer.receipts, "1")
        for code in writer.receipts.values():
            body = urllib.parse.urlencode({"code": code}).encode()
            with urllib.request.urlopen(f"{served.url}/voice/check/", body, timeout=30) as answer:
                assert "食堂的灯坏了" in answer.read().decode()


def _wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it does not serve again"
        time.sleep(0.05)


def _victims(served: Served) -> list[psutil.Process]:
    """The web's processes and the worker, whichever live at the moment."""
    found = []
    for verb, pid in served.children().items():
        if verb in {"web", "worker"}:
            try:
                process = psutil.Process(pid)
                found += [process, *process.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
    return found
