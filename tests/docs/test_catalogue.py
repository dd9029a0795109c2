"""The English catalogue says everything that the program says, and the program says nothing in Chinese past it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests.architecture.source import SOURCE, named, nodes, python_files, tracked
from unionhall.config import messages

HAN = re.compile("[\u4e00-\u9fff]")
# the marks of Chinese print: they too look different in English
MARKS = re.compile("[\u4e00-\u9fff\u3001\u3002\uff08\uff09\uff0c\uff1a\uff1b\uff1f]")
PLACE = re.compile(r"%\((\w+)\)|(?<!\{)\{(\w+)\}(?!\})")
OF_A_DAY = {"year", "month", "day", "weekday", "time", "name"}  # ui/words.py fills in all of them
WRAPS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

# Chinese that stays Chinese, and why. A path is a file below src/unionhall or the beginning of several.
STAYS = {
    "demo/": "an invented Chinese district: its people, firms, lessons and questions",
    "config/command": "the command line speaks Chinese; it does so before the program is set up",
    "config/officers.py": "headings of the list of officers that a federation brings",
    "config/log.py": "marks in the log",
    "config/reference.py": "names a Chinese term in an English page",
    "config/slips.py": "a date on the paper that goes to a Chinese officer",
    "config/supervisor.py": "the command line speaks Chinese",
    "desk/briefing/starting.py": "the draft of an official document, which is Chinese",
    "desk/law/views.py": "the measures of rules, as their records write them",
    "desk/holidays/": "the words of the State Council's notice, read and written back",
    "desk/sweep/lessons.py": "words by which a question is known to be about a kind of hazard",
    "kernel/calendar/actions.py": "the source of holidays as it is stored",
    "kernel/gongwen/": "fonts and marks of an official document",
    "kernel/law/": "how Chinese law is cited, and the tables in which rules are exchanged",
    "desk/law/layers.py": "an example of a table of rules, which is Chinese",
    "modules/briefings/notices/": "fonts and marks of an official document",
    "modules/briefings/queries/": "marks of an official document",
    "modules/briefings/templates/briefings/paper.html": "an official document as it is printed",
    "modules/briefings/templates/briefings/chart.html": "an official document as it is printed",
    "modules/briefings/templates/briefings/days.html": "an official document as it is printed",
    "modules/briefings/templates/briefings/pieces.html": "an official document as it is printed",
    "modules/campaigns/queries/burden.py": "words that betray that figures are asked for",
    "modules/learning/actions/documents.py": "headings of Word documents",
    "modules/learning/actions/files/": "headings and words of the question files that unions exchange",
    "modules/learning/queries/arranging.py": "words of options that must not be moved",
    "modules/safety/actions/checklist_files.py": "headings and words of the checklists that unions exchange",
    "modules/safety/notices/instruments.py": "the date of an official document",
    "modules/safety/views/instruments.py": "how a union's full name ends",
    "modules/membership/actions/": "headings and words of the rolls that unions exchange",
    "structures/show.py": "names a Chinese term in an English page",
    "ui/gallery.py": "samples for developers",
    "ui/languages.py": "a language in its own words",
    "ui/templates/ui/gallery.html": "samples for developers",
}
SAME = {"简体中文"}  # a language in its own words


@pytest.fixture(scope="module")
def english() -> Catalog:
    """Every text that the program has now, with the translation in the catalogue."""
    return messages.merged(messages.extracted(), messages.kept())


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def test_every_text_has_an_english_translation(english: Catalog) -> None:
    missing = [
        f"{message.locations[0][0]}: {messages.strings(message.id)[0]}"
        for message in _texts(english)
        if message.fuzzy or not all(messages.strings(message.string))
    ]
    assert not missing, "run `make messages`, then translate in locale/en:\n" + "\n".join(missing)


def _places(text: str) -> set[str]:
    return {one or other for one, other in PLACE.findall(text)}


def test_a_translation_has_the_places_of_its_source(english: Catalog) -> None:
    wrong = []
    for message in _texts(english):
        wanted = set().union(*map(_places, messages.strings(message.id)))
        for number, told in enumerate(messages.strings(message.string)):
            is_one = number == 0 and len(messages.strings(message.string)) > 1  # "a unit" may do without {n}
            has = _places(told)
            fits = has <= OF_A_DAY if wanted & {"month"} and wanted <= OF_A_DAY else has <= wanted
            if not fits or (has < wanted and not is_one and not wanted <= OF_A_DAY):
                wrong.append(f"{messages.strings(message.id)[0]} → {told}")
    assert not wrong, "\n".join(wrong)


def test_english_holds_chinese_only_where_the_source_says_what_to_type(english: Catalog) -> None:
    strange = []
    for message in _texts(english):
        source = "".join(messages.strings(message.id))
        for told in messages.strings(message.string):
            unknown = [run for run in re.findall(f"{HAN.pattern}+", told) if run not in source]
            if unknown or (told == source and HAN.search(source) and source not in SAME):
                strange.append(told)
    assert not strange, "\n".join(strange)


def _stays(path: Path) -> bool:
    return str(path.relative_to(SOURCE)).startswith(tuple(STAYS))


def _docstrings(path: Path) -> set[ast.AST]:
    return {node.value for node in nodes(path) if isinstance(node, ast.Expr)}


def _wrapped(path: Path) -> set[ast.AST]:
    calls = (node for node in nodes(path) if isinstance(node, ast.Call))
    return {
        part
        for call in calls
        if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) in WRAPS
        for argument in call.args
        for part in ast.walk(argument)
    }


def test_chinese_in_python_is_wrapped_for_translation() -> None:
    bare = []
    for path in python_files():
        if "migrations" in path.parts or _stays(path) or not HAN.search(path.read_text(encoding="utf-8")):
            continue
        ours = _docstrings(path) | _wrapped(path)
        bare += [
            f"{named(path)}:{node.lineno}: {node.value}"
            for node in nodes(path)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value)
            if node not in ours
        ]
    assert not bare, "wrap it in gettext, or say in STAYS why it stays Chinese:\n" + "\n".join(bare)


_TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*trans(?:late)?\b.*?%\}|\{#.*?#\}"
    r"|\{%\s*comment\b.*?endcomment\s*%\}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)


def _without_translated(text: str) -> str:
    return _TRANSLATED.sub(lambda found: "\n" * found[0].count("\n"), text)


def test_chinese_in_templates_is_wrapped_for_translation() -> None:
    bare = []
    for path in tracked():
        if path.suffix != ".html" or SOURCE not in path.parents or _stays(path):
            continue
        lines = _without_translated(path.read_text(encoding="utf-8")).splitlines()
        bare += [f"{named(path)}:{n}: {line.strip()[:100]}" for n, line in enumerate(lines, 1) if MARKS.search(line)]
    assert not bare, "wrap it in translate, or say in STAYS why it stays Chinese:\n" + "\n".join(bare)
