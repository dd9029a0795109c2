"""What one may be allowed to do with complaints and suggestions."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class FeedbackPermission(Permission):
    """Rights over what people send in."""

    ANSWER = "feedback.answer", _("看投诉和建议，答复")
