"""Taking pictures in: drawn anew before anything is stored, so that nothing of the file itself is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import IO

from django.utils.translation import gettext as _

from unionhall.kernel import clock, pictures
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.modules.safety.models import Photo

MOST_BYTES = 12 * 1024 * 1024  # a phone's best photograph has eight
LOOSE_HOURS = 24


def keep_photo(file: IO[bytes], size: int) -> Photo:
    """A picture, drawn anew and kept, belonging to nothing yet. Anybody may; call it outside a transaction.

    ``size`` in bytes. Raises Refused for one that is too large, is no picture or unfolds to a bomb.
    """
    if size > MOST_BYTES:
        raise Refused(Reason("large", _("这张照片超过 12 MB，缩小或者截个图再传")))
    data, ending, width, height = pictures.redraw(file)
    with clock.to_the_hour():
        hour = clock.now()
    return Photo.objects.create(data=data, ending=ending, width=width, height=height, hour=hour)


def throw_loose_photos(by: Actor) -> int:
    """Throw away the pictures of what was never sent; returns how many. For the ticker."""
    late = clock.now() - timedelta(hours=LOOSE_HOURS)
    return Photo.objects.filter(hazard=None, inspection_photo=None, hour__lt=late).delete()[0]
