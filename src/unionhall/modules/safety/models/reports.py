"""Who reported a hazard, if they said so, and what was said between them and the union."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import EncryptedField
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.safety.models.hazards import Hazard
from unionhall.modules.safety.models.numbers import random_id


class ReportManager(models.Manager["Report"]):
    """Reports with their hazard, which every list of them names."""

    def get_queryset(self) -> models.QuerySet[Report]:
        """All of them."""
        return super().get_queryset().select_related("hazard")


class Report(Procedural):
    """One person's report of a hazard. Only the union that handles it reads it; the employer's side never.

    Of the time the hour is kept, of the receipt code its hash. An anonymous one has neither name nor telephone. Its
    procedure is the talk: what the reporter says waits for an answer.
    """

    procedure = "safety.talk"

    class Verdict(models.TextChoices):
        GOOD = "good", gettext_lazy("改好了")
        BAD = "bad", gettext_lazy("没改好")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who talks with them: as the hazard's
    receipt_hash = models.CharField(max_length=43, unique=True)
    name = EncryptedField(blank=True)
    phone = EncryptedField(blank=True)
    place = EncryptedField(blank=True, default="")  # as its writer said it
    words = EncryptedField()
    hour = models.DateTimeField()
    verdict = models.CharField(max_length=4, choices=Verdict.choices, blank=True)

    objects = ReportManager()

    def __str__(self) -> str:
        return f"report {self.pk}"

    def duty_title(self) -> str:
        """How the inbox calls it: nothing of what was said, nor by whom."""
        return _("报隐患的人有话：%(place)s") % {"place": self.hazard.where}

    def get_absolute_url(self) -> str:
        """The hazard's page, where it is answered."""
        return self.hazard.get_absolute_url() + "#talk"

    def about_person_ids(self) -> tuple[int, ...]:
        """As the hazard's."""
        return self.hazard.about_person_ids()


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
