"""What tests of the import's pages have in common: an officer who brings files through the pages."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.district import District, identity_number
from unionhall.kernel.jobs import worker
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.tests import workbooks

HEAD = ("单位代码", "姓名", "身份证号", "手机号", "班组长", "工会小组")
START = "/desk/members/import/"
MILL, SHOP = "119900-01-001", "119900-01-002"


def line(serial: int, name: str, *, unit: str = MILL, number: str = "", phone: str = "", group: str = "") -> Any:
    return (unit, name, number or identity_number(serial), phone or f"138000{serial:05d}", "甲", group)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    """A home of its own for uploads."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def officer(district: District, lanes_client: Client) -> Client:
    """The township's officer, who may import for the unions below."""
    lanes_client.force_login(district.account("林晓禾", district.east, "officer"))
    return lanes_client


def send(client: Client, folder: Path, lines: list[Any], **said: Any) -> Any:
    book = workbooks.write(folder / "roll.xlsx", {"名册": [HEAD, *lines]})
    upload = SimpleUploadedFile("十一月名册.xlsx", book.read_bytes())
    unit = said.pop("unit", Unit.objects.get(code="119900-01").pk)
    url = said.pop("url", START)
    return client.post(url, {"file": upload, "mode": "add", "unit": unit, **said})


def columns_of(client: Client, answer: Any) -> dict[str, str]:
    """What the page of columns would send unchanged."""
    form = client.get(answer.headers["Location"]).context["form"]
    return {name: field.initial for name, field in form.fields.items()}


def stage(client: Client, folder: Path, lines: list[Any], **said: Any) -> RollImport:
    answer = send(client, folder, lines, **said)
    assert answer.status_code == 302, answer.content.decode()
    client.post(answer.headers["Location"], columns_of(client, answer))
    made = RollImport.objects.latest("pk")
    assert made.state == RollImport.State.STAGED
    return made


def page_of(client: Client, made: RollImport, more: str = "") -> str:
    answer = client.get(f"{START}{made.pk}/{more}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def write(client: Client, made: RollImport, **said: Any) -> RollImport:
    assert client.post(f"{START}{made.pk}/", said).status_code == 302
    assert worker.run_one()
    made.refresh_from_db()
    return made
