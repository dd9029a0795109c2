"""Rights to the rules of law. Anybody may read them."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class LawPermission(Permission):
    """Who keeps the installation's own layers and chooses its region."""

    EDIT = "law.edit", _("增加和撤下本单位的法规层，定按哪个地区的")
