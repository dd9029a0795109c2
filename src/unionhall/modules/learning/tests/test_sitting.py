"""The sitting lane as a phone sees it: plain posts, receipts, the token, the claim."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.kernel import clock
from unionhall.kernel.facts.models import Fact
from unionhall.modules.learning.models import Sheet, end_of
from unionhall.modules.learning.queries import split_answers
from unionhall.modules.learning.queries.sitting import Sitting
from unionhall.modules.learning.tests.conftest import RIGHT, Hall
from unionhall.modules.learning.views.sit import token_of

PLAIN_SQL = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE)")


@pytest.fixture
def phone(hall: Hall, lanes_client: Client) -> tuple[Client, Sitting]:
    """A member's phone with an opened sheet."""
    participant, cookie = hall.member("林晓禾")
    lanes_client.cookies["uh_claim"] = cookie
    return lanes_client, hall.sitting(participant, cookie)


def at(sitting: Sitting, name: str, *args: Any) -> str:
    """An address of the sheet."""
    return reverse(f"learning:{name}", args=[sitting.sheet.public, *args])


def answers(sitting: Sitting) -> list[str]:
    """What stands in the row."""
    return split_answers(Sheet.objects.get(pk=sitting.sheet.pk).answers, 5)


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The statements without those that begin and end transactions."""
    return [query["sql"] for query in captured.captured_queries if not PLAIN_SQL.match(query["sql"])]


def test_the_whole_walk_by_plain_posts(hall: Hall, phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    token = token_of(sitting)
    opened = client.get(reverse("learning:open", args=[hall.assignment.pk, "lesson"]))
    assert opened.url == at(sitting, "lesson")
    assert "第一段" in client.get(opened.url).content.decode()
    gone = client.post(at(sitting, "lesson"), {"token": token})
    assert gone.url == at(sitting, "paper")
    page = client.get(gone.url).content.decode()
    assert token in page
    for place in RIGHT:
        assert f"第 {place} 题" in page
    some = {f"a{place}": list(RIGHT[place]) for place in (1, 2, 3)}
    gone = client.post(at(sitting, "paper"), {"token": token, **some, "go": "hand-in"})
    assert gone.url == at(sitting, "hand_in")
    assert "还有 2 题没答" in client.get(gone.url).content.decode()
    every = {f"a{place}": list(letters) for place, letters in RIGHT.items()}
    gone = client.post(at(sitting, "paper"), {"token": token, **every, "go": "save"})
    assert gone.url == at(sitting, "paper")
    assert "5 题都答了" in client.get(gone.url).content.decode()
    assert "5 题都答了" in client.get(at(sitting, "hand_in")).content.decode()
    gone = client.post(at(sitting, "paper"), {"token": token, **every, "go": "hand-in"})
    assert gone.url == at(sitting, "result")
    result = client.get(gone.url).content.decode()
    assert 'aria-label="合格"' in result
    assert "答对 3 题就合格" in result
    assert Fact.objects.filter(measure="learning.papers", slice="passed").count() == 1
    assert client.get(at(sitting, "paper")).url == at(sitting, "result")


def test_what_is_wrong_is_shown_with_why_and_the_next_try_can_be_begun(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    token = token_of(sitting)
    client.post(at(sitting, "paper"), {"token": token, "a1": "A", "a2": "A"})
    page = client.get(at(sitting, "hand_in")).content.decode()
    assert "还有 3 题没答" in page
    client.post(at(sitting, "hand_in"), {"token": token})
    result = client.get(at(sitting, "result")).content.decode()
    assert "还差 2 题，可以再答 1 次" in result
    assert 'class="stamp"' not in result
    assert "《安全生产法》第五十五条" in result
    assert "切断电源" in result
    gone = client.post(at(sitting, "again"), {"token": token})
    assert gone.status_code == 302
    assert sitting.sheet.public not in gone.url
    assert client.get(gone.url).status_code == 200


def test_where_the_buttons_lead(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    posted = {"token": token_of(sitting), "a2": "B"}
    for go, onward in (("save", ""), ("5", "#q-5"), ("0", ""), ("-3", ""), ("丙", "")):
        gone = client.post(at(sitting, "paper"), {**posted, "go": go})
        assert gone.url == at(sitting, "paper") + onward, go
    assert client.post(at(sitting, "paper"), posted).url == at(sitting, "paper")
    assert client.post(at(sitting, "paper"), {**posted, "go": "hand-in"}).url == at(sitting, "hand_in")
    assert Sheet.objects.get(pk=sitting.sheet.pk).handed_in is None
    # the script has shown how much is unanswered before it lets the button be pressed
    assert client.post(at(sitting, "paper"), {**posted, "go": "hand-in", "sure": "1"}).url == at(sitting, "result")


def test_a_post_with_nothing_chosen(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    token = token_of(sitting)
    client.post(at(sitting, "paper"), {"token": token, "a1": "B", "a3": ["A", "C"]})
    client.post(at(sitting, "paper"), {"token": token})  # an old page: circles can not be emptied; boxes can
    assert answers(sitting) == ["B", "", "", "", ""]


def test_an_older_page_does_not_put_its_answer_over_a_newer_one(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    here, token = at(sitting, "paper"), token_of(sitting)
    client.post(here, {"token": token, "a1": "A", "seq": "0"})
    client.post(here, {"token": token, "a1": "B", "a3": ["A", "C"], "seq": "1"})
    older = client.post(here, {"token": token, "a1": "A", "a2": "B", "seq": "1", "go": "hand-in", "sure": "1"})
    assert older.status_code == 409
    assert here in older.content.decode()
    # what the older page alone answered is kept, and its empty boxes empty nothing
    assert answers(sitting) == ["B", "B", "AC", "", ""]
    assert Sheet.objects.get(pk=sitting.sheet.pk).handed_in is None
    same = {"token": token, "a1": "B", "a2": "B", "a3": ["A", "C"], "seq": "1"}
    assert client.post(here, same).status_code == 302  # says the same


def test_the_page_shows_the_workers_own_answers_and_nobody_elses(hall: Hall, phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    client.post(at(sitting, "paper"), {"token": token_of(sitting), "a3": ["A", "C"]})
    mine = client.get(at(sitting, "paper")).content.decode()
    assert mine.count(" checked") == 2
    assert "答了 1 题，还有 4 题" in mine
    participant, cookie = hall.member("苏岭", "5678")
    other = hall.sitting(participant, cookie)
    client.cookies["uh_claim"] = cookie
    theirs = client.get(at(other, "paper")).content.decode()
    assert " checked" not in theirs
    assert sitting.sheet.public not in theirs
    assert token_of(sitting) not in theirs
    assert "\0" not in mine + theirs
    assert "%00" not in mine + theirs


def test_the_look_of_a_page_is_the_visitors(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    plain = client.get(at(sitting, "paper")).content.decode()
    client.cookies["uh_type"] = "large"
    assert 'data-type="large"' not in plain
    assert 'data-type="large"' in client.get(at(sitting, "paper")).content.decode()


def test_a_save_in_the_background_gets_its_receipt(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    posted = {"q": ["3", "1"], "a3": ["C", "A"], "a1": "B", "seq": "4"}
    answer = client.post(at(sitting, "save"), posted, headers={"X-Token": token_of(sitting)})
    assert answer.json() == {"state": "saved", "seq": 4, "time": "12:00:00", "answered": 2}
    older = client.post(at(sitting, "save"), {**posted, "a3": "A", "seq": "2", "token": token_of(sitting)})
    assert (older.status_code, older.json()["state"]) == (409, "older")
    assert answers(sitting) == ["B", "", "AC", "", ""]
    # of what comes late, only what nothing newer stands for is taken
    late = {"q": ["2", "3"], "a2": "A", "a3": "B", "seq": "3", "token": token_of(sitting)}
    assert client.post(at(sitting, "save"), late).json()["state"] == "saved"
    assert answers(sitting) == ["B", "A", "AC", "", ""]


@pytest.mark.parametrize(
    "posted",
    [
        {"q": "3", "a3": "A"},
        {"a3": "A", "seq": "1"},
        {"q": "9", "a9": "A", "seq": "1"},
        {"q": ["1", "9"], "a1": "A", "a9": "A", "seq": "1"},
        {"q": "0", "a0": "A", "seq": "1"},
        {"q": "x", "ax": "A", "seq": "1"},
        {"q": "1", "a1": "Z", "seq": "1"},
        {"q": "1", "a1": ["A", "B"], "seq": "1"},
        {"q": "1", "a1": "A", "seq": "-1"},
        {"q": "1", "a1": "A", "seq": "99999999999999999999"},
        {"q": "1", "a1": "A", "seq": "²"},
        {"q": "1", "a1": "A", "seq": "999999999"},
    ],
)
def test_nonsense_is_refused_and_saves_nothing(phone: tuple[Client, Sitting], posted: dict[str, Any]) -> None:
    client, sitting = phone
    answer = client.post(at(sitting, "save"), {**posted, "token": token_of(sitting)})
    assert answer.status_code == 400
    assert answers(sitting) == [""] * 5


@pytest.mark.parametrize("name", ["paper", "save", "hand_in", "lesson", "again"])
@pytest.mark.parametrize("token", ["", "x", "丁" * 43, None])
def test_a_wrong_token_is_refused(phone: tuple[Client, Sitting], name: str, token: str | None) -> None:
    client, sitting = phone
    posted = {"a1": "B", "q": "1", "seq": "1"} | ({} if token is None else {"token": token})
    answer = client.post(at(sitting, name), posted)
    assert answer.status_code == 403
    row = Sheet.objects.get(pk=sitting.sheet.pk)
    assert (row.seq, row.handed_in, row.lesson_read) == (0, None, None)


@pytest.mark.parametrize("name", ["paper", "save", "hand_in", "lesson", "result", "again"])
def test_another_device_gets_nothing(hall: Hall, phone: tuple[Client, Sitting], name: str) -> None:
    client, sitting = phone
    token = token_of(sitting)
    _someone, cookie = hall.member("苏岭", "5678")
    pages: dict[str, set[str]] = {"GET": set(), "POST": set()}
    for held in (cookie, "", "nonsense.x", "a" * 22):
        client.cookies["uh_claim"] = held
        for public in (sitting.sheet.public, "no-such-sheet"):
            path = reverse(f"learning:{name}", args=[public])
            for method, ask in (("GET", client.get), ("POST", client.post)):
                answer = ask(path, {"token": token, "a1": "B", "q": "1", "seq": "1"})
                if answer.status_code != 405:
                    assert answer.status_code == 404
                    pages[method].add(answer.content.decode().replace(public, ""))
    assert all(len(alike) <= 1 for alike in pages.values()), "what does not exist and what is not mine look alike"
    assert answers(sitting) == [""] * 5


def test_opening_the_paper_takes_three_statements_and_a_save_three(phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    client.get(at(sitting, "paper"))
    with CaptureQueriesContext(connection) as opening:
        client.get(at(sitting, "paper"))
    assert len(statements(opening)) <= 3, statements(opening)
    with CaptureQueriesContext(connection) as saving:
        client.post(at(sitting, "save"), {"q": "1", "a1": "B", "seq": "1", "token": token_of(sitting)})
    assert len(statements(saving)) <= 3, statements(saving)


def test_after_the_end_the_sheet_leads_to_its_result(hall: Hall, phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    token = token_of(sitting)
    client.post(at(sitting, "paper"), {"token": token, "a1": "B"})
    with clock.set_to(end_of(hall.campaign) + timedelta(seconds=121)):
        late = client.post(at(sitting, "save"), {"token": token, "q": "2", "a2": "A", "seq": "9"})
        assert (late.status_code, late.json()["state"]) == (409, "ended")
        assert client.post(at(sitting, "paper"), {"token": token, "a2": "A"}).url == at(sitting, "result")
        assert "再答一次（" not in client.get(at(sitting, "result")).content.decode()
    assert answers(sitting) == ["B", "", "", "", ""]
    assert Sheet.objects.get(pk=sitting.sheet.pk).is_by_clock


def test_after_the_end_an_untouched_sheet_says_so(hall: Hall, phone: tuple[Client, Sitting]) -> None:
    client, sitting = phone
    with clock.set_to(end_of(hall.campaign) + timedelta(hours=1)):
        answer = client.get(at(sitting, "paper"))
    assert answer.status_code == 410
    assert "一道题也没答" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_sent_only_after_commit(phone: tuple[Client, Sitting], monkeypatch: pytest.MonkeyPatch) -> None:
    client, sitting = phone
    posted = {"q": "1", "a1": "B", "seq": "1", "token": token_of(sitting)}
    assert not connection.in_atomic_block
    assert client.post(at(sitting, "save"), posted).status_code == 200
    assert connection.connection is not None
    assert not getattr(connection.connection, "in_transaction", False)  # SQLite: nothing is left to be committed
    seen: list[list[str]] = []
    other = threading.Thread(target=lambda: (seen.append(answers(sitting)), connection.close()))
    other.start()
    other.join()
    assert seen == [["B", "", "", "", ""]]

    def broken(*_args: Any, **_more: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("unionhall.kernel.statements.Update.run", broken)
    client.raise_request_exception = False
    failed = client.post(at(sitting, "save"), {**posted, "a1": "C", "seq": "2"})
    assert failed.status_code == 500
    assert b"saved" not in failed.content


def test_tasks_of_a_campaign(hall: Hall) -> None:
    from unionhall.modules.campaigns.api import TaskState
    from unionhall.modules.learning import actions, tasks

    participant, cookie = hall.member("林晓禾")
    lesson, paper = tasks.lesson_status(participant), tasks.paper_status(participant)
    assert lesson is not None
    assert paper is not None
    assert (lesson.state, paper.state, paper.note) == (TaskState.OPEN, TaskState.OPEN, "5 道题")
    sitting = hall.sitting(participant, cookie)
    actions.finish_lesson(sitting)
    actions.save(sitting, {1: "B"})
    lesson, paper = tasks.lesson_status(participant), tasks.paper_status(participant)
    assert lesson is not None
    assert paper is not None
    assert (lesson.state, paper.state, paper.step) == (TaskState.DONE, TaskState.BEGUN, "接着答")
    actions.hand_in(sitting)
    paper = tasks.paper_status(participant)
    assert paper is not None
    assert paper.state == TaskState.DONE
    assert tasks.paper_summary(hall.campaign) == "《安全答卷》5 道题，满分 100 分，60 分合格"
    assert tasks.lesson_summary(hall.campaign) == "《看到危险，能停》"
