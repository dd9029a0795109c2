"""What one may be allowed to do with liaison cards."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class LiaisonPermission(Permission):
    """Rights over the cards of a union's officers."""

    CARDS = "liaison.cards", _("做本单位干部的联系卡，记联系")
