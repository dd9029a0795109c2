"""Where kept files lie, and whose they are."""

from pathlib import Path

from django.conf import settings
from django.db import models

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.models import Media
from unionhall.modules.learning.permissions import LearningPermission

FOLDER = "media"


def file_of(sha256: str, ending: str) -> Path:
    """Where the file of this hash and ending lies, whether it is there or not."""
    return Path(settings.MEDIA_ROOT) / FOLDER / sha256[:2] / f"{sha256}.{ending}"


def media(by: Actor, kind: str = "") -> models.QuerySet[Media]:
    """The files of units whose lessons ``by`` may read (of one kind), newest first."""
    units = Unit.objects.within(by.scope(LearningPermission.PAPER_READ))
    found = Media.objects.filter(unit__in=units).select_related("unit").order_by("-pk")
    return found.filter(kind=kind) if kind else found
