"""A hazard is reported, received, graded, assigned, put right, re-checked by somebody else, and closed.

Grades and the six parts of a plan are those of 《安全生产事故隐患排查治理暂行规定》 (articles 3 and 15). No law
sets the days of a union's own steps; those numbers are our own, and pages say so.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures.declare import PUBLIC, Clock, Procedure, State, Step, Until, WorkingDays
from unionhall.modules.safety.permissions import SafetyPermission

RECEIVE_DAYS, GRADE_DAYS, ASSIGN_DAYS, RECHECK_DAYS, CLOSE_DAYS = 1, 2, 2, 3, 5  # working days, 本会规定
MEND_DAYS = 7  # working days, 本会规定: what the form proposes for an ordinary hazard

REPORTED, RECEIVED, GRADED, ASSIGNED, MENDED, RECHECKED = (
    "reported",
    "received",
    "graded",
    "assigned",
    "mended",
    "rechecked",
)
CLOSED, DISMISSED, JOINED = "closed", "dismissed", "joined"
OPEN = (REPORTED, RECEIVED, GRADED, ASSIGNED, MENDED, RECHECKED)

RECEIVE, GRADE, ASSIGN, PLAN, MEND = "receive", "grade", "assign", "plan", "mend"
RECHECK, SEND_BACK, DISAGREE, CLOSE = "recheck", "send_back", "disagree", "close"
DISMISS, JOIN = "dismiss", "join"
QUIET, WAITING, SPEAK, ANSWER = "quiet", "waiting", "speak", "answer"
ANSWER_DAYS = 2  # working days, 本会规定

PLAN_PARTS = {
    "goal": gettext_lazy("治理的目标和任务"),
    "methods": gettext_lazy("采取的方法和措施"),
    "funds": gettext_lazy("经费和物资的落实"),
    "people": gettext_lazy("负责治理的机构和人员"),
    "term": gettext_lazy("治理的时限和要求"),
    "precautions": gettext_lazy("安全措施和应急预案"),
}


def missing_parts(hazard: Any) -> list[str]:
    """The parts of a plan that a hazard still lacks, as they are called; none for one that needs no plan."""
    if not hazard.is_major:
        return []
    return [str(label) for key, label in PLAN_PARTS.items() if not str(hazard.plan.get(key, "")).strip()]


def _has_plan(hazard: Any, by: Actor) -> Reason | None:
    if not (missing := missing_parts(hazard)):
        return None
    return Reason("plan", _("重大隐患要先有治理方案，还缺：%(parts)s") % {"parts": _("、").join(missing)})


def _by_another(hazard: Any, by: Actor) -> Reason | None:
    """Nobody re-checks what they mended, were told to mend or said was mended; and it is somebody."""
    if by.person_id is not None and by.person_id not in {hazard.mended_by, hazard.mender_id}:
        return None
    return Reason("same", _("谁改的谁不能复查，换一位检查员"))


def _words_are_known(hazard: Any, by: Actor) -> Reason | None:
    """Who receives a report writes what others read of it, and so must know what its writer said."""
    if hazard.words or by.may(SafetyPermission.REPORTERS, at=org_queries.paths_of([hazard.unit_id])[hazard.unit_id]):
        return None
    return Reason("words", _("原话只有%(unit)s看得到，由那里受理。等不及就先移交上来") % {"unit": hazard.unit.name})


def _reporters_were_asked(hazard: Any, by: Actor) -> Reason | None:
    return hazard.why_wait_for_reporters()  # type: ignore[no-any-return]


_H, _M, _R = SafetyPermission.HANDLE, SafetyPermission.MEND, SafetyPermission.RECHECK

HAZARD = Procedure(
    key="safety.hazard",
    label=gettext_lazy("隐患"),
    begun=gettext_lazy("{unit}收到一件隐患"),
    states=(
        State(REPORTED, gettext_lazy("等受理")),
        State(RECEIVED, gettext_lazy("等定级")),
        State(GRADED, gettext_lazy("等交办")),
        State(ASSIGNED, gettext_lazy("正在改")),
        State(MENDED, gettext_lazy("等复查")),
        State(RECHECKED, gettext_lazy("复查合格，等销号")),
        State(CLOSED, gettext_lazy("已销号"), final=True),
        State(DISMISSED, gettext_lazy("不属于隐患"), final=True),
        State(JOINED, gettext_lazy("并到另一件"), final=True),
    ),
    steps=(
        Step(RECEIVE, gettext_lazy("受理"), REPORTED, RECEIVED, _H, (_words_are_known,)),
        Step(GRADE, gettext_lazy("定级"), RECEIVED, GRADED, _H),
        Step(ASSIGN, gettext_lazy("交办"), GRADED, ASSIGNED, _H),
        Step(PLAN, gettext_lazy("报治理方案"), ASSIGNED, ASSIGNED, _M),
        Step(MEND, gettext_lazy("登记整改"), ASSIGNED, MENDED, _M, (_has_plan,)),
        Step(RECHECK, gettext_lazy("复查合格"), MENDED, RECHECKED, _R, (_by_another,)),
        Step(SEND_BACK, gettext_lazy("复查不合格，退回重改"), MENDED, ASSIGNED, _R, (_by_another,)),
        Step(DISAGREE, gettext_lazy("报的人说没改好"), RECHECKED, GRADED, PUBLIC),
        Step(CLOSE, gettext_lazy("销号"), RECHECKED, CLOSED, _H, (_reporters_were_asked,)),
        Step(DISMISS, pgettext_lazy("act", "不属于隐患"), (REPORTED, RECEIVED), DISMISSED, _H),
        Step(JOIN, pgettext_lazy("act", "并到另一件"), (REPORTED, RECEIVED, GRADED), JOINED, _H),
    ),
    clocks=(
        Clock("receive", gettext_lazy("受理隐患"), REPORTED, (RECEIVE,), _H, WorkingDays(RECEIVE_DAYS)),
        Clock("grade", gettext_lazy("给隐患定级"), RECEIVED, (GRADE,), _H, WorkingDays(GRADE_DAYS)),
        Clock("assign", gettext_lazy("交办整改"), GRADED, (ASSIGN,), _H, WorkingDays(ASSIGN_DAYS)),
        Clock(
            "mend",
            gettext_lazy("整改隐患"),
            ASSIGNED,
            (MEND,),
            _M,
            Until("due"),
            may_pause=True,  # waiting for an appraisal, say
            may_extend=True,
        ),
        Clock("recheck", gettext_lazy("复查整改"), MENDED, (RECHECK, SEND_BACK), _R, WorkingDays(RECHECK_DAYS)),
        Clock("close", gettext_lazy("问报的人，销号"), RECHECKED, (CLOSE, DISAGREE), _H, WorkingDays(CLOSE_DAYS)),
    ),
)

# Between the union and one reporter. What was said is not in the journal, nor that it was.
TALK = Procedure(
    key="safety.talk",
    label=gettext_lazy("跟报隐患的人说话"),
    states=(State(QUIET, gettext_lazy("没有要答的")), State(WAITING, gettext_lazy("等答复"))),
    steps=(
        Step(SPEAK, gettext_lazy("补充情况"), (QUIET, WAITING), WAITING, PUBLIC),
        Step(ANSWER, gettext_lazy("答复报的人"), (QUIET, WAITING), QUIET, SafetyPermission.REPORTERS),
    ),
    clocks=(
        Clock(
            "answer",
            gettext_lazy("答复报隐患的人"),
            WAITING,
            (ANSWER,),
            SafetyPermission.REPORTERS,
            WorkingDays(ANSWER_DAYS),
        ),
    ),
)

ISSUED, TAKEN, ANSWERED, SIGN_FOR, REPLY = "issued", "taken", "answered", "sign_for", "reply"

INSTRUMENT = Procedure(
    key="safety.instrument",
    label=gettext_lazy("整改建议书和通知"),
    begun=gettext_lazy("{unit}出具了一份整改文书"),
    states=(
        State(ISSUED, gettext_lazy("等签收")),
        State(TAKEN, gettext_lazy("等答复")),
        State(ANSWERED, gettext_lazy("已答复"), final=True),
    ),
    steps=(
        Step(SIGN_FOR, gettext_lazy("登记签收"), ISSUED, TAKEN, SafetyPermission.URGE),
        Step(REPLY, gettext_lazy("登记答复"), (ISSUED, TAKEN), ANSWERED, SafetyPermission.URGE),
    ),
    clocks=(Clock("reply", gettext_lazy("催用人单位书面答复"), ISSUED, (REPLY,), SafetyPermission.URGE, Until("due")),),
)
