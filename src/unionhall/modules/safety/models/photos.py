"""Pictures of hazards and of what was put right."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.modules.safety.models.hazards import Hazard, Mending
from unionhall.modules.safety.models.numbers import random_id
from unionhall.modules.safety.models.reports import Report


def new_key() -> str:
    """What a picture's address holds: 128 bits that can not be guessed."""
    return secrets.token_urlsafe(16)


class Photo(models.Model):
    """One picture, drawn anew: small, upright, without where and by what it was taken.

    It lies in the database and not in a file, whose dates would tell to the second when it came. Until the report is
    sent it belongs to nothing, and is thrown away after a day.
    """

    class When(models.TextChoices):
        BEFORE = "before", _("整改前")
        AFTER = "after", _("整改后")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    key = models.CharField(max_length=22, unique=True, default=new_key)
    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, null=True, related_name="photos")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="photos")
    mending = models.ForeignKey(Mending, on_delete=models.CASCADE, null=True, related_name="photos")
    when = models.CharField(max_length=6, choices=When.choices, default=When.BEFORE)
    ending = models.CharField(max_length=3)  # jpg or png
    is_shown = models.BooleanField(default=True)  # to all who see the hazard; a reporter's once an officer has looked
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()
    hour = models.DateTimeField()
    data = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("hour",), condition=models.Q(hazard=None), name="safety_loose_photos"),)

    def __str__(self) -> str:
        return f"photo {self.pk}"
