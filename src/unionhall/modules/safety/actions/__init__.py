"""The verbs of safety."""

from unionhall.modules.safety.actions.photos import keep_photo, throw_loose_photos
from unionhall.modules.safety.actions.recording import record

__all__ = ["keep_photo", "record", "throw_loose_photos"]
