"""What the union puts to an employer in writing."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.safety.models.hazards import Hazard


class Instrument(Procedural):
    """A numbered document about a hazard, to be answered by a day: 安全生产法 article 60. Never who reported it."""

    procedure = "safety.instrument"
    is_addressed_by_id = True

    class Kind(models.TextChoices):
        SUGGEST = "suggest", _("整改建议书")
        EVACUATE = "evacuate", _("撤离作业人员建议")
        NOTICE = "notice", _("隐患整改通知")

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="instruments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who puts it
    kind = models.CharField(max_length=8, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # within the year, of that union
    to = models.CharField(max_length=120)  # the employer, as written
    words = models.TextField()
    issued = models.DateField()
    due = models.DateField()  # until when it is to be answered
    receiver = models.CharField(max_length=60, blank=True)  # who signed for it 签收
    received = models.DateField(null=True)
    answer = models.TextField(blank=True)
    answered = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "year", "number"), name="safety_instrument_number"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}-{self.number}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return f"{self.get_kind_display()}：{self.to}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety:instrument", args=(self.pk,))

    def about_person_ids(self) -> tuple[int, ...]:
        """As the hazard's."""
        return self.hazard.about_person_ids()
