"""Papers that an author could write, for the property tests of marks, draws, tries and gates."""

from dataclasses import replace

from hypothesis import strategies as st

from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries.answers import FILL, MATCHING, MULTIPLE, TRUE_FALSE
from unionhall.modules.learning.queries.content import Content, FixedQuestion

TEXTS = st.text(alphabet="甲乙丙断电ABcd１2 .|@~%,=-&", min_size=1, max_size=6).filter(lambda text: text.strip())
Answer = list[str]  # as a form's fields say it


@st.composite
def a_question(draw: st.DrawFn, kinds: tuple[str, ...] = ()) -> FixedQuestion:
    """Any question that an author could write."""
    kind = draw(st.sampled_from(kinds or ("single", MULTIPLE, TRUE_FALSE, FILL, MATCHING)))
    marks, withdrawn = draw(st.integers(1, 30)), draw(st.sampled_from(["", "", "", "everybody", "out"]))
    told = {"kind": kind, "marks": marks, "withdrawn": withdrawn}
    if kind == FILL:
        accepts = draw(st.lists(st.lists(TEXTS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4))
        partial = draw(st.sampled_from(["", "each"]))
        text = "填" + "＿＿，".join([""] * (len(accepts) + 1))
        return FixedQuestion(text=text, options=(), right="", accepts=tuple(accepts), partial=partial, **told)
    number = 2 if kind == TRUE_FALSE else draw(st.integers(2, 8))
    letters = LETTERS[:number]
    options = tuple(f"选项{place}" for place in range(number))
    if kind == MATCHING:
        right = "".join(draw(st.permutations(letters))[: draw(st.integers(2, number))])
        lefts = tuple(f"左{place}" for place in range(len(right)))
        partial = draw(st.sampled_from(["", "each"]))
        return FixedQuestion(text="连", options=options, right=right, lefts=lefts, partial=partial, **told)
    least, most = (2, number) if kind == MULTIPLE else (1, 1)
    chosen = draw(st.sets(st.sampled_from(letters), min_size=least, max_size=most))
    partial = draw(st.sampled_from(["", "half", "share"])) if kind == MULTIPLE else ""
    return FixedQuestion(text="题", options=options, right="".join(sorted(chosen)), partial=partial, **told)


@st.composite
def an_answer(draw: st.DrawFn, question: FixedQuestion) -> Answer:
    """What somebody may fill in, often right."""
    if question.kind == FILL:
        accepted = [st.sampled_from(["", *accepts]) for accepts in question.accepts]
        return [draw(st.one_of(one, one, TEXTS)) for one in accepted]
    if question.kind == MATCHING:
        return [draw(st.sampled_from(["", right, *question.letters])) for right in question.right]
    most = len(question.options) if question.takes_several else 1
    some = st.sets(st.sampled_from(question.letters), max_size=most)
    part = st.sets(st.sampled_from(question.right), max_size=most)
    return sorted(draw(st.one_of(some, part, st.just(set(question.right)))))


@st.composite
def a_paper(draw: st.DrawFn, asked: st.SearchStrategy[FixedQuestion] | None = None) -> Content:
    """A paper with single questions, perhaps a case, perhaps pools to draw from."""
    asked = a_question() if asked is None else asked
    questions = draw(st.lists(asked, min_size=1, max_size=4))
    for case in range(1, draw(st.integers(0, 2)) + 1):
        questions += [replace(one, case=case) for one in draw(st.lists(asked, min_size=1, max_size=3))]
    draws = []
    full = sum(question.marks for question in questions)  # of the least that anybody may be asked: all can pass
    for row in range(1, draw(st.integers(0, 2)) + 1):
        pool = [replace(one, draw=row) for one in draw(st.lists(asked, min_size=1, max_size=4))]
        questions += pool
        draws.append(draw(st.integers(1, len(pool))))
        full += sum(sorted(question.marks for question in pool)[: draws[-1]])
    return Content(
        paper_id=1,
        version=1,
        title="卷子",
        pass_marks=draw(st.integers(1, full)),
        tries=2,
        shows_answers=True,
        questions=tuple(questions),
        draws=tuple(draws),
        mixes_questions=draw(st.booleans()),
        mixes_options=draw(st.booleans()),
    )


PLAIN = st.sampled_from(
    [
        FixedQuestion("single", "题", ("甲", "乙", "丙"), "A", 5),
        FixedQuestion("multiple", "题", ("甲", "乙", "以上都对"), "AB", 3),
        FixedQuestion("true_false", "题", ("对", "不对"), "B", 1),
        FixedQuestion("fill", "填＿＿", (), "", 2, accepts=(("电",),)),
    ]
)
SEEDS = st.integers(0, 2**31 - 1)
