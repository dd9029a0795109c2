"""The one table of what our own templates hold: columns of the sheet, marked lines of the document.

Reader and writer of both go by it, so that what leaves can come back.
"""

from dataclasses import dataclass, replace
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files.answers import DIFFICULTIES, KINDS, as_written
from unionhall.modules.learning.models import LETTERS, Question

Kind = Question.Kind
CASE, KIND, TEXT, LEFTS, ANSWER, EXPLANATION = "case", "kind", "text", "lefts", "answer", "explanation"
BASIS, RULE, TOPIC, DIFFICULTY, AUTHOR = "basis", "rule", "topic", "difficulty", "author"
OPTIONS = tuple(f"option_{letter}" for letter in LETTERS)


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is told of a question: its name in both templates, other names it goes by, how to write it."""

    key: str
    label: str
    width: int
    hint: str | Promise = ""
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


COLUMNS = (
    Column(CASE, "案例", 8, _("案例题和它的小题写同一个号，例如 1。别的题空着"), ("案例号", "所属案例")),
    Column(KIND, "题型", 11, "", ("类型", "试题类型"), tuple(words[0] for words in KINDS.values())),
    Column(TEXT, "题目", 48, _("填空题的空写成 ____；案例题写案情"), ("题干", "试题", "试题题干", "题目内容", "问题")),
    *(
        Column(key, f"选项{letter}", 20, _("判断题不用写") if letter == "A" else "", (letter, f"答案{letter}"))
        for key, letter in zip(OPTIONS, LETTERS, strict=True)
    ),
    Column(LEFTS, "左边", 20, _("连线题的左边，一行一项；右边写在选项里"), ("连线左边",)),
    Column(
        ANSWER,
        "正确答案",
        18,
        _("单选写 B；多选写 ACD；判断写对或不对；连线照左边的次序写 BAC；填空一个空一行，几种写法用 | 分开"),
        ("答案", "标准答案"),
    ),
    Column(EXPLANATION, "解析", 40, _("为什么对，答错的人会看到"), ("答案解析", "试题解析", "为什么")),
    Column(BASIS, "依据", 30, _("例如：《安全生产法》（2021）第五十五条"), ("法律依据", "出处")),
    Column(RULE, "法条", 12, _("系统里法条的编号，没有就空着"), ("法条编号",)),
    Column(TOPIC, "知识点", 14, "", ("主题", "分类", "章节")),
    Column(
        DIFFICULTY, "难度", 8, _("不写算中"), ("难易度", "难易程度"), tuple(words[0] for words in DIFFICULTIES.values())
    ),
    Column(AUTHOR, "出题人", 12, "", ("作者",)),
)
BY_KEY = {column.key: column for column in COLUMNS}
_BY_NAME = {
    normalize("NFKC", name).upper().replace(" ", ""): column.key
    for column in COLUMNS
    for name in (column.label, *column.aliases)
}

EXAMPLES = (
    Given(
        Kind.SINGLE.value,
        "触电了，最先做什么？",
        ("拉开触电的人", "切断电源", "泼水"),
        (1,),
        "先断电，再救人。直接去拉，自己也会触电。",
        topic="用电",
        difficulty=1,
    ),
    Given(
        Kind.MULTIPLE.value,
        "开动车床前，要戴好哪些？（选出所有对的）",
        ("护目镜", "手套", "工作帽", "围巾"),
        (0, 2),
        "手套和围巾会卷进机器。",
        topic="机床",
    ),
    Given(
        Kind.TRUE_FALSE.value,
        "发现隐患，明天上班再报也来得及。",
        ("对", "不对"),
        (1,),
        "发现隐患要立即报告。",
        "《安全生产法》（2021）第五十九条",
        topic="隐患",
        difficulty=1,
    ),
    Given(
        Kind.FILL.value,
        "本单位有会员 ____ 人以上，应当建立基层工会委员会；不足的，可以 ____ 建立。",
        explanation="人数少的几家可以联合起来建。",
        rule="TUL-11a",
        accepts=(("25", "二十五"), ("联合", "几个单位联合")),
        topic="建会",
        difficulty=3,
    ),
    Given(
        Kind.MATCHING.value,
        "什么火用什么灭？把左边和右边连起来。",
        ("二氧化碳灭火器", "干粉灭火器", "水"),
        (2, 0),
        "水导电，电器着火不能用水。",
        lefts=("木头着火", "配电箱着火"),
        topic="消防",
    ),
    Given(
        Kind.CASE.value,
        "老周在车间看见吊物晃得厉害，钢丝绳断了几股。班长说：把这一件干完再停。",
        topic="撤离",
        parts=(
            Given(Kind.SINGLE.value, "老周最先该做什么？", ("干完这一件", "停下，撤到安全的地方"), (1,)),
            Given(Kind.TRUE_FALSE.value, "老周停下来，单位可以扣他当天的工资。", ("对", "不对"), (1,), "不可以扣。"),
        ),
    ),
)


def column_of(heading: str) -> str:
    """The key of the column with that heading, "" for one that is not ours."""
    return _BY_NAME.get("".join(normalize("NFKC", heading).upper().split()), "")


def cells_of(given: Given, case: str = "") -> dict[str, str]:
    """A question by column, as both templates write it; ``case``: the number that holds a case together."""
    cells = {
        CASE: case,
        KIND: KINDS[Kind(given.kind)][0],
        TEXT: given.text,
        LEFTS: "\n".join(given.lefts),
        ANSWER: as_written(given),
        EXPLANATION: given.explanation,
        BASIS: given.basis,
        RULE: given.rule,
        TOPIC: given.topic,
        DIFFICULTY: DIFFICULTIES[given.difficulty][0],
        AUTHOR: given.author,
    }
    if given.kind != Kind.TRUE_FALSE:
        cells |= dict(zip(OPTIONS, given.options, strict=False))
    return {key: value for key, value in cells.items() if value}


def rows_of(questions: tuple[Given, ...]) -> list[dict[str, str]]:
    """The questions as rows, each case followed by its parts."""
    rows, cases = [], 0
    for given in questions:
        if given.kind != Kind.CASE:
            rows.append(cells_of(given))
            continue
        cases += 1
        rows.append(cells_of(given, str(cases)))
        for part in given.parts:
            told = cells_of(replace(part, difficulty=given.difficulty), str(cases))
            del told[DIFFICULTY]
            rows.append(told)
    return rows
