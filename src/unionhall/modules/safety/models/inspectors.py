"""Inspectors of labour protection 劳动保护监督检查员, and what is asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.access.models import Appointment
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.safety.models.checklists import new_token
from unionhall.modules.safety.procedure.inspecting import APPOINTED, ENDING, PROPOSED

if TYPE_CHECKING:
    from datetime import date

OPEN = (PROPOSED, APPOINTED, ENDING)


class InspectorRule(models.Model):
    """What a union asks of the inspectors it appoints below itself, and for how many months it gives the card."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    requirement = models.CharField(max_length=80)  # a key of ``kernel.requirements``
    months = models.PositiveSmallIntegerField()
    created = models.DateTimeField()
    stopped = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit",), condition=Q(stopped=None), name="safety_one_inspector_rule"),
        )

    def __str__(self) -> str:
        return f"{self.requirement} for {self.months} months"


class Inspector(Procedural):
    """Somebody who is proposed, trained, examined, appointed by the union above, and carries a card.

    Whether the card holds is asked of the card *and* of the appointment: an office that ends takes the card with it.
    """

    procedure = "safety.inspector"
    is_addressed_by_id = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who appoints: the union above
    of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who proposes, and where they serve
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_on: models.DateField[date, date] = models.DateField()
    evidence = models.CharField(max_length=200, blank=True)  # trained and examined elsewhere, in words
    proof = models.CharField(max_length=200, blank=True)  # what was found when they were appointed
    number = models.CharField(max_length=8, blank=True)  # of the card
    token = models.CharField(max_length=20, unique=True, default=new_token)
    appointed_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    valid_until: models.DateField[date | None, date | None] = models.DateField(null=True)  # the last day
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, null=True, related_name="inspector")
    ended_on: models.DateField[date | None, date | None] = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was declined or ended

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("of", "person"), condition=Q(state__in=OPEN), name="safety_inspector_once"),
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="safety_card_number_once"),
        )
        indexes = (
            models.Index(fields=("of", "state"), name="safety_inspector_of"),
            models.Index(fields=("valid_until",), condition=Q(state=APPOINTED), name="safety_card_ends"),
        )

    def __str__(self) -> str:
        return f"inspector {self.pk} {self.state}"

    def about_person_ids(self) -> tuple[int, ...]:
        """Nobody decides on their own appointment."""
        return (self.person_id,)

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("%(person)s任劳动保护监督检查员") % {"person": self.person.name}

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety:inspector", args=(self.pk,))
