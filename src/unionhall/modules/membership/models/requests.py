"""What people ask about the data that is kept about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Reason
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import EncryptedField
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.membership.models.roll import Membership
from unionhall.modules.membership.procedure import RECEIVED


def needed_because(person_id: int) -> Reason | None:
    """What still needs a person's name, as a reason against erasing it; None if nothing does."""
    held = Membership.objects.open().filter(person_id=person_id).select_related("unit").first()
    if held is not None:
        text = _("还是%(unit)s的会员，名册上要有姓名和号码。离会以后才能删")
        return Reason("member", text % {"unit": held.unit.name})
    if Appointment.objects.filter(person_id=person_id, until=None).exists():
        return Reason("office", _("还在任职，任职期间要有姓名。卸任以后才能删"))
    return None


class DataRequest(Procedural):
    """Somebody asks their union to put right or to erase what is stored about them.

    What they wrote is thrown away when it is decided: the file has it then, or nobody.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct", gettext_lazy("更正个人信息")
        ERASE = "erase", gettext_lazy("删除个人信息")

    procedure = "membership.data_request"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="data_requests")
    details = EncryptedField(blank=True)  # JSON: the fields as they should be, and why; "" once it is decided
    answer = models.CharField(max_length=200, blank=True)  # why not
    asked = models.DateField()
    decided = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind"), condition=Q(state=RECEIVED), name="membership_one_data_request"
            ),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="membership_data_requests"),)

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == RECEIVED

    def needed_because(self) -> Reason | None:
        """Why the name can not be erased yet; None if nothing needs it, or if it is not to be erased."""
        if self.kind != self.Kind.ERASE:
            return None
        return needed_because(self.person_id)

    def duty_title(self) -> str:
        """How the inbox calls it; inboxes above show titles, so no name stands in it."""
        return _("%(kind)s第 %(number)s 号") % {"kind": self.get_kind_display(), "number": self.pk}

    def about_person_ids(self) -> tuple[int, ...]:
        """The person, who does not decide on it in an office."""
        return (self.person_id,)

    def get_absolute_url(self) -> str:
        """The page where it is answered."""
        return reverse("membership:data-request", args=(self.pk,))
