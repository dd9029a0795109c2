"""That a unit is asked, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.urls import reverse

from unionhall.kernel import clock
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.campaigns.models.campaigns import Campaign

LATE_DAYS = timedelta(days=7)


class Enrolment(Procedural):
    """A unit asked to take part in a campaign, and what came of it (see ``procedure``)."""

    procedure = "campaigns.enrolment"
    read_with = ("campaign", "unit")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enrolments")
    enrolled = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "unit"), name="campaigns_asked_once"),)
        indexes = (models.Index(fields=("unit", "-campaign"), name="campaigns_of_unit"),)

    def __str__(self) -> str:
        return f"campaign {self.campaign_id} unit {self.unit_id} {self.state}"

    @property
    def enrol_until(self) -> date:
        """The last day for enrolling, until which the clock 报名 runs; who is asked later has a week from then on."""
        today, last = clock.today(), self.campaign.enrol_until
        return last if today <= last else min(today + LATE_DAYS, self.campaign.until)

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return f"{self.campaign.name}"

    def get_absolute_url(self) -> str:
        """The chair's page of this campaign."""
        return reverse("campaigns:unit", args=(self.campaign_id, self.unit.code))
