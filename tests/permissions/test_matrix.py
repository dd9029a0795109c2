"""Nobody sees more than the table says, and no address is missing from it."""

import re
from copy import deepcopy

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.demo import TinyDemo
from tests.permissions import world
from tests.permissions.table import CAST, POSTED, TABLE

DENIED = "-d"


def test_every_address_stands_in_the_table() -> None:
    assert set(world.addresses()) == set(TABLE)
    assert set(POSTED) == {route for route, row in TABLE.items() if "m" in row}
    assert {len(row) for row in (*TABLE.values(), *POSTED.values())} == {len(CAST)}


@pytest.mark.django_db
@pytest.mark.slow
def test_everybody_sees_what_the_table_says(tiny: TinyDemo) -> None:
    here = world.make(tiny)
    assert tuple(here.clients) == CAST
    wrong = []
    for route, row in TABLE.items():
        url = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(here.values[match[1]]), route)
        for member, expected in zip(CAST, POSTED.get(route, ""), strict=False):
            found = _answered(here.clients[member], "post", url)
            if found != expected:
                wrong.append(f"{url} {member}: a post answers {found} instead of {expected}")
        for member, expected in zip(CAST, row, strict=True):
            found = _answered(here.clients[member], "get", url)
            if found != expected:
                wrong.append(f"{url} {member}: {found} instead of {expected}")
            if expected in DENIED and (posted := _answered(here.clients[member], "post", url)) not in "-dm":
                wrong.append(f"{url} {member}: may post ({posted}) what they may not see")
    assert not wrong, "\n".join(wrong)


def _answered(client: Client, method: str, url: str) -> str:
    """One letter of the table; what the request wrote, here and in the browser, is undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    if answer.status_code == 302:
        return "d" if "/desk/sign-in/" in answer.headers["Location"] else "a"
    return {200: "y", 403: "f", 404: "-", 405: "m", 409: "r"}.get(answer.status_code, str(answer.status_code))
