"""Lessons, questions and papers of a union that is merged belong to its successor; sheets stay where they were sat."""

from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section
from unionhall.modules.learning.models import Lesson, Paper, Question


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How much there is, where there is any."""
    found = []
    for going in regrouping.ending:
        count = sum(model.objects.filter(unit=going.source).count() for model in (Lesson, Question, Paper))
        if count:
            text = _("归%(to)s，接着用") % {"to": going.target.name}
            found.append(Effect(Section.WORK, _("课、题和试卷"), count, text))
    return found


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """Let them belong to the successor."""
    for going in regrouping.ending:
        Lesson.objects.filter(unit=going.source).update(unit=going.target)
        Question.objects.filter(unit=going.source).update(unit=going.target)
        Paper.objects.filter(unit=going.source).update(unit=going.target)


PART = Part(key="learning", effects=effects, act=act)
