"""What one may be allowed to do about foundings, terms and elections."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class CommitteePermission(Permission):
    """Reporting is the union's own business, approving that of the union above."""

    REPORT = "committees.report", _("报筹建申请、任期和选举结果")
    APPROVE = "committees.approve", _("批复筹建和选举结果")
