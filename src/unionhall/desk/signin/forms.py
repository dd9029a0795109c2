"""Shapes of what is typed at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.people.documents import normalise_phone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _password(label: StrOrPromise, *, is_new: bool) -> forms.CharField:
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

    password = _password(gettext_lazy("密码"), is_new=False)


class CodeForm(forms.Form):
    """The six digits that came by telephone."""

    code = _code(gettext_lazy("验证码"), 12)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = _password(gettext_lazy("新密码"), is_new=True)
    again = _password(gettext_lazy("再写一遍"), is_new=True)

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


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = _password(gettext_lazy("现在的密码"), is_new=False)
    field_order = ("present", "password", "again")
