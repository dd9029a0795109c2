"""What one may be allowed to do with campaigns."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class CampaignPermission(Permission):
    """Rights over campaigns: above, one calls; below, one enrols."""

    LAUNCH = "campaigns.launch", _("发起专项行动")
    READ = "campaigns.read", _("看专项行动办到哪一步")
    ENROL = "campaigns.enrol", _("替本单位报名，发链接和海报")
    REPORT = "campaigns.report", _("记本单位办的活动")
    NUDGE = "campaigns.nudge", _("催办没报名、没办完的下级单位")
    EXCUSE = "campaigns.excuse", _("准许下级单位这次不参加")
