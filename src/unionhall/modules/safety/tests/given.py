"""What these tests hand over."""

import io
import re
from datetime import date

from django.test import Client
from PIL import Image

from tests.district import District
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety import actions
from unionhall.modules.safety.models import Hazard, Report
from unionhall.modules.safety.queries import report_by_receipt

SAID = actions.Said(place="3 号车间东头", words="配电箱门关不上，里面有裸线", kind="electric")
DUE = date(2026, 11, 19)


def picture(width: int = 40, height: int = 30, *, kind: str = "JPEG") -> bytes:
    """A picture that says where and by what it was taken."""
    image, out = Image.new("RGB", (width, height), "grey"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "SecretPhone", "SECRET-MODEL"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    image.save(out, kind, exif=exif)
    return out.getvalue()


def reported(unit: Unit, said: actions.Said = SAID, ticket: str = "t") -> tuple[Hazard, Report, str]:
    """A hazard that somebody reported, the report, and its receipt code."""
    code = actions.report(unit, said, ticket=ticket)
    told = report_by_receipt(code)
    assert told is not None
    return told.hazard, told, code


def assigned(by: Actor, hazard: Hazard, grade: str = "general") -> Hazard:
    """The same, on its way to be mended by Thursday week."""
    if hazard.state == "reported":
        actions.receive(by, hazard, words=SAID.words)
    actions.grade(by, hazard, grade=grade)
    return actions.assign(by, hazard, actions.Order("机修班", DUE))


def walk(client: Client, district: District, **said: str) -> str:
    """Go through the four steps of a report as a phone does; the last page."""
    url = f"/voice/hazard/at/{district.mill.code}/"
    page = client.get(url).content.decode()
    answers = {"place": SAID.place, "words": SAID.words, "kind": "electric", "shown": "anonymous"}
    answers.update(said)
    for step in range(1, 5):
        fields = {name: value for name, value in hidden(page) if name != "photo"}
        photos = [value for name, value in hidden(page) if name == "photo"]
        page = client.post(url, {**answers, **fields, "photo": photos, "go": "next"}).content.decode()
        assert f'value="{step + 1}"' in page or step == 4, page
    return page


def hidden(page: str) -> list[tuple[str, str]]:
    """The hidden fields of a page."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
