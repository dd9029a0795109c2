"""What is called."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org.models import Unit


class Campaign(models.Model):
    """What a unit calls the units below it to do, from ``since`` to ``until`` (both inclusive)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")  # who calls
    name = models.CharField(max_length=120)
    theme = models.TextField(blank=True)  # Markdown, as ``ui.prose`` shows it
    cover = models.CharField(max_length=90, blank=True)  # name of the kept picture: hash, width, height and ending
    since = models.DateField()
    until = models.DateField()
    enrol_until = models.DateField()
    contact = models.CharField(max_length=120, blank=True)  # whom a chair may ring, in words
    audience = models.JSONField(default=dict, blank=True)  # for whom, as ``declare.Audience``; empty: everybody below
    basis = models.CharField(max_length=40, blank=True)  # id of a rule in kernel.law
    created = models.DateTimeField()
    reckoning = models.OneToOneField(Reckoning, on_delete=models.PROTECT, null=True, related_name="+")  # set at launch

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="campaigns_until_after_since"),
            models.CheckConstraint(condition=Q(enrol_until__lte=F("until")), name="campaigns_enrol_before_end"),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="campaigns_unit"),)

    def __str__(self) -> str:
        return self.name

    @property
    def cover_size(self) -> tuple[str, ...]:
        """Width and height of the picture in pixels, so that a page does not jump while it loads."""
        return tuple(self.cover.partition("-")[2].partition(".")[0].split("x"))
