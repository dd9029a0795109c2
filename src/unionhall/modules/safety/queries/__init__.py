"""Reading hazards."""

from unionhall.modules.safety.queries.hazards import hazard_for, hazards, must_see, readable
from unionhall.modules.safety.queries.photos import photo_by_key
from unionhall.modules.safety.queries.reports import may_know_reporters, receipt_hash, report_by_receipt, reports_of
from unionhall.modules.safety.queries.routing import Route, route
from unionhall.modules.safety.queries.showing import cited, way_of

__all__ = [
    "Route",
    "cited",
    "hazard_for",
    "hazards",
    "may_know_reporters",
    "must_see",
    "photo_by_key",
    "readable",
    "receipt_hash",
    "report_by_receipt",
    "reports_of",
    "route",
    "way_of",
]
