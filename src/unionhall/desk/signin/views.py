"""The door of the desk. Known and unknown telephone numbers get the same answer everywhere."""

from urllib.parse import urlencode

from django.contrib.auth import login as open_session
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.desk import shell
from unionhall.desk.signin.forms import (
    ActivateForm,
    ChangePasswordForm,
    CodeForm,
    PhoneForm,
    ResetForm,
    SignInForm,
)
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Refused
from unionhall.kernel.people import accounts, codes
from unionhall.kernel.people.models import Account

SESSION_SECONDS = 8 * 3600
_PENDING = "code_login"  # in the session: the hashed login a code was sent for, never the number itself


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Telephone and password."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = codes.check_password(**form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if account is not None:
                return _enter(request, account)
            form.add_error(None, _("手机号或密码不对。"))
    return _page(request, "sign-in", form)


@never_cache
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Have a one-time code sent."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form, codes.SIGN_IN):
        return redirect(_with_next(request, "desk:enter-code"))
    return _page(request, "ask-code", form)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Come in with the code."""
    login = request.session.get(_PENDING)
    if not login:
        return redirect("desk:ask-code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = codes.check_code(login=login, purpose=codes.SIGN_IN, code=form.cleaned_data["code"])
        if account is not None:
            return _enter(request, account)
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
    login = request.session.get(_PENDING)
    if not login:
        return redirect("desk:forgot")
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = codes.check_code(login=login, purpose=codes.RESET, code=form.cleaned_data["code"])
        if account is not None:
            accounts.set_password(accounts.owner_of(account), account, form.cleaned_data["password"])
            return _enter(request, account)
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
            return _enter(request, account)
    return _page(request, "activate", form)


@shell.signed_in
@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end, this one stays."""
    form = ChangePasswordForm(request.POST or None)
    mine = request.user
    if request.method == "POST" and form.is_valid() and isinstance(mine, Account):
        if mine.check_password(form.cleaned_data["present"]):
            accounts.set_password(accounts.owner_of(mine), mine, form.cleaned_data["password"])
            update_session_auth_hash(request, mine)
            return redirect(reverse("desk:account") + "?changed=1")
        form.add_error("present", _("现在的密码不对"))
    return render(request, "desk/change-password.html", {"form": form})


@shell.signed_in
@require_http_methods(["GET"])
def account(request: HttpRequest) -> HttpResponse:
    """My offices and what I may do with my account."""
    return render(
        request, "desk/account.html", {"seats": shell.frame(request).seats, "was_changed": "changed" in request.GET}
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
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
    request.session[_PENDING] = accounts.login_of(phone)
    return True


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    target = _next(request, "desk:inbox" if actor_for(account).seats else "desk:mine")
    request.session.pop(_PENDING, None)
    open_session(request, account, backend="django.contrib.auth.backends.ModelBackend")  # gives the session a new key
    request.session.set_expiry(SESSION_SECONDS)
    return redirect(target)


def _next(request: HttpRequest, otherwise: str = "desk:inbox") -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse(otherwise)


def _with_next(request: HttpRequest, name: str) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def _page(request: HttpRequest, page: str, form: object) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, f"desk/{page}.html", {"form": form, "next": wanted})
