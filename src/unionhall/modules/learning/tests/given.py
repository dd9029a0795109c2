"""Questions as hypothesis makes them up, of every kind, all answerable; for tests alone."""

from dataclasses import replace

from hypothesis import strategies as st

from unionhall.modules.learning.actions.answerable import BLANK, Given, clean
from unionhall.modules.learning.models import Question

Kind = Question.Kind
# what people type, and every sign that means something in one of the formats
SIGNS = "ab 1 2.5甲乙丙（）()，。？A.B、C)D：答案:解析{}=~#%\\/|;；-><&\"'[]*_\n@+$①②"
WORDS = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=9),
    st.text(min_size=1, max_size=6),
    st.sampled_from(
        (
            "答案：B", "1. 一", "2.1 二", "A. 甲  B. 乙", "\\", "\\n", "::名::", "[html]x", "// 注", "$CATEGORY: x",
            "ANSWER: A", "%50%x", "a->b", "a\n\nANSWER: B", "&amp;", "<b>粗</b>", "]]>", "一、单选题",
            "解析：x\n依据：y",
            "_x0041_", "'a", "=1+1", "##", "\\*", "①甲", "x\\ B. y", "$course$/a//b", "True", "是",
        )
    ),
)  # fmt: skip


def _line(said: str) -> str:
    return clean(Given(Kind.SINGLE.value, "x", (said,))).options[0]


LINES = WORDS.map(_line).filter(bool)
TEXTS = WORDS.map(lambda said: clean(Given("", said)).text).filter(bool)
LISTS = st.lists(LINES, min_size=2, max_size=5, unique=True).map(tuple)


@st.composite
def choices(draw: st.DrawFn) -> Given:
    """A single-choice, multiple-choice or true/false question."""
    kind = draw(st.sampled_from((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)))
    options = ("对", "不对") if kind == Kind.TRUE_FALSE else draw(LISTS)
    places = list(range(len(options)))
    if kind == Kind.MULTIPLE:
        right = tuple(sorted(draw(st.sets(st.sampled_from(places), min_size=2))))
    else:
        right = (draw(st.sampled_from(places)),)
    return Given(kind.value, draw(TEXTS), options, right)


@st.composite
def fills(draw: st.DrawFn) -> Given:
    """A fill-in question with one to three blanks."""
    pieces = [BLANK.sub("-", piece) for piece in draw(st.lists(TEXTS, min_size=2, max_size=4))]
    text = clean(Given("", " ____ ".join(piece.strip("_＿") for piece in pieces))).text
    answers = st.lists(LINES, min_size=1, max_size=3, unique=True).map(tuple)
    blanks = len(pieces) - 1
    return Given(Kind.FILL.value, text, accepts=tuple(draw(answers) for _blank in range(blanks)))


@st.composite
def matchings(draw: st.DrawFn) -> Given:
    """A matching question, some options matched with nothing."""
    options, lefts = draw(LISTS), draw(LISTS)
    right = tuple(draw(st.integers(0, len(options) - 1)) for _left in lefts)
    return Given(Kind.MATCHING.value, draw(TEXTS), options, right, lefts=lefts)


@st.composite
def questions(draw: st.DrawFn, *, with_cases: bool = True) -> Given:
    """Any answerable question, cleaned."""
    plain = st.one_of(choices(), fills(), matchings())
    explained = st.builds(
        lambda given, why, basis: replace(given, explanation=why, basis=basis),
        plain,
        st.just("") | TEXTS,
        st.just("") | LINES,
    )
    given = draw(explained)
    if with_cases and draw(st.integers(0, 4)) == 0:
        parts = draw(st.lists(explained, min_size=1, max_size=3))
        given = Given(Kind.CASE.value, draw(TEXTS), parts=tuple(parts))
    words = st.just("") | LINES.map(lambda said: said[:60])
    return clean(
        replace(
            given,
            topic=draw(words),
            author=draw(words),
            difficulty=draw(st.sampled_from((1, 2, 3))),
            rule=draw(st.sampled_from(("", "TUL-11a", "TUL-12"))),
        )
    )
