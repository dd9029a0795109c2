"""The sitting lane's short list of middleware changes nothing: it leaves the rows that the full lane leaves."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lanes_client import LanesClient
from unionhall.kernel.facts.models import Fact
from unionhall.kernel.journal.models import Line
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.tests.conftest import Hall
from unionhall.modules.learning.views.sit import token_of

LETTERS = st.sampled_from(["", "A", "B", "C", "AC", "AB", "Z"])
STEPS = st.one_of(
    st.tuples(st.just("save"), st.integers(0, 6), LETTERS, st.integers(0, 6)),
    st.tuples(st.just("post"), st.integers(1, 5), LETTERS, st.sampled_from(["save", "hand-in", "3"])),
    st.tuples(st.just("lesson")),
    st.tuples(st.just("hand-in")),
    st.tuples(st.just("again")),
    st.tuples(st.just("stranger")),
)


def act(client: Client, hall: Hall, cookie: str, participant: Any, step: tuple[Any, ...]) -> tuple[int, str]:
    """One request of a phone; status and where it leads."""
    sitting = hall.sitting(participant, cookie)
    public, posted = sitting.sheet.public, {"token": token_of(sitting)}
    client.cookies["uh_claim"] = cookie
    kind, *rest = step
    if kind == "save":
        number, letters, seq = rest
        answer = client.post(
            reverse("learning:save", args=[public]),
            {**posted, "q": [number, 1], f"a{number}": list(letters), "seq": seq},
        )
    elif kind == "post":
        number, letters, go = rest
        answer = client.post(
            reverse("learning:paper", args=[public]), {**posted, f"a{number}": list(letters), "go": go}
        )
    elif kind == "stranger":
        client.cookies["uh_claim"] = "a" * 22
        answer = client.post(reverse("learning:hand_in", args=[public]), posted)
    else:
        answer = client.post(reverse(f"learning:{kind.replace('-', '_')}", args=[public]), posted)
    return answer.status_code, answer.headers.get("Location", "").replace(public, "PUBLIC")


def rows(participant: Any) -> list[Any]:
    """Everything that one worker's requests left, without what is theirs by chance."""
    sheets = list(Sheet.objects.filter(participant=participant).order_by("attempt"))
    kept = [
        {
            field.attname: getattr(sheet, field.attname)
            for field in Sheet._meta.concrete_fields
            if field.attname not in ("id", "public", "participant_id")
        }
        for sheet in sheets
    ]
    subjects = [f"learning.Sheet:{sheet.pk}" for sheet in sheets]
    facts = Fact.objects.filter(source__in=subjects).order_by("source", "measure", "slice")
    lines = Line.objects.filter(subject__in=subjects).order_by("pk")
    return [
        kept,
        list(facts.values_list("measure", "slice", "value", "day", "path")),
        list(lines.values_list("verb", "data", "unit_id")),
    ]


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=8))
def test_both_lanes_leave_the_same_rows(hall: Hall, steps: list[tuple[Any, ...]]) -> None:
    left, answered = [], []
    for client in (LanesClient(), Client()):
        participant, cookie = hall.member("林晓禾")
        answered.append([act(client, hall, cookie, participant, step) for step in steps])
        left.append(rows(participant))
    onward = [[re.sub(r"/sit/[\w-]{22}/", "/sit/NEXT/", to) for _status, to in one] for one in answered]
    assert onward[0] == onward[1]
    assert [status for status, _to in answered[0]] == [status for status, _to in answered[1]]
    assert left[0] == left[1]
