"""What one may be allowed to do with briefings."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class BriefingPermission(Permission):
    """Writing and issuing are a union's own business; what is issued is read below and above it."""

    DRAFT = "briefings.draft", _("起草简报和情况通报")
    ISSUE = "briefings.issue", _("签发、退回、撤回简报和情况通报")
    READ = "briefings.read", _("看印发的简报和情况通报")
