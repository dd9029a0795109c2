"""The nouns of safety."""

from unionhall.modules.safety.models.checklists import Checklist, Edition, Item, Spot
from unionhall.modules.safety.models.countersigns import Countersign
from unionhall.modules.safety.models.hazards import Hazard, HazardAbout, Mending
from unionhall.modules.safety.models.inspections import Answer, Finding, Inspection, InspectionPhoto
from unionhall.modules.safety.models.inspectors import Inspector, InspectorRule
from unionhall.modules.safety.models.instruments import Instrument
from unionhall.modules.safety.models.numbers import random_id
from unionhall.modules.safety.models.photos import Photo
from unionhall.modules.safety.models.reports import Message, Report
from unionhall.modules.safety.models.returns import Return, period_label
from unionhall.modules.safety.models.visits import Visit, VisitKind, VisitMember

__all__ = [
    "Answer",
    "Checklist",
    "Countersign",
    "Edition",
    "Finding",
    "Hazard",
    "HazardAbout",
    "Inspection",
    "InspectionPhoto",
    "Inspector",
    "InspectorRule",
    "Instrument",
    "Item",
    "Mending",
    "Message",
    "Photo",
    "Report",
    "Return",
    "Spot",
    "Visit",
    "VisitKind",
    "VisitMember",
    "period_label",
    "random_id",
]
