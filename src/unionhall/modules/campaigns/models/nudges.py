"""That a unit was reminded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.campaigns.models.enrolments import Enrolment
from unionhall.modules.campaigns.procedure import SEEN


class Nudge(Procedural):
    """A reminder of a union above to a unit that is behind: one a unit a day. Sent, copied and seen are told apart."""

    procedure = "campaigns.nudge"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="nudges")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # who is reminded
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # in whose name
    words = models.CharField(max_length=600)
    day = models.DateField()
    sent = models.DateTimeField()
    copied = models.DateTimeField(null=True)  # the text was taken to a chat group
    seen = models.DateTimeField(null=True)  # somebody of the unit has opened the page; from the inbox alone: the state
    due = models.DateField()  # how long it stands in the inbox as timely

    class Meta:
        constraints = (models.UniqueConstraint(fields=("enrolment", "day"), name="campaigns_one_nudge_a_day"),)

    def __str__(self) -> str:
        return f"nudge of enrolment {self.enrolment_id} on {self.day:%Y-%m-%d}"

    @property
    def is_seen(self) -> bool:
        """Whether somebody of the unit has read it, on the page or in the inbox."""
        return self.seen is not None or self.state == SEEN

    def duty_title(self) -> str:
        """How the inbox calls it."""
        return _("催办：%(name)s") % {"name": self.enrolment.campaign.name}

    def get_absolute_url(self) -> str:
        """The unit's page of the campaign, where it can be read and what is missing can be done."""
        return self.enrolment.get_absolute_url()
