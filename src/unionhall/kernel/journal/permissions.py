"""Rights to the journal."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class JournalPermission(Permission):
    """Who may read what was done, and whom it was about."""

    READ = "journal.read", _("看工作记录")
    NAMES_READ = "journal.names_read", _("看工作记录里涉及的人名")
