"""The tour is shown where the installation has one, until a visitor puts it away."""

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
BAR = "第一次来？"


@pytest.fixture
def toured(settings: Settings, tmp_path: Path) -> None:
    steps = [{"who": "企业工会主席", "text": "看收件箱", "url": "/desk/", "sign_in": "15400000001"}]
    file = tmp_path / "tour.json"
    english = [{**steps[0], "who": "Chair of an enterprise union", "text": "See the inbox"}]
    told = {"title": "五步看一遍", "note": "随便点", "steps": steps}
    told["en"] = {"title": "Five steps", "note": "Try anything", "steps": english}
    file.write_text(json.dumps(told), encoding="utf-8")
    settings.UNIONHALL_TOUR = str(file)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_installation_without_a_tour_says_nothing_of_one(client: Client) -> None:
    assert client.get("/tour/").status_code == 404
    assert BAR not in text(client, "/")


@pytest.mark.usefixtures("toured")
def test_a_newcomer_is_told_of_the_tour_and_puts_it_away(client: Client) -> None:
    for first in ("/", "/desk/sign-in/"):
        assert BAR in text(client, first)
    page = text(client, "/tour/")
    assert "企业工会主席" in page
    assert "15400000001" in page
    assert client.get("/ui/choose?tour=off&next=/").headers["Location"] == "/"
    assert BAR not in text(client, "/")
    assert "五步看一遍" in text(client, "/tour/")  # who wants it again finds it


@pytest.mark.usefixtures("toured")
def test_the_tour_is_told_in_the_readers_language(client: Client, settings: Settings) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(client, "/tour/")
    assert "Chair of an enterprise union" in page
    assert "企业工会主席" not in page
