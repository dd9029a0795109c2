"""What is countable in liaison."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.facts.declare import ADDITIVE, FactRow, Measure, Slice
from unionhall.kernel.journal.queries import subject_of
from unionhall.modules.liaison.models import Contact


def contact_row(contact: Contact) -> FactRow:
    """The fact that an officer was in contact with somebody."""
    unit_id = contact.card.appointment.unit_id
    return FactRow("liaison.contacts", unit_id, contact.day, 1, subject_of(contact), slice=contact.kind)


def _derive() -> Iterator[FactRow]:
    yield from map(contact_row, Contact.objects.select_related("card__appointment").iterator())


CONTACTS = Measure(
    key="liaison.contacts",
    label=_("干部联系职工"),
    unit=_("次"),
    kind=ADDITIVE,
    slices=tuple(Slice(kind.value, kind.label) for kind in Contact.Kind),
    derive=_derive,
)
