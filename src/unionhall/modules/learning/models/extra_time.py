"""More time than the paper gives, for one person, known before they begin."""

from __future__ import annotations

from django.db import models

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person


class ExtraTime(models.Model):
    """What a chair gave one of their members for a campaign's papers. The last row holds; 0 minutes takes it back."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose chair gave it
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=120)
    given = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("campaign", "person", "-id"), name="learning_extra_time"),)

    def __str__(self) -> str:
        return f"{self.minutes} minutes more"
