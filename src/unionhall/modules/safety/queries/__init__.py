"""Reading hazards."""

from unionhall.modules.safety.queries.hazards import hazard_for, hazards, must_see, readable
from unionhall.modules.safety.queries.routing import Route, route

__all__ = ["Route", "hazard_for", "hazards", "must_see", "readable", "route"]
