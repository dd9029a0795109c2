"""Questions, kept by a unit to be put into papers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit

LETTERS = "ABCDEFGH"  # the options of a question, in their order
MOST_OPTIONS = len(LETTERS)


class Question(models.Model):
    """One question with its options, the right ones among them, and why they are right."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("单选题")
        MULTIPLE = "multiple", _("多选题")
        TRUE_FALSE = "true_false", _("判断题")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    options = models.JSONField(default=list)  # plain texts, at most MOST_OPTIONS; lettered A, B, … by their place
    right = models.CharField(max_length=MOST_OPTIONS)  # the letters of the right options, in order
    explanation = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)  # legal basis in the author's words, e.g. 《工会法》第三条
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_question_unit"),)

    def __str__(self) -> str:
        return self.text
