"""Visits that are arranged: who goes where, when, in which campaign, and who comes along to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.safety.models.checklists import Checklist

if TYPE_CHECKING:
    from datetime import date


class VisitKind(models.TextChoices):
    """How an inspection comes about."""

    OWN = "own", _("日常检查")
    JOINT = "joint", _("联合检查")
    CROSS = "cross", _("交叉检查")
    LEARN = "learn", _("带新人检查")


class Visit(Procedural):
    """That ``unit`` sends people to look at ``at`` until a day (see ``procedure``)."""

    procedure = "safety.visit"
    is_addressed_by_id = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who arranges it
    at = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # where
    kind = models.CharField(max_length=5, choices=VisitKind.choices, default=VisitKind.OWN)
    on: models.DateField[date, date] = models.DateField()
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)  # what to look at above all

    class Meta:
        indexes = (models.Index(fields=("at", "state"), name="safety_visit_at"),)

    def __str__(self) -> str:
        return f"visit {self.pk} {self.state}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return f"{self.get_kind_display()}：{self.at.name}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety:visit", args=(self.pk,))


class VisitMember(models.Model):
    """Somebody who goes along. Who leads or joins may inspect there, wherever their office is; who learns looks on."""

    class Role(models.TextChoices):
        LEADS = "leads", _("带队")
        JOINS = "joins", _("同去")
        LEARNS = "learns", _("学习")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=Role.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("visit", "person"), name="safety_visit_member_once"),)

    def __str__(self) -> str:
        return f"{self.role} of visit {self.visit_id}"
