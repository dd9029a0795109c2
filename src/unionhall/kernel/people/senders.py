"""How a one-time code reaches a telephone: pluggable, because every federation has its own gateway.

``settings.UNIONHALL_SENDER`` is the dotted path of a class with ``send_code``; without it codes are printed.
"""

from __future__ import annotations

import sys
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from unionhall.kernel.people.documents import mask_phone

DEFAULT = "unionhall.kernel.people.senders.ConsoleSender"


class Sender(Protocol):
    """What a gateway must be able to do."""

    def send_code(self, phone: str, code: str, purpose: str) -> None:
        """Bring ``code`` to ``phone`` (11 digits); ``purpose`` is a short human text. Raises on failure."""


class ConsoleSender:
    """Prints the code for whoever runs the server, the number masked. For demos and first steps, not for service."""

    def send_code(self, phone: str, code: str, purpose: str) -> None:
        """Print it to standard output."""
        sys.stdout.write(f"[{purpose}] {mask_phone(phone)} {code}\n")
        sys.stdout.flush()


def sender() -> Sender:
    """The sender this installation has chosen. Raises ImportError for a path that leads nowhere."""
    return cast(Sender, import_string(getattr(settings, "UNIONHALL_SENDER", "") or DEFAULT)())


def send_code(phone: str, code: str, purpose: str) -> None:
    """Send a one-time code through the chosen sender; outside any transaction."""
    sender().send_code(phone, code, purpose)
