"""Questions, kept by a unit to be put into papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.learning.models.media import Media

LETTERS = "ABCDEFGH"  # the options of a question, in their order
MOST_OPTIONS = len(LETTERS)


class Question(models.Model):
    """One question, what is right, and why. Only an approved one may be put into a paper.

    A case has its story as ``text`` and its sub-questions in ``parts``; a sub-question is never used alone, and its
    unit and state are always its case's.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("单选题")
        MULTIPLE = "multiple", _("多选题")
        TRUE_FALSE = "true_false", _("判断题")
        FILL = "fill", _("填空题")
        MATCHING = "matching", _("连线题")
        CASE = "case", _("案例题")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        REVIEW = "review", _("等复核")
        APPROVED = "approved", _("能用")
        RETIRED = "retired", _("停用")

    class Difficulty(models.IntegerChoices):
        EASY = 1, _("易")
        MIDDLE = 2, _("中")
        HARD = 3, _("难")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")  # the case
    position = models.PositiveSmallIntegerField(default=0)  # among the parts of a case, from 1
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()  # of a fill-in question with its blanks, each written as two or more underscores
    # plain texts, at most MOST_OPTIONS, lettered A, B, … by their place; of a matching question the right-hand side
    options = models.JSONField(default=list)
    lefts = models.JSONField(default=list)  # matching: the left-hand side, each matched with one option
    accepts = models.JSONField(default=list)  # fill-in: for each blank in order a list of the accepted answers
    # the letters of the right options, in order; matching: for each left the letter of its option, e.g. "BAC"
    right = models.CharField(max_length=MOST_OPTIONS, blank=True)
    explanation = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)  # legal basis in the author's words, e.g. 《工会法》第三条
    rule = models.CharField(max_length=40, blank=True)  # id of a rule in kernel.law, which knows the article in force
    picture = models.ForeignKey(Media, on_delete=models.SET_NULL, null=True, related_name="+")
    topic = models.CharField(max_length=60, blank=True)
    difficulty = models.PositiveSmallIntegerField(choices=Difficulty.choices, default=Difficulty.MIDDLE)
    author = models.CharField(max_length=60, blank=True)  # who made it up, in words; not always who typed it
    is_shared = models.BooleanField(default=False)  # the units below may use it too
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    writer = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")  # who wrote it last
    reviewer = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)  # why it was sent back, or approved by its own writer
    created = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("unit", "-id"), name="learning_question_unit"),
            models.Index(fields=("unit", "state", "topic"), name="learning_question_topic"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("parent", "position"), condition=Q(parent__isnull=False), name="learning_part_once"
            ),
        )

    def __str__(self) -> str:
        return self.text


class QuestionFile(models.Model):
    """A file of questions that was read and not yet taken in: what of it would come in, and what not, with reasons.

    What was read is thrown away when it is taken in or left.
    """

    class State(models.TextChoices):
        READ = "read", _("看过，还没收下")
        TAKEN = "taken", _("已收下")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=8)  # a key of actions.files.FORMATS
    items = models.JSONField(
        default=list
    )  # [{"place", "given", "note", "twin": id or null, "within": place or "", "likeness"}]
    not_taken = models.JSONField(default=list)  # [{"place", "said", "why"}]
    state = models.CharField(max_length=5, choices=State.choices, default=State.READ)
    taken = models.PositiveIntegerField(default=0)  # questions that came in
    reader = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_file_unit"),)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
