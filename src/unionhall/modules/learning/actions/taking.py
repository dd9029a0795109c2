"""Taking questions in from a file, which is read and looked at first, and giving them out as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.answerable import Given
from unionhall.modules.learning.actions.bank import add_questions, given_of, made_questions
from unionhall.modules.learning.actions.files import FORMATS, Item, read_file, templates
from unionhall.modules.learning.actions.review import send_to_review
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Question, QuestionFile
from unionhall.modules.learning.queries.bank import bank_of
from unionhall.modules.learning.queries.twins import Bank, Words, words_of

KEPT_FILES = 50  # of a unit; older ones that were never taken in are thrown away


def receive(by: Actor, *, unit: Unit, name: str, content: bytes) -> QuestionFile:
    """Read a file of questions for ``unit``; nothing of it is taken in yet.

    Raises Denied without the right to write there, Refused with a sentence for a file that can not be read.
    """
    must_write(by, unit, None)
    found = read_file(content, name)
    if not found.items and not found.not_taken:
        raise Refused(Reason("questions-none", _("这个文件里一道题也没有找到。照模板写，再导。")))
    items = _with_twins(bank_of(by, unit), found.items)
    not_taken = [asdict(each) for each in found.not_taken]
    with transaction.atomic():
        file = QuestionFile.objects.create(
            unit=unit,
            name=plain(name)[:200] or _("没有名字"),
            format=found.format,
            items=items,
            not_taken=not_taken,
            reader_id=by.person_id,
            created=clock.now(),
        )
        kept = QuestionFile.objects.filter(unit=unit).order_by("-pk").values_list("pk", flat=True)[:KEPT_FILES]
        QuestionFile.objects.filter(unit=unit, state=QuestionFile.State.READ).exclude(pk__in=list(kept)).delete()
    return file


def take_in(
    by: Actor, file: QuestionFile, *, also: Iterable[int] = (), is_shared: bool = False, sends: bool = False
) -> list[Question]:
    """Take in what is new of a file that was read, and of its near twins those with the places in ``also`` (from 0).

    Exact twins never come in, also such as came into the bank meanwhile. ``sends``: on to the review at once.
    Raises Denied, Refused where the file was taken in already.
    """
    must_write(by, file.unit, None)
    wanted = set(also)
    bank = bank_of(by, file.unit)
    chosen = []
    for place, item in enumerate(file.items):
        given = given_from(item["given"])
        words = _words(given)
        if (item["twin"] is None and item["within"] == "") or (place in wanted and item["likeness"] < 100):
            found = bank.twin_of(words)
            if found is None or found[1] < 100:
                chosen.append(replace(given, is_shared=is_shared))
                bank.add(-place - 1, words)
    made = made_questions(by, file.unit, chosen)
    with transaction.atomic():
        updated = QuestionFile.objects.filter(pk=file.pk, state=QuestionFile.State.READ).update(
            state=QuestionFile.State.TAKEN, items=[], taken=len(chosen)
        )
        if not updated:
            raise Refused(Reason("questions-taken", _("这个文件已经收下过了，没有再收一遍。")))
        questions = add_questions(made, chosen)
        note(by, "learning.questions_taken", file.unit, file, number=len(questions), format=file.format)
        if sends:
            send_to_review(by, questions)
    return questions


def leave(by: Actor, file: QuestionFile) -> None:
    """Throw away a file that was read and not taken in. Raises Denied without the right to write for its unit."""
    must_write(by, file.unit, None)
    QuestionFile.objects.filter(pk=file.pk, state=QuestionFile.State.READ).delete()


def give_out(by: Actor, questions: Sequence[Question], key: str) -> bytes:
    """The questions as a file of a format; what it can not hold is left out (``why_not_out``). Raises KeyError.

    The caller has read the questions by a query of the bank, so that ``by`` may read them all.
    """
    form = FORMATS[key]
    content = form.write([given_of(question) for question in questions])
    with transaction.atomic():
        for unit in {question.unit_id: question.unit for question in questions}.values():
            number = sum(question.unit_id == unit.pk for question in questions)
            note(by, "learning.questions_given_out", unit, None, number=number, format=str(form.label))
    return content


def why_not_out(questions: Sequence[Question], key: str) -> list[tuple[Question, str]]:
    """The questions that a format can not hold, with why. Raises KeyError for a format that there is not."""
    form = FORMATS[key]
    told = [(question, form.why_not(given_of(question))) for question in questions]
    return [(question, why) for question, why in told if why]


def question_template(key: str) -> bytes:
    """The empty template of a format, with a question of every kind as examples. Raises KeyError for one without."""
    return templates()[key]()


def given_from(stored: Mapping[str, Any]) -> Given:
    """The question that ``asdict`` made of one and that was kept as JSON."""
    return Given(
        **{
            **stored,
            "options": tuple(stored["options"]),
            "right": tuple(stored["right"]),
            "lefts": tuple(stored["lefts"]),
            "accepts": tuple(tuple(accepted) for accepted in stored["accepts"]),
            "parts": tuple(given_from(part) for part in stored["parts"]),
        }
    )


def twin_of(by: Actor, unit: Unit, given: Given, question: Question | None = None) -> tuple[int, int] | None:
    """The key of the question in the unit's bank that is most like ``given``, and how much; none: there is none.

    ``question`` is the one that is being written anew, which is no twin of itself.
    """
    return bank_of(by, unit).twin_of(_words(given), apart_from=question.pk if question else None)


def _with_twins(bank: Bank, items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items as they are kept, each with the question in the bank or the earlier item that it is most like."""
    kept: list[dict[str, Any]] = []
    for place, item in enumerate(items):
        words = _words(item.given)
        twin, likeness = bank.twin_of(words) or (None, 0)
        within = items[-twin - 1].place if twin is not None and twin < 0 else ""
        bank.add(-place - 1, words)
        kept.append(
            {
                "place": item.place,
                "given": asdict(item.given),
                "note": item.note,
                "twin": twin if twin is not None and twin > 0 else None,
                "within": within,
                "likeness": likeness,
            }
        )
    return kept


def _words(given: Given) -> Words:
    parts = (words_of(part.text, part.kind, part.options, part.lefts) for part in given.parts)
    return words_of(given.text, given.kind, given.options, given.lefts, parts)
