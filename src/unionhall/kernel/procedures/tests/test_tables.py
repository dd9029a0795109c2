"""What a table of a procedure may not hold, and what is said about it."""

from dataclasses import replace

import pytest

from unionhall.kernel.procedures import declare, show
from unionhall.kernel.procedures.declare import Clock, Procedure, State, Step
from unionhall.kernel.procedures.tests.world import ERRANDS, TriedPermission


def test_a_sound_table_has_no_mistakes() -> None:
    assert declare.mistakes(ERRANDS) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"states": (*ERRANDS.states, State("handled", "又一个"))}, "handled is used twice"),
        ({"states": (*ERRANDS.states, State("lost", "走丢"))}, "state lost is never reached"),
        (
            {"states": (*ERRANDS.states[:2], State("decided", "已决定"), ERRANDS.states[3])},
            "nothing leads out of decided",
        ),
        ({"steps": (*ERRANDS.steps, Step("revive", "复活", "decided", "handled", None))}, "leads out of decided"),
        ({"steps": (*ERRANDS.steps, Step("stray", "走偏", "received", "nowhere", None))}, "no state nowhere"),
        ({"steps": (*ERRANDS.steps, Step("begun", "开始", "received", "handled", None))}, "may not be called begun"),
        ({"clocks": (Clock("x", "x", "handled", ("fly",), TriedPermission.HANDLE),)}, "no step fly"),
        ({"clocks": (Clock("x", "x", "decided", ("decide",), TriedPermission.HANDLE),)}, "opens in a final state"),
        ({"clocks": (Clock("x", "x", "handled", (), TriedPermission.HANDLE),)}, "is met by nothing"),
    ],
)
def test_a_mistake_is_named(change: dict[str, object], says: str) -> None:
    table = replace(ERRANDS, key="wrong", **change)  # type: ignore[arg-type]
    assert any(says in sentence for sentence in declare.mistakes(table))
    with pytest.raises(ValueError, match="procedure wrong"):
        declare.register_procedures(table)


def test_a_key_is_used_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare.register_procedures(Procedure("errands", "另一个", (State("a", "a", True),), ()))


def test_unknown_parts_raise() -> None:
    with pytest.raises(KeyError):
        ERRANDS.step("fly")
    with pytest.raises(KeyError):
        declare.model_of("nothing")


def test_the_reference_page_draws_and_lists_everything() -> None:
    page = show.page()
    assert "received --> handled: 受理" in page
    assert "| `handling` | 受理期限 | `received` | `handle` | `tried.handle` | 5 working days |  | yes |" in page
    assert "until wanted" in page
    assert "is complete" in page
    (told,) = [table for table in show.data() if table["key"] == "errands"]
    assert [clock["key"] for clock in told["clocks"]] == ["handling", "deciding", "wish"]
    assert {step["key"]: step["needs"] for step in told["steps"]}["vanish"] == "nobody"
