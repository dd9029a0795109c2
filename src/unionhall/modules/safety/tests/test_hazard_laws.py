"""Whatever is tried in whatever order: nothing closes unchecked, nothing open is nobody's, figures equal the rows."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.district import NOW, District
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.models import Fact
from unionhall.kernel.procedures.models import Duty
from unionhall.modules.safety import actions
from unionhall.modules.safety.facts.hazards import FOUND, GRADED, PUT_RIGHT, REPEATED
from unionhall.modules.safety.models import Hazard, Report
from unionhall.modules.safety.procedure import OPEN, PLAN_PARTS
from unionhall.modules.safety.queries import report_by_receipt
from unionhall.modules.safety.tests.given import SAID

Try = Callable[[Actor, Hazard], object]


def _today() -> actions.Order:
    return actions.Order("机修班", clock.today())


def _judge(good: bool) -> Try:
    return lambda _by, hazard: [actions.judge(told, is_good=good) for told in Report.objects.filter(hazard=hazard)]


def _join(by: Actor, hazard: Hazard) -> object:
    other = Hazard.objects.exclude(pk=hazard.pk).first()
    return actions.join(by, hazard, other) if other else None


def _back(by: Actor, hazard: Hazard) -> object:
    return actions.receive(
        by, hazard, words="门锁了", again_of=Hazard.objects.filter(state="closed").exclude(pk=hazard.pk).first()
    )


TRIES: dict[str, Try] = {
    "receive": lambda by, hazard: actions.receive(by, hazard, words="门锁了", kind="fire"),
    "back": _back,
    "grade": lambda by, hazard: actions.grade(by, hazard, grade="general"),
    "major": lambda by, hazard: actions.grade(by, hazard, grade="major"),
    "assign": lambda by, hazard: actions.assign(by, hazard, _today()),
    "plan": lambda by, hazard: actions.plan(by, hazard, dict.fromkeys(PLAN_PARTS, "有")),
    "mend": lambda by, hazard: actions.mend(by, hazard, words="改了"),
    "recheck": lambda by, hazard: actions.recheck(by, hazard, words="看了"),
    "send_back": lambda by, hazard: actions.send_back(by, hazard, words="没好", due=clock.today()),
    "good": _judge(True),
    "bad": _judge(False),
    "close": actions.close,
    "dismiss": lambda by, hazard: actions.dismiss(by, hazard, reason="不是"),
    "join": _join,
    "hand_up": lambda by, hazard: actions.hand_up(by, hazard, reason="上级办", about=("all",)),
    "pause": lambda by, hazard: actions.pause(by, hazard, reason="等鉴定"),
    "resume": actions.resume,
}
# mostly what leads somewhere, so that the search gets to the end of the way
LIKELY = ("receive", "grade", "assign", "mend", "recheck", "good", "close")
STEPS = st.lists(
    st.tuples(st.sampled_from((*LIKELY, *LIKELY, *TRIES)), st.integers(0, 3), st.booleans()), min_size=8, max_size=20
)


def _way(*keys: str) -> list[tuple[str, int, bool]]:
    who = {"mend": 2, "recheck": 1}
    return [(key.rstrip("2"), who.get(key, 0), not key.endswith("2")) for key in keys]


@example(_way("receive", "grade", "assign", "mend", "recheck", "good", "close", "back2", "dismiss2"))
@example(_way("receive", "grade", "receive2", "join"))
@example(_way("receive", "major", "assign", "plan", "mend", "recheck", "bad", "join", "join2", "hand_up"))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried(district: District, steps: list[tuple[str, int, bool]]) -> None:
    actors = _actors(district)
    made = [_reported(district, ticket) for ticket in ("a", "b")]
    for day, (key, who, first) in enumerate(steps):
        hazard = Hazard.objects.get(pk=made[0 if first else 1])
        with clock.set_to(NOW + timedelta(days=day)), suppress(Refused, Denied):
            TRIES[key](actors[who], hazard)
        _holds()
    assert not facts.recount()
    counted = Hazard.objects.filter(is_shielded=False).exclude(state__in=("dismissed", "joined"))
    assert _facts(FOUND) == counted.count()
    assert _facts(GRADED) == counted.exclude(grade="").count()
    assert _facts(PUT_RIGHT) == counted.filter(state="closed").count()
    assert _facts(REPEATED) == counted.filter(again_of__isnull=False).count()


def _holds() -> None:
    for hazard in Hazard.objects.all():
        duties = Duty.objects.open().filter(procedure="safety.hazard", item_id=hazard.pk)
        assert duties.count() == (1 if hazard.state in OPEN else 0), hazard.state
        if hazard.state in OPEN:
            assert duties.get().unit_id == hazard.unit_id
        if hazard.state == "closed":
            last = hazard.mendings.latest("pk")
            assert last.is_right
            assert last.rechecked_by is not None
            assert last.rechecked_by != last.mended_by


def _facts(measure: str) -> int:
    return sum(Fact.objects.filter(measure=measure).values_list("value", flat=True))


_known: dict[int, list[Actor]] = {}


def _actors(district: District) -> list[Actor]:
    key = id(district)
    if key not in _known:
        _known.clear()
        _known[key] = [
            district.actor("主席", district.mill, "chair"),
            district.actor("检查员", district.mill, "inspector"),
            district.actor("安全员", district.mill, "safety_manager"),
            district.actor("街道主席", district.east, "chair"),
        ]
    return _known[key]


_number = iter(range(10**6))


def _reported(district: District, ticket: str) -> int:
    code = actions.report(district.mill, SAID, ticket=f"{ticket}{next(_number)}")
    told = report_by_receipt(code)
    assert told is not None
    return told.hazard_id
