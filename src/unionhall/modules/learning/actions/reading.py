"""What a worker does at a lesson: begin it, answer its checks, come to its end. Never counted in minutes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Refused
from unionhall.kernel.statements import Insert, Select, Update
from unionhall.modules.learning.actions.sheets import note_learned
from unionhall.modules.learning.models import Lesson, Reading
from unionhall.modules.learning.queries.lessons import Shown, answered, shown_to
from unionhall.modules.learning.queries.sitting import Sitting


def begin_lesson(sitting: Sitting) -> Shown:
    """The lesson as the participant reads it: in the version in which they first opened it.

    Raises ValueError for an assignment without a lesson.
    """
    if (shown := shown_to(sitting)) is not None:
        return shown
    lesson_id = sitting.known.lesson_id
    version = _VERSION.first(pk=lesson_id) if lesson_id is not None else None
    if version is None:
        raise ValueError(f"{sitting.sheet} has no lesson")
    # two taps at once: the second finds what the first has made
    _BEGUN.save_if_new(
        _BEGUN.new(
            participant_id=sitting.sheet.participant_id, lesson_id=lesson_id, version=version[0], began=clock.now()
        )
    )
    begun = shown_to(sitting)
    if begun is None:
        raise ValueError(f"{sitting.sheet} has no lesson")
    return begun


def answer_check(sitting: Sitting, place: int, given: Iterable[str]) -> bool:
    """Answer the check of section ``place`` (from 1); whether it is right. A wrong answer changes nothing.

    Raises ValueError where the section has no check.
    """
    shown = begin_lesson(sitting)
    section = next((one for one in shown.sections if one.place == place and one.check), None)
    if section is None:
        raise ValueError("the section has no check")
    if "".join(sorted(set(given))) != section.check["right"]:
        return False
    with transaction.atomic():
        reading = Reading.objects.select_for_update(of=("self",)).get(pk=shown.reading_id)
        reading.right = ",".join(str(one) for one in sorted(answered(reading) | {place}))
        reading.save(update_fields=["right"])
    return True


def finish_lesson(sitting: Sitting) -> None:
    """Note that the lesson was read to its end; the first time counts. It opens a paper that is learnt for.

    Raises Refused while a check question is not answered right.
    """
    shown = begin_lesson(sitting)
    left = [section for section in shown.sections if section.is_open]
    if left:
        places = _("、").join(str(section.place) for section in left)
        raise Refused(
            ngettext(
                "还有 %(n)d 道小题没答对：第 %(places)s 节", "还有 %(n)d 道小题没答对：第 %(places)s 节", len(left)
            )
            % {"n": len(left), "places": places}
        )
    with transaction.atomic():
        _DONE.run(pk=shown.reading_id, done=clock.now())
        note_learned(sitting)


_BEGUN = Insert(Reading)
_VERSION: Select[tuple[int]] = Select(lambda pk: Lesson.objects.filter(pk=pk).values_list("version"), pk=int)
_DONE = Update(lambda pk: Reading.objects.filter(pk=pk, done=None), ("done",), pk=int)
