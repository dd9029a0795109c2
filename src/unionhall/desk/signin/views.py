"""The door of the desk. Known and unknown telephone numbers get the same answer everywhere."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.desk import shell
from unionhall.desk.signin import second
from unionhall.desk.signin.forms import (
    ActivateForm,
    CodeForm,
    PhoneForm,
    ResetForm,
    SignInForm,
)
from unionhall.desk.whence import whence
from unionhall.kernel.actor import Refused
from unionhall.kernel.people import accounts, codes, signins


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Telephone and password."""
    if request.user.is_authenticated:
        return redirect(second.onward(request, "desk:inbox"))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = codes.check_password(**form.cleaned_data, whence=whence(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if account is not None:
                return second.enter(request, account, "password")
            form.add_error(None, _("手机号或密码不对。"))
    return _page(request, "sign-in", form)


@never_cache
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Have a one-time code sent."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form, codes.SIGN_IN):
        return redirect(second.with_next(request, "desk:enter-code"))
    return _page(request, "ask-code", form)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Come in with the code."""
    login = request.session.get(second.ASKED)
    if not login:
        return redirect("desk:ask-code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["code"]
        account = codes.check_code(login=login, purpose=codes.SIGN_IN, code=given, whence=whence(request))
        if account is not None:
            return second.enter(request, account, "code")
        form.add_error("code", _("验证码不对，或者过了 10 分钟。错 5 次就要重新要一个。"))
    return _page(request, "enter-code", form)


@never_cache
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Have a code sent that allows to set a new password."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form, codes.RESET):
        return redirect("desk:reset")
    return _page(request, "forgot", form)


@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Set a new password with the code; other sessions of the account end."""
    login = request.session.get(second.ASKED)
    if not login:
        return redirect("desk:forgot")
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["code"]
        account = codes.check_code(login=login, purpose=codes.RESET, code=given, whence=whence(request))
        if account is not None:
            accounts.set_password(accounts.owner_of(account), account, form.cleaned_data["password"])
            return second.enter(request, account, "reset")
        form.add_error("code", _("验证码不对，或者过了 10 分钟。错 5 次就要重新要一个。"))
    return _page(request, "reset", form)


@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Set the first password with the slip's code and the telephone it was made for."""
    form = ActivateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = accounts.activate(given["code"], given["phone"], given["password"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return second.enter(request, account, "slip")
    return _page(request, "activate", form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signins.left(request.session.session_key or "")
    logout(request)
    return redirect("desk:sign-in")


@shell.signed_in
@require_http_methods(["GET", "POST"])
def take_seat(request: HttpRequest) -> HttpResponse:
    """Act from now on in the name of another office of one's own. Somebody else's is not found."""
    shell.take_seat(request, (request.POST or request.GET).get("seat", ""))
    return redirect("desk:inbox")


def _send(request: HttpRequest, form: PhoneForm, purpose: str) -> bool:
    phone: str = form.cleaned_data["phone"]
    try:
        codes.send_code(phone=phone, purpose=purpose)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    request.session[second.ASKED] = accounts.login_of(phone)
    return True


def _page(request: HttpRequest, page: str, form: object) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, f"desk/{page}.html", {"form": form, "next": wanted})
