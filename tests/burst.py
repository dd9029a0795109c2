"""Many phones save at once while the web process is killed: what was acknowledged must be in the database.

Used by a test with a few sheets and by the bench with five hundred, twenty times.
"""

import http.client
import json
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from tests.homes import Home, Served

# Sheets of strangers, opened and begun: the burst measures saves, not coming in.
_OPEN = """
import json
from unionhall.kernel.people.secrets import keyed_hash
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Link
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.models import Assignment
from unionhall.modules.learning.views.sit import token_of
link = Link.objects.select_related("enrolment__campaign", "enrolment__unit").filter(revoked=None).first()
assignment = Assignment.objects.select_related("campaign", "paper").get(campaign=link.enrolment.campaign)
phones = []
for number in range({number}):
    came = campaigns.identify(link, name=f"突击{{number}}", tail=f"{{number % 10000:04d}}")
    sheet = actions.open_sheet(came.participant, assignment)
    sitting = queries.sitting_for(came.cookie, sheet.public)
    actions.finish_lesson(sitting)
    actions.begin(sitting)
    phones.append([came.cookie, sheet.public, token_of(sitting), len(sitting.content.questions)])
print(json.dumps(phones))
"""
_STORED = """
import json
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.queries.answers import numbered_answers
wanted = json.loads({wanted!r})
rows = Sheet.objects.filter(public__in=list(wanted)).prefetch_related("receipt_pages")
print(json.dumps([
    [row.public, numbered_answers(row.answers, wanted[row.public]),
     "".join([*(page.text for page in row.receipt_pages.all()), row.receipts])]
    for row in rows
]))
"""


@dataclass
class Phone:
    """One sheet on one device; ``told`` is what the server has acknowledged, by question: letters and number."""

    cookie: str
    public: str
    token: str
    size: int
    told: dict[int, tuple[str, int]] = field(default_factory=dict)
    seq: int = 0

    def save(self, connection: http.client.HTTPConnection, place: int, letter: str) -> None:
        """Send one answer; remember it if a receipt came."""
        self.seq += 1
        body = urlencode({"q": place, f"a{place}": letter, "seq": self.seq, "token": self.token})
        headers = {"Cookie": f"uh_claim={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/sit/{self.public}/save", body, headers)
        with connection.getresponse() as answer:
            said = answer.read()
        if answer.status == 200 and json.loads(said)["state"] == "saved":
            self.told[place] = (letter, self.seq)


def open_phones(home: Home, number: int) -> list[Phone]:
    """So many begun sheets in the installation's first campaign."""
    return [Phone(*row) for row in json.loads(home.ask(_OPEN.format(number=number), seconds=600))]


def burst(served: Served, phones: list[Phone], kills: int, *, seconds: float, threads: int = 8) -> int:
    """Let all phones save for ``seconds`` while the web's processes are killed ``kills`` times; how many receipts."""
    stop = threading.Event()
    shares = [phones[start::threads] for start in range(threads)]
    workers = [threading.Thread(target=_tap, args=(served, share, stop, number)) for number, share in enumerate(shares)]
    before = sum(phone.seq for phone in phones)
    for worker in workers:
        worker.start()
    chance = random.Random(before)
    for _kill in range(kills):
        time.sleep(chance.uniform(0.2, 1.0) * seconds / max(kills, 1))
        _kill_web(served)
        served.wait()
    time.sleep(0.3)
    stop.set()
    for worker in workers:
        worker.join(120)
    return sum(len(phone.told) for phone in phones)


def missing(home: Home, phones: list[Phone]) -> list[str]:
    """What was acknowledged and does not stand in the database, in the answers or among the receipts."""
    wanted = json.dumps({phone.public: phone.size for phone in phones})
    stored = {public: (answers, receipts) for public, answers, receipts in json.loads(_ask(home, wanted))}
    found = []
    for phone in phones:
        answers, receipts = stored[phone.public]
        for place, (letter, seq) in phone.told.items():
            stands, number = answers[place - 1]
            # a later save may have been committed and killed before its receipt came back
            if (number == seq and stands != letter) or number < seq:
                found.append(f"{phone.public} question {place}: told {letter}@{seq}, stands {stands}@{number}")
            if not any(line.startswith(f"{seq} ") and f"{place}={letter}" in line for line in receipts.splitlines()):
                found.append(f"{phone.public} question {place}: the receipt of {seq} is not there")
    return found


def _ask(home: Home, wanted: str) -> str:
    return home.ask(_STORED.format(wanted=wanted))


def _tap(served: Served, phones: list[Phone], stop: threading.Event, number: int) -> None:
    """One thread's phones, one tap after the other; a dead server is asked again."""
    chance = random.Random(number)
    connection = None
    while phones and not stop.is_set():
        phone = chance.choice(phones)
        try:
            connection = connection or http.client.HTTPConnection("127.0.0.1", _port(served), timeout=10)
            phone.save(connection, chance.randint(1, phone.size), chance.choice("AB"))
        except (OSError, http.client.HTTPException):
            if connection is not None:
                connection.close()
            connection = None
            time.sleep(0.02)
    if connection is not None:
        connection.close()


def _port(served: Served) -> int:
    return int(served.url.rpartition(":")[2])


def _kill_web(served: Served) -> None:
    """SIGKILL for the web process and all below it, in the middle of whatever it does."""
    with suppress(psutil.NoSuchProcess):
        pid = served.children().get("web")
        if pid is None:
            return
        process = psutil.Process(pid)
        for one in [*process.children(recursive=True), process]:
            one.send_signal(signal.SIGKILL)
