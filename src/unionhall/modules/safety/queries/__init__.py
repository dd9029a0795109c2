"""Reading hazards."""

from unionhall.modules.safety.queries.hazards import (
    closed_before,
    hazard_for,
    hazards,
    may_handle,
    menders,
    must_handle,
    must_see,
    open_beside,
    readable,
    short_title,
)
from unionhall.modules.safety.queries.photos import photo_by_key
from unionhall.modules.safety.queries.reports import may_know_reporters, receipt_hash, report_by_receipt, reports_of
from unionhall.modules.safety.queries.routing import Route, route
from unionhall.modules.safety.queries.showing import cited, face_of, notice_of, open_duty, plan_of, way_of

__all__ = [
    "Route",
    "cited",
    "closed_before",
    "face_of",
    "hazard_for",
    "hazards",
    "may_handle",
    "may_know_reporters",
    "menders",
    "must_handle",
    "must_see",
    "notice_of",
    "open_beside",
    "open_duty",
    "photo_by_key",
    "plan_of",
    "readable",
    "receipt_hash",
    "report_by_receipt",
    "reports_of",
    "route",
    "short_title",
    "way_of",
]
