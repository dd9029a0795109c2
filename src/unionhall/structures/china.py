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
from unionhall.kernel.law.permissions import LawPermission
from unionhall.kernel.org.declare import UnitKind
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.campaigns.permissions import CampaignPermission
from unionhall.modules.committees.permissions import CommitteePermission
from unionhall.modules.feedback.permissions import FeedbackPermission
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.liaison.permissions import LiaisonPermission
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.safety.permissions import InspectionPermission, SafetyPermission

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

# 国民经济行业分类 (GB/T 4754-2017), its sections.
TRADES = {
    "A": _("农、林、牧、渔业"),
    "B": _("采矿业"),
    "C": _("制造业"),
    "D": _("电力、热力、燃气及水生产和供应业"),
    "E": _("建筑业"),
    "F": _("批发和零售业"),
    "G": _("交通运输、仓储和邮政业"),
    "H": _("住宿和餐饮业"),
    "I": _("信息传输、软件和信息技术服务业"),
    "J": _("金融业"),
    "K": _("房地产业"),
    "L": _("租赁和商务服务业"),
    "M": _("科学研究和技术服务业"),
    "N": _("水利、环境和公共设施管理业"),
    "O": _("居民服务、修理和其他服务业"),
    "P": _("教育"),
    "Q": _("卫生和社会工作"),
    "R": _("文化、体育和娱乐业"),
    "S": _("公共管理、社会保障和社会组织"),
    "T": _("国际组织"),
}

# What everybody in office at a union sees of it and of what stands below it.
_SEES_BELOW = (
    OrgPermission.UNIT_READ,
    AccessPermission.OFFICE_READ,
    FactsPermission.FIGURES_READ,
    CampaignPermission.READ,
    BriefingPermission.READ,
    SafetyPermission.READ,
    InspectionPermission.READ,
)

# A union's own members, and its part in what was launched above it.
_ROLL = (MembershipPermission.ROLL_READ, MembershipPermission.NAMES_READ, MembershipPermission.ROLL_WRITE)
_RUNS_OWN = (
    *_ROLL,
    CampaignPermission.REPORT,
    PeoplePermission.REVEAL,
    JournalPermission.NAMES_READ,
    LearningPermission.RESULTS_READ,
    FeedbackPermission.ANSWER,
    LiaisonPermission.CARDS,
    BriefingPermission.DRAFT,
    SafetyPermission.REPORTERS,
    SafetyPermission.SIGN,
    SafetyPermission.MEND,  # for an employer who writes it on paper; then another re-checks
    InspectionPermission.CHECKLISTS,
    InspectionPermission.PROPOSE,
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
    FactsPermission.CLOSE,
    FactsPermission.SHARE,
    CampaignPermission.ENROL,  # also for a unit below that is late, whose duty has risen here
    CampaignPermission.NUDGE,
    CampaignPermission.EXCUSE,
    LearningPermission.PAPER_READ,
    LearningPermission.PAPER_WRITE,
    SafetyPermission.HANDLE,
    SafetyPermission.RECHECK,
    SafetyPermission.URGE,
    InspectionPermission.INSPECT,
    InspectionPermission.ARRANGE,
    InspectionPermission.APPOINT,
    LearningPermission.QUESTION_REVIEW,  # for a union that has nobody else to review what its officer wrote
)

CHAIR = Office(
    "chair",
    _("主席"),
    held_at=_UNIONS,
    here=(*_RUNS_OWN, BriefingPermission.ISSUE),
    below=(*_SEES_BELOW, *_LEADS_BELOW),
    term_years=(3, 5),
    is_single=True,
    basis="TUL-16",
)
VICE_CHAIR = Office(
    "vice_chair",
    _("副主席"),
    held_at=_UNIONS,
    here=(*_RUNS_OWN, BriefingPermission.ISSUE),
    below=(*_SEES_BELOW, *_LEADS_BELOW),
    term_years=(3, 5),
    basis="TUL-16",
)
OFFICER = Office("officer", _("经办人"), held_at=_UNIONS, here=_RUNS_OWN, below=(*_SEES_BELOW, *_LEADS_BELOW))
ORGANISER = Office(
    "organiser",
    _("组织员"),
    held_at=_UNIONS,
    here=(*_ROLL, CampaignPermission.ENROL, CampaignPermission.REPORT),
    below=_SEES_BELOW,
)
INSPECTOR = Office(
    "inspector",
    _("劳动保护监督检查员"),
    held_at=_UNIONS,
    here=(SafetyPermission.REPORTERS,),
    below=(
        *_SEES_BELOW,
        SafetyPermission.HANDLE,
        SafetyPermission.RECHECK,
        SafetyPermission.URGE,
        InspectionPermission.INSPECT,
    ),
    is_by_procedure=True,
    basis="LP-03",
)
SAFETY_MANAGER = Office(
    "safety_manager", _("用人单位安全管理员"), held_at=("joint", "grassroots"), here=(SafetyPermission.MEND,)
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
        LawPermission.EDIT,
    ),
    is_top_only=True,
)

# By rank: at one's own unit one appoints to lower offices only.
OFFICES = (ADMINISTRATOR, CHAIR, VICE_CHAIR, OFFICER, INSPECTOR, ORGANISER, SAFETY_MANAGER)
