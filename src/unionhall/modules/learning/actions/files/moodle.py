"""Moodle XML (docs.moodle.org/en/Moodle_XML_format), read."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.files import feedback
from unionhall.modules.learning.actions.files.answers import Unclear
from unionhall.modules.learning.actions.files.feedback import Choice
from unionhall.modules.learning.actions.files.found import Item, NotTaken, line_place, refuse
from unionhall.modules.learning.actions.files.markup import NoPlainText, plain_of
from unionhall.modules.learning.actions.files.pictured import Picture, from_address, from_base64
from unionhall.modules.learning.actions.files.tree import Node, parse

_NOT_OURS = {
    "essay": gettext_lazy("问答题没有标准答案，题库不收"),
    "numerical": gettext_lazy("数值题题库不收，改成填空题，把能接受的写法都写上"),
    "calculated": gettext_lazy("计算题（数会变）题库不收"),
    "calculatedmulti": gettext_lazy("计算选择题（数会变）题库不收"),
    "calculatedsimple": gettext_lazy("简单计算题（数会变）题库不收"),
    "cloze": gettext_lazy("完形填空题（cloze）题库不收，拆成填空题"),
    "multianswer": gettext_lazy("完形填空题（cloze）题库不收，拆成填空题"),
    "description": gettext_lazy("这是一段说明，没有答案，不是题"),
    "ddwtos": gettext_lazy("拖放到文字的题，题库不收"),
    "ddimageortext": gettext_lazy("拖放到图片的题，题库不收"),
    "ddmarker": gettext_lazy("在图片上拖放标记的题，题库不收"),
    "gapselect": gettext_lazy("选词填空题题库不收，改成填空题或者单选题"),
    "ordering": gettext_lazy("排序题题库不收，改成连线题"),
    "randomsamatch": gettext_lazy("随机抽的匹配题，题库不收"),
    "random": gettext_lazy("随机题不是一道题，组卷时再抽"),
}


def read(content: bytes) -> Iterator[Item | NotTaken]:
    """The questions of a Moodle XML file. What can not be taken is named with its line. Raises Refused as ``parse``."""
    root = parse(content)
    if root.name != "quiz":
        raise refuse("kind", _("这不是 Moodle 的题库文件：开头应该是 <quiz>。"))
    topic = ""
    for node in root.children:
        if node.name != "question":
            continue
        kind = node.attributes.get("type", "")
        if kind == "category":
            topic = feedback.topic_of(_said(node.first("category")))
            continue
        try:
            given, note = _question(node, kind, topic)
            yield Item(line_place(node.line), given, note, _shown(node.first("questiontext")))
        except (Unclear, NoPlainText) as why:
            yield NotTaken(
                line_place(node.line), _said(node.first("questiontext")) or _said(node.first("name")), str(why)
            )


def _question(node: Node, kind: str, topic: str) -> tuple[Given, str]:
    if kind in _NOT_OURS:
        raise Unclear(str(_NOT_OURS[kind]))
    if kind not in ("multichoice", "truefalse", "shortanswer", "matching"):
        raise Unclear(_("没有“%(kind)s”这种题型，题库不收") % {"kind": kind[:40]})
    given = Given(
        "", _read(node.first("questiontext"))[0], explanation=_text(node.first("generalfeedback")), topic=topic
    )
    tags = node.first("tags")
    given = feedback.with_tags(given, [_said(tag) for tag in tags.all("tag")] if tags else [])
    offered = [_choice(answer) for answer in node.all("answer")]
    if kind == "multichoice":
        single = node.first("single")
        return feedback.choices(given, offered, is_single=single is None or single.text.strip() not in ("false", "0"))
    if kind == "truefalse":
        return _true_false(given, offered), ""
    if kind == "shortanswer":
        return feedback.filled(given, offered)
    pairs = [(_text(pair), _text(pair.first("answer"))) for pair in node.all("subquestion")]
    return feedback.matched(given, pairs), ""


def _true_false(given: Given, offered: list[Choice]) -> Given:
    right = next((choice for choice in offered if choice.percent >= feedback.FULL), None)
    if right is None or right.text.lower() not in ("true", "false"):
        raise Unclear(_("判断题没有标出对还是不对"))
    return feedback.true_false(given, right.text.lower() == "true", (each.feedback for each in offered))


def _choice(node: Node) -> Choice:
    try:
        percent = float(node.attributes.get("fraction") or 0)
    except ValueError as problem:
        raise Unclear(_("分值“%(n)s”不是数") % {"n": node.attributes["fraction"][:10]}) from problem
    return Choice(_text(node), percent, _text(node.first("feedback")))


def _said(node: Node | None) -> str:
    """What stands in an element's <text>, or in the element itself."""
    inner = node.first("text") if node is not None else None
    return (inner or node or Node("", 0, {})).text.strip()


def _text(node: Node | None) -> str:
    """An element's text, made plain. Raises NoPlainText where that would lose something."""
    text, pictures = _read(node)
    if pictures:
        raise NoPlainText(_("选项、解析里有图片“%(name)s”，只能在题目下放一张") % {"name": pictures[0][-40:]})
    return text


def _shown(node: Node | None) -> tuple[Picture, ...]:
    """The picture of a question. Raises NoPlainText for several, and for one that is not in the file."""
    pictures = _read(node)[1]
    if not pictures or node is None:
        return ()
    if len(pictures) > 1:
        raise NoPlainText(
            ngettext("题目里有 %(n)d 张图，一道题只能放一张", "题目里有 %(n)d 张图，一道题只能放一张", len(pictures))
            % {"n": len(pictures)}
        )
    address = unquote(pictures[0])
    if held := from_address(pictures[0]):
        return (held,)
    name = address.rpartition("/")[2]
    for each in node.all("file"):
        if each.attributes.get("name") == name and not re.match(r"\w+:", address):
            return (from_base64(name, each.text),)
    raise NoPlainText(_("图片“%(name)s”不在文件里") % {"name": name[-60:]})


def _read(node: Node | None) -> tuple[str, list[str]]:
    """An element's text, made plain, and the addresses of its pictures. Raises NoPlainText."""
    if node is None:
        return "", []
    said = _said(node)
    style = node.attributes.get("format", "html" if re.search(r"<\w", said) else "plain_text")
    if style in ("plain_text", "markdown", "wiki_like"):
        plain, pictures = said, [each.attributes.get("name", "") for each in node.all("file")]
    else:
        plain, pictures = plain_of(said, keeps_lines=style == "moodle_auto_format")
    return plain.strip(), pictures
