"""Taking questions in from a file, which is read and looked at first, and giving them out as one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.answerable import Given, given_from
from unionhall.modules.learning.actions.bank import add_questions, given_of, made_questions
from unionhall.modules.learning.actions.files import FORMATS, Item, NotTaken, templates
from unionhall.modules.learning.actions.files.apart import read_apart
from unionhall.modules.learning.actions.files.found import excerpt
from unionhall.modules.learning.actions.files.pictured import Picture
from unionhall.modules.learning.actions.media import delete_media, keep_picture
from unionhall.modules.learning.actions.review import send_to_review
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Media, Question, QuestionFile
from unionhall.modules.learning.queries.bank import bank_of
from unionhall.modules.learning.queries.media import file_of, used_by
from unionhall.modules.learning.queries.twins import Bank, Words, words_of

NEAR = timedelta(minutes=5)  # before a file was read its own pictures were kept
KEPT_FILES = 50  # of a unit; older ones that were never taken in are thrown away


def receive(by: Actor, *, unit: Unit, name: str, content: bytes) -> QuestionFile:
    """Read a file of questions for ``unit``; nothing of it is taken in yet.

    Raises Denied without the right to write there, Refused with a sentence for a file that can not be read.
    """
    must_write(by, unit, None)
    found = read_apart(content, name)
    if not found.items and not found.not_taken:
        raise Refused(Reason("questions-none", _("这个文件里一道题也没有找到。照模板写，再导。")))
    shown, without = _with_pictures(by, unit, found.items)
    items = _with_twins(bank_of(by, unit), shown)
    not_taken = [asdict(each) for each in (*found.not_taken, *without)]
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


def _with_pictures(by: Actor, unit: Unit, items: Sequence[Item]) -> tuple[list[Item], list[NotTaken]]:
    """The items, each with the key of its pictures, which are kept from now on; and those whose picture has no room."""
    keys: dict[Picture | None, int | None] = {None: None}
    kept, without = [], []
    for item in items:
        try:
            for picture in item.pictures:
                if picture not in keys and picture is not None:
                    keys[picture] = keep_picture(by, unit=unit, picture=picture).pk
        except Refused as refused:
            without.append(NotTaken(item.place, excerpt(item.given.text), str(refused)))
            continue
        found = [keys[picture] for picture in item.pictures]
        first, *others = found + [None] * (1 + len(item.given.parts) - len(found))
        parts = (replace(part, picture=key) for part, key in zip(item.given.parts, others, strict=True))
        kept.append(replace(item, given=replace(item.given, picture=first, parts=tuple(parts))))
    return kept, without


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
    brought = {each["picture"] for item in file.items for each in (item["given"], *item["given"]["parts"])} - {None}
    gone, _by_kind = QuestionFile.objects.filter(pk=file.pk, state=QuestionFile.State.READ).delete()
    for media in Media.objects.filter(pk__in=brought, created__gte=file.created - NEAR) if gone else ():
        if not used_by(media):
            delete_media(by, media)


def give_out(by: Actor, questions: Sequence[Question], key: str) -> bytes:
    """The questions as a file of a format; what it can not hold is left out (``why_not_out``). Raises KeyError.

    The caller has read the questions by a query of the bank, so that ``by`` may read them all.
    """
    form = FORMATS[key]
    given = [given_of(question) for question in questions]
    content = form.write(given, _pictures(given) if form.holds_pictures else {})
    with transaction.atomic():
        for unit in {question.unit_id: question.unit for question in questions}.values():
            number = sum(question.unit_id == unit.pk for question in questions)
            note(by, "learning.questions_given_out", unit, None, number=number, format=str(form.label))
    return content


def _pictures(given: Sequence[Given]) -> dict[int, Picture]:
    """The pictures that these questions show, by their keys; one whose file is gone is left out."""
    wanted = {each.picture for one in given for each in (one, *one.parts) if each.picture is not None}
    found = {}
    for media in Media.objects.filter(pk__in=wanted):
        file = file_of(media.sha256, media.ending)
        if file.is_file():
            found[media.pk] = Picture(media.name, file.read_bytes(), media.ending)
    return found


def why_not_out(questions: Sequence[Question], key: str) -> list[tuple[Question, str]]:
    """The questions that a format can not hold, with why. Raises KeyError for a format that there is not."""
    form = FORMATS[key]
    told = [(question, form.why_not(given_of(question))) for question in questions]
    return [(question, why) for question, why in told if why]


def question_template(key: str) -> bytes:
    """The empty template of a format, with a question of every kind as examples. Raises KeyError for one without."""
    return templates()[key]()


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
