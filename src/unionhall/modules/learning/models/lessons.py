"""What is read before a paper."""

from __future__ import annotations

from django.db import models

from unionhall.kernel.org.models import Unit


class Lesson(models.Model):
    """What is read before a paper: titled sections of plain paragraphs."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    # [{"kind": "text", "title": …, "paragraphs": [plain text, …]}]; further kinds can stand beside "text"
    sections = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)  # grows with every change; part of the key of rendered pages
    created = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("unit", "-id"), name="learning_lesson_unit"),)

    def __str__(self) -> str:
        return self.title
