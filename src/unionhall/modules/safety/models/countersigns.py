"""That the second inspector says by their own act that they were there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.safety.models.inspections import Inspection


class Countersign(Procedural):
    """The second signature of an inspection: a card's number typed by the first is none, only ``person`` signs."""

    procedure = "safety.countersign"

    inspection = models.OneToOneField(Inspection, on_delete=models.CASCADE, related_name="countersign")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose inspector they are
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"countersign of inspection {self.inspection_id}"

    def duty_title(self) -> str:
        """How the inbox calls it."""
        told = {"unit": self.inspection.unit.name, "name": self.person.name}
        return _("%(unit)s的检查，等%(name)s签字") % told

    def get_absolute_url(self) -> str:
        """The inspection's page, where it is signed."""
        return f"{self.inspection.get_absolute_url()}#signed"
