"""The unions of China: the kinds of organisations of the 工会法 (2021), and who may do what in them.

Two rules shape the offices. **Figures go up**: a union above reads the figures of everything below it. **Names stay
below**: who a member is, is read in their own union; no right to names reaches below. A right ``here`` of a kind that
concerns members simply finds none in a union that has no members of its own.
"""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.access.declare import Office
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.calendar.permissions import CalendarPermission
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.journal.permissions import JournalPermission
from unionhall.kernel.org.declare import UnitKind
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.feedback.permissions import FeedbackPermission
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.membership.permissions import MembershipPermission

FEDERATION = UnitKind(
    "federation",
    _("总工会"),
    children=("federation", "township", "zone", "industry", "joint", "grassroots"),
    can_be_top=True,
    term_rule="TUL-16b",
)
INDUSTRY = UnitKind(
    "industry",
    _("产业（系统）工会"),
    children=("industry", "joint", "grassroots"),
    can_be_top=True,
    term_rule="TUL-16b",
)
TOWNSHIP = UnitKind("township", _("乡镇（街道）总工会"), children=("zone", "joint", "grassroots"), term_rule="TUL-16b")
ZONE = UnitKind("zone", _("开发区（园区）工会"), children=("joint", "grassroots"), term_rule="TUL-16")
JOINT = UnitKind("joint", _("联合工会"), children=("grassroots",), is_grassroots=True, term_rule="TUL-16")
GRASSROOTS = UnitKind(
    "grassroots", _("基层工会"), children=("grassroots", "group"), is_grassroots=True, term_rule="TUL-16"
)
GROUP = UnitKind("group", _("工会小组"))

KINDS = (FEDERATION, TOWNSHIP, ZONE, INDUSTRY, JOINT, GRASSROOTS, GROUP)

_UNIONS = ("federation", "township", "zone", "industry", "joint", "grassroots")

# What everybody in office at a union sees of it and of what stands below it.
_SEES_BELOW = (
    OrgPermission.UNIT_READ,
    AccessPermission.OFFICE_READ,
    FactsPermission.FIGURES_READ,
    CampaignPermission.READ,
)

# A union's own members, and its part in what was launched above it.
_ROLL = (MembershipPermission.ROLL_READ, MembershipPermission.NAMES_READ, MembershipPermission.ROLL_WRITE)
_RUNS_OWN = (
    *_ROLL,
    PeoplePermission.REVEAL,
    JournalPermission.NAMES_READ,
    LearningPermission.RESULTS_READ,
    FeedbackPermission.ANSWER,
)

# What a union does for and with the unions below it.
_LEADS_BELOW = (
    OrgPermission.UNIT_FOUND,
    OrgPermission.UNIT_CHANGE,
    OrgPermission.UNIT_MOVE,
    OrgPermission.UNIT_END,
    OrgPermission.UNIT_MERGE,
    AccessPermission.APPOINT,
    CommitteePermission.REPORT,
    CommitteePermission.APPROVE,
    PeoplePermission.ACCOUNTS,
    JournalPermission.READ,
    MembershipPermission.ROLL_IMPORT,  # names are read from the file that is brought, not from the roll below
    CampaignPermission.LAUNCH,
    CampaignPermission.ENROL,  # also for a unit below that is late, whose duty has risen here
    CampaignPermission.EXCUSE,
    LearningPermission.PAPER_READ,
    LearningPermission.PAPER_WRITE,
    LearningPermission.QUESTION_REVIEW,  # for a union that has nobody else to review what its officer wrote
)

CHAIR = Office(
    "chair",
    _("主席"),
    held_at=_UNIONS,
    here=_RUNS_OWN,
    below=(*_SEES_BELOW, *_LEADS_BELOW),
    term_years=(3, 5),
    is_single=True,
    basis=_("《工会法》（2021）第十六条"),
)
VICE_CHAIR = Office(
    "vice_chair",
    _("副主席"),
    held_at=_UNIONS,
    here=_RUNS_OWN,
    below=(*_SEES_BELOW, *_LEADS_BELOW),
    term_years=(3, 5),
    basis=_("《工会法》（2021）第十六条"),
)
OFFICER = Office("officer", _("经办人"), held_at=_UNIONS, here=_RUNS_OWN, below=(*_SEES_BELOW, *_LEADS_BELOW))
ORGANISER = Office(
    "organiser",
    _("组织员"),
    held_at=_UNIONS,
    here=(*_ROLL, CampaignPermission.ENROL),
    below=_SEES_BELOW,
)
ADMINISTRATOR = Office(
    "administrator",
    _("管理员"),
    held_at=("federation", "industry"),
    below=(
        OrgPermission.UNIT_READ,
        OrgPermission.UNIT_FOUND,
        OrgPermission.UNIT_CHANGE,
        OrgPermission.UNIT_MOVE,
        OrgPermission.UNIT_END,
        OrgPermission.UNIT_MERGE,
        AccessPermission.OFFICE_READ,
        AccessPermission.APPOINT,
        PeoplePermission.ACCOUNTS,
        JournalPermission.READ,
        CalendarPermission.EDIT,
    ),
    is_top_only=True,
)

# By rank: at one's own unit one appoints to lower offices only.
OFFICES = (ADMINISTRATOR, CHAIR, VICE_CHAIR, OFFICER, ORGANISER)
