"""What one may be allowed to do for safety at work."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class SafetyPermission(Permission):
    """Reading, handling and putting right are three rights; who reported is a fourth, which the employer never has."""

    READ = "safety.read", _("看隐患台账")
    HANDLE = "safety.handle", _("受理隐患，定级，交办，销号")
    MEND = "safety.mend", _("登记整改")
    REPORTERS = "safety.reporters", _("看报隐患的人写的原话，跟他们说话")
    URGE = "safety.urge", _("出具整改建议书、撤离建议和整改通知")
    SIGN = "safety.sign", _("签报隐患统计")
    RECHECK = "safety.recheck", _("复查整改")


class InspectionPermission(Permission):
    """Inspecting, arranging it, and who becomes an inspector."""

    INSPECT = "safety.inspect", _("做监督检查，当场记录")
    READ = "safety.inspections_read", _("看检查记录和检查员名单")
    CHECKLISTS = "safety.checklists_write", _("编检查表，做场所和设备的二维码")
    ARRANGE = "safety.visits_arrange", _("安排上门检查")
    PROPOSE = "safety.inspector_propose", _("提名检查员")
    APPOINT = "safety.inspector_appoint", _("任命检查员，发检查证、收检查证")
