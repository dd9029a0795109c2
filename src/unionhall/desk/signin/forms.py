"""Shapes of what is typed at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.people.documents import normalise_phone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def password_field(label: StrOrPromise, *, is_new: bool) -> forms.CharField:
    """A field for a password that exists, or for a new one."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=200)


def _code(label: StrOrPromise, length: int, *, is_numeric: bool = True) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"} if is_numeric else {"autocomplete": "off"}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs), max_length=length)


class PhoneForm(forms.Form):
    """A telephone number, tolerant of blanks, dashes and +86."""

    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("写上手机号")},
    )

    def clean_phone(self) -> str:
        """Eleven digits, or the sentence that says what is wrong with them."""
        try:
            return normalise_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class SignInForm(PhoneForm):
    """Telephone and password."""

    password = password_field(gettext_lazy("密码"), is_new=False)


class CodeForm(forms.Form):
    """The six digits that came by telephone."""

    code = _code(gettext_lazy("验证码"), 12)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = password_field(gettext_lazy("新密码"), is_new=True)
    again = password_field(gettext_lazy("再写一遍"), is_new=True)

    field_order: tuple[str, ...] | None = None

    def clean_password(self) -> str:
        """Refuse what everybody guesses first."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean_again(self) -> str:
        """The same once more."""
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("两遍写的不一样"))
        return again


class ActivateForm(PhoneForm, NewPasswordForm):
    """The code from the slip, the telephone it was made for, and a password."""

    code = _code(gettext_lazy("启用码"), 20, is_numeric=False)
    field_order = ("code", "phone", "password", "again")


class ResetForm(CodeForm, NewPasswordForm):
    """The code that came by telephone and a new password."""

    field_order = ("code", "password", "again")


class SecondForm(forms.Form):
    """What proves the owner beside the password: a code, or what the browser says of a passkey."""

    code = _code(gettext_lazy("验证码"), 16)
    credential = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("验证器上现在的 6 位数。手机不在身边，写一个恢复码。")
        self.fields["code"].error_messages["required"] = _("写上验证码")
        if self.data.get("credential"):
            self.fields["code"].required = False


class PasskeyForm(forms.Form):
    """What the browser says of a passkey."""

    credential = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20_000,
        error_messages={"required": gettext_lazy("先点“用通行密钥”，在这台设备上验证一下。")},
    )


class AppForm(forms.Form):
    """The first code of an authenticator app that has just read the square."""

    code = _code(gettext_lazy("验证器上的 6 位数"), 8)


class PresentPasswordForm(forms.Form):
    """The present password, asked before what decides on the account."""

    present = password_field(gettext_lazy("现在的密码"), is_new=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].error_messages["required"] = gettext_lazy("写上现在的密码")


class ChangePasswordForm(PresentPasswordForm, NewPasswordForm):
    """The present password and a new one."""

    field_order = ("present", "password", "again")


class _Named(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("给它起个名"), help_text=gettext_lazy("换手机时认得出，如“办公手机”。"), max_length=40
    )


class NewAppForm(PresentPasswordForm, _Named, AppForm):
    """An authenticator app: its first code, what it is called, and the present password."""

    field_order = ("code", "name", "present")


class NewPasskeyForm(PresentPasswordForm, _Named):
    """A passkey: what it is called, the present password, and what the browser made."""

    credential = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    field_order = ("name", "present")
