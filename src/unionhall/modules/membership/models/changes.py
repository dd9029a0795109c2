"""Changes of the roll that need somebody else's word."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.secrets import EncryptedField
from unionhall.kernel.procedures.declare import Procedural
from unionhall.modules.membership.models.roll import Membership
from unionhall.modules.membership.procedure import ASKED, OPEN_TRANSFER, RECEIVED


class Transfer(Procedural):
    """A member on the way from the giving to the receiving union; ``unit`` is the one of them that has to answer.

    Where the member asked (``is_by_member``), ``unit`` is the receiving one and the giving one answers a ``Release``.
    A person has one open transfer at most; the database says so.
    """

    procedure = "membership.transfer"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    giving = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="transfers_out")
    receiving = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="transfers_in")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_by_member = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)  # of the one who asked
    answer = models.CharField(max_length=200, blank=True)  # of the one who did not agree
    asked = models.DateField()
    decided = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(state__in=OPEN_TRANSFER), name="membership_one_transfer"
            ),
            models.CheckConstraint(condition=~Q(giving=F("receiving")), name="membership_transfer_elsewhere"),
            models.CheckConstraint(
                condition=Q(unit=F("giving")) | Q(unit=F("receiving")), name="membership_transfer_unit"
            ),
        )
        indexes = (
            models.Index(fields=("giving", "-id"), name="membership_transfer_out"),
            models.Index(fields=("receiving", "-id"), name="membership_transfer_in"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} from unit {self.giving_id} to {self.receiving_id}: {self.state}"

    @property
    def asking(self) -> Unit:
        """The union that asked: the one that does not have to answer."""
        return self.receiving if self.unit_id == self.giving_id else self.giving

    @property
    def is_asked_by_receiving(self) -> bool:
        """Whether the new union asked and the old one answers."""
        return bool(self.unit_id == self.giving_id)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state in OPEN_TRANSFER

    def still_belongs(self) -> bool:
        """Whether the person is still on the roll of the giving union."""
        return Membership.objects.open().filter(person_id=self.person_id, unit_id=self.giving_id).exists()

    def duty_title(self) -> str:
        """How the inbox calls it; inboxes above show titles, so no name stands in it."""
        if self.is_by_member:
            return _("会籍转移：%(unit)s有会员本人要转来") % {"unit": self.giving.name}
        if self.is_asked_by_receiving:
            return _("会籍转移：%(unit)s请你们转来一名会员") % {"unit": self.receiving.name}
        return _("会籍转移：%(unit)s要转来一名会员") % {"unit": self.giving.name}

    def about_person_ids(self) -> tuple[int, ...]:
        """The member, who does not decide on it in an office."""
        return (self.person_id,)

    def get_absolute_url(self) -> str:
        """The page where it is answered."""
        return reverse("membership:transfer", args=(self.pk,))


class Release(Procedural):
    """Whether the giving union lets a member go who asked to; the other half of a transfer that the member asked."""

    procedure = "membership.release"

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="release")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"release for transfer {self.transfer_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == ASKED

    def duty_title(self) -> str:
        """How the inbox calls it; inboxes above show titles, so no name stands in it."""
        return _("会籍转移：会员本人要转去%(unit)s") % {"unit": self.transfer.receiving.name}

    def about_person_ids(self) -> tuple[int, ...]:
        """The member, who does not decide on it in an office."""
        return (self.transfer.person_id,)

    def get_absolute_url(self) -> str:
        """The page where it is answered."""
        return self.transfer.get_absolute_url()


class JoinLink(models.Model):
    """The address by which people ask a union to take them in. Kept readable, since it is sent again; never logged."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="join_links")
    token = models.CharField(max_length=32, unique=True)  # 96 random bits
    created = models.DateTimeField()
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit",), condition=Q(closed=None), name="membership_one_join_link"),
        )

    def __str__(self) -> str:
        return f"join link of unit {self.unit_id}"


class Application(Procedural):
    """Somebody asks to be taken in. What they wrote is deleted when it is decided: the roll has it then, or nobody."""

    procedure = "membership.application"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="applications")
    details = EncryptedField(blank=True)  # JSON of what was written; "" once it is decided
    applicant = models.CharField(max_length=43)  # keyed hash of name and telephone: the same one twice is one
    received = models.DateField()
    decided = models.DateField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="applications")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "applicant"), condition=Q(state=RECEIVED), name="membership_one_application"
            ),
        )
        indexes = (models.Index(fields=("unit", "-id"), name="membership_applications"),)

    def __str__(self) -> str:
        return f"application {self.pk} to unit {self.unit_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the union's word."""
        return self.state == RECEIVED

    def duty_title(self) -> str:
        """How the inbox calls it; inboxes above show titles, so no name stands in it."""
        return _("入会申请第 %(number)s 号") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        """The page where it is decided."""
        return reverse("membership:application", args=(self.pk,))
