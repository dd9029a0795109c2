"""Who reported a hazard, if they said so, and what was said between them and the union."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.people.secrets import EncryptedField
from unionhall.modules.safety.models.hazards import Hazard
from unionhall.modules.safety.models.numbers import random_id


class Report(models.Model):
    """One person's report of a hazard. Only the union that handles it reads it; the employer's side never.

    Of the time the hour is kept, of the receipt code its hash. An anonymous one has neither name nor telephone.
    """

    class Verdict(models.TextChoices):
        GOOD = "good", _("改好了")
        BAD = "bad", _("没改好")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="reports")
    receipt_hash = models.CharField(max_length=43, unique=True)
    name = EncryptedField(blank=True)
    phone = EncryptedField(blank=True)
    words = EncryptedField()
    hour = models.DateTimeField()
    verdict = models.CharField(max_length=4, choices=Verdict.choices, blank=True)

    def __str__(self) -> str:
        return f"report {self.pk}"


class Message(models.Model):
    """Something said after the report, by the reporter or to them."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    is_from_reporter = models.BooleanField()
    text = EncryptedField()
    hour = models.DateTimeField()
    place = models.PositiveIntegerField()  # its place in the talk: several fall into one hour
    by = models.BigIntegerField(null=True)  # who wrote for the union; None: the reporter, or the system
    is_read = models.BooleanField(default=False)  # by the other side

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "place"), name="safety_talk_order"),)

    def __str__(self) -> str:
        return f"message {self.place} of report {self.report_id}"
