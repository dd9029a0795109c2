"""What is read before a paper, and how far somebody is with it."""

from __future__ import annotations

from django.db import models

from unionhall.kernel.org.models import Unit


class Lesson(models.Model):
    """What is read before a paper: titled sections, each maybe with a check question.

    ``sections`` is a list of ``{"title", "text", "html", "check"}``: ``text`` is what the author wrote (Markdown),
    ``html`` the same, cleaned, as it is shown; ``check`` is empty or
    ``{"kind", "text", "options", "right", "why", "question"}`` (letters in ``right``; ``question`` the bank's number
    or none).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    sections = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)  # grows with every change; part of the key of rendered pages
    is_shared = models.BooleanField(default=False)  # units below may use it as it is, or copy it
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="copies")
    created = models.DateTimeField()
    changed = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_lesson_unit"),)

    def __str__(self) -> str:
        return self.title


class LessonVersion(models.Model):
    """A lesson as it was when somebody read it, kept for them when it is changed."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    sections = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("lesson", "version"), name="learning_lesson_version_once"),)

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Reading(models.Model):
    """One participant's way through a lesson, by the version in which they began it."""

    participant = models.ForeignKey("campaigns.Participant", on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="readings")
    version = models.PositiveIntegerField()
    right = models.CharField(max_length=200, blank=True)  # places of the sections whose check is answered right, "1,3"
    began = models.DateTimeField()
    done = models.DateTimeField(null=True)  # read to its end, every check answered right

    class Meta:
        constraints = (models.UniqueConstraint(fields=("participant", "lesson"), name="learning_reading_once"),)

    def __str__(self) -> str:
        return f"reading {self.pk}"
