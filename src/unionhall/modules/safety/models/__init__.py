"""The nouns of safety."""

from unionhall.modules.safety.models.hazards import Hazard, HazardAbout, Mending
from unionhall.modules.safety.models.numbers import random_id
from unionhall.modules.safety.models.photos import Photo
from unionhall.modules.safety.models.reports import Message, Report

__all__ = ["Hazard", "HazardAbout", "Mending", "Message", "Photo", "Report", "random_id"]
