"""Who takes part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns.models.enrolments import Enrolment
from unionhall.modules.campaigns.models.links import Link


class Participant(models.Model):
    """One device's taking part in a campaign for one unit.

    The device holds the claim (a secret in a cookie); only its hash is kept. Another device goes on with this row by
    the resume code (``resume_hash``) or by a code that the chair gave out (``once_hash``), and then holds it alone.
    One that only says the same name and digits begins a row of its own and is shown nothing of this one; of one person
    the device that saved an answer first is the one that counts.
    """

    class State(models.TextChoices):
        MATCHED = "matched", gettext_lazy("名册上有")
        TO_CONFIRM = "confirm", gettext_lazy("等主席核对")
        UNLISTED = "over", gettext_lazy("超出待核对名额")

    # without an index of their own where one of ``Meta`` begins with them: each is a page more to write
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="participants", db_index=False)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=60)  # as typed
    identity = models.CharField(max_length=43)  # keyed hash of enrolment, normalised name and digits
    claim_hash = models.CharField(max_length=43, unique=True)
    resume_hash = models.CharField(max_length=43, blank=True)  # of the code shown on the device that holds the claim
    once_hash = models.CharField(max_length=43, blank=True)  # of a code the chair gave out, good once
    once_until = models.DateTimeField(null=True)
    settled = models.DateTimeField(null=True)  # the chair said who this is; none: found on the roll by itself
    left = models.DateTimeField(null=True)  # "这不是我": nobody holds the claim any more
    state = models.CharField(max_length=7, choices=State.choices)
    began = models.DateTimeField()
    counted_on = models.DateField(null=True)  # when this row made the person count as taking part
    counted_source = models.CharField(max_length=80, blank=True)  # by which record, e.g. "learning.Sheet:5"

    class Meta:
        indexes = (
            models.Index(fields=("enrolment", "state"), name="campaigns_participants"),
            models.Index(fields=("enrolment", "identity"), name="campaigns_identity"),
            models.Index(fields=("person",), name="campaigns_person"),
        )

    def __str__(self) -> str:
        return f"participant {self.pk} {self.state}"
