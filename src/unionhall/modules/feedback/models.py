"""The noun of feedback."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import EncryptedField
from unionhall.kernel.procedures.declare import Procedural


class Voice(Procedural):
    """One complaint or suggestion, and its answer. Nothing tells who sent it, unless they left a contact."""

    procedure = "feedback.voice"
    is_addressed_by_id = True

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("投诉")
        SUGGESTION = "suggestion", _("建议")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="voices")  # who answers
    about = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="voices_about")
    about_text = models.CharField(max_length=120, blank=True)  # as typed, where no unit was found by it
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = EncryptedField()
    contact = EncryptedField(blank=True)
    receipt_hash = models.CharField(max_length=43, unique=True)
    received = models.DateField()  # the day is all that pages show
    answer = EncryptedField(blank=True)
    answered = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("unit", "state", "-id"), name="feedback_list"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def duty_title(self) -> str:
        """How the inbox calls it: what kind and about whom, nothing of what it says."""
        about = self.about.name if self.about else self.about_text
        return f"{self.get_kind_display()}{_('：')}{about}" if about else self.get_kind_display()

    def get_absolute_url(self) -> str:
        """The page of the answering office."""
        return reverse("feedback:voice", args=(self.pk,))
