"""My account: offices, password, two-step sign-in."""

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.desk import shell, square
from unionhall.desk.signin import second
from unionhall.desk.signin.forms import ChangePasswordForm, NewAppForm, NewPasskeyForm, PresentPasswordForm
from unionhall.desk.whence import whence
from unionhall.kernel.access.queries import reaches_wide
from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.people import accounts, codes, factors, passkeys, signins
from unionhall.kernel.people.models import Account


def mine(request: HttpRequest) -> Account:
    """The account of who is signed in. Raises Denied for nobody."""
    if not isinstance(request.user, Account):
        raise Denied("account")
    return request.user


@shell.signed_in
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """My offices and what I may do with my account."""
    own = mine(request)
    context = {
        "seats": shell.frame(request).seats,
        "was_changed": "changed" in request.GET,
        "factors": factors.of(own),
        "is_advised": reaches_wide(shell.actor(request)),
        "sessions": len(signins.open_sessions(own)),
    }
    return render(request, "desk/account.html", context)


@shell.signed_in
@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end, this one stays."""
    form, own = ChangePasswordForm(request.POST or None), mine(request)
    if request.method == "POST" and form.is_valid() and _is_confirmed(request, form):
        was = request.session.session_key or ""
        accounts.set_password(shell.actor(request), own, form.cleaned_data["password"])
        update_session_auth_hash(request, own)
        signins.moved(was, request.session.session_key or "")
        signins.end_all(shell.actor(request), own, but=request.session.session_key or "")
        return redirect(reverse("desk:account") + "?changed=1")
    return render(request, "desk/change-password.html", {"form": form})


@shell.signed_in
@sensitive_post_parameters("present")
@require_http_methods(["GET", "POST"])
def second_steps(request: HttpRequest) -> HttpResponse:
    """What I have beside the password; giving one up, new recovery codes. Both ask for the password."""
    own, by = mine(request), shell.actor(request)
    form = PresentPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_confirmed(request, form):
        removed = request.POST.get("remove", "")
        if removed.isdecimal():
            factors.remove(by, own, int(removed))
            return redirect("desk:second-steps")
        if factors.of(own):
            return _show_codes(request, factors.renew_recovery(by, own))
    context = {
        "form": form,
        "factors": factors.of(own),
        "left": factors.recovery_left(own),
        "is_duty": bool(settings.UNIONHALL_SECOND_FACTOR) and reaches_wide(by),
    }
    return render(request, "desk/second-steps.html", context)


@shell.signed_in
@sensitive_post_parameters("code", "present")
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Let an authenticator app read the square; its first code takes it into use."""
    own = mine(request)
    form = NewAppForm(request.POST or None, initial={"name": _("验证器")})
    secret = second.app_secret(request)
    if request.method == "POST" and form.is_valid() and _is_confirmed(request, form):
        given = form.cleaned_data
        try:
            made = factors.add_app(shell.actor(request), own, secret=secret, code=given["code"], name=given["name"])
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            request.session.pop(second.SECRET, None)
            return _show_codes(request, made) if made else redirect("desk:second-steps")
    context = {"form": form, "frame": "ui/desk.html", "is_duty": False, **square.of(secret, own)}
    return render(request, "desk/second-app.html", context)


@shell.signed_in
@sensitive_post_parameters("credential", "present")
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Let this device make a passkey."""
    own, by, host = mine(request), shell.actor(request), second.host(request)
    form = NewPasskeyForm(request.POST or None, initial={"name": _("通行密钥")})
    if request.method == "POST" and form.is_valid() and _is_confirmed(request, form):
        try:
            made = passkeys.added(host, request.session.pop(second.STATE, None) or {}, form.cleaned_data["credential"])
            recovery = factors.add_passkey(by, own, credential=made, name=form.cleaned_data["name"])
        except ValueError:
            form.add_error(None, _("这台设备没有做成通行密钥，再试一次。"))
        except Refused as refused:
            shell.show(form, refused)
        else:
            return _show_codes(request, recovery) if recovery else redirect("desk:second-steps")
    options, request.session[second.STATE] = passkeys.begin_adding(
        host, name=str(settings.UI_BRAND), handle=own.login.encode(), label=by.name, known=factors.keys_of(own)
    )
    return render(request, "desk/second-passkey.html", {"form": form, "options": options})


@shell.signed_in
@require_GET
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, when and how I came in, and who tried in vain."""
    own = mine(request)
    context = {
        "sessions": signins.open_sessions(own),
        "here": request.session.session_key,
        "history": signins.history(own)[:30],
        "failed": signins.failed(own)[:30],
    }
    return render(request, "desk/sign-ins.html", context)


@shell.signed_in
@require_POST
def end_session(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one of my sessions elsewhere."""
    signins.end(shell.actor(request), mine(request), sign_in_id)
    return redirect("desk:sign-ins")


@shell.signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    signins.end_all(shell.actor(request), mine(request), but=request.session.session_key or "")
    return redirect("desk:sign-ins")


def _is_confirmed(request: HttpRequest, form: PresentPasswordForm) -> bool:
    """Whether the present password is right; else the form says so."""
    try:
        is_right = codes.confirm_password(mine(request), form.cleaned_data["present"], whence(request))
    except Refused as refused:
        form.add_error("present", str(refused))
        return False
    if not is_right:
        form.add_error("present", _("现在的密码不对"))
    return is_right


def _show_codes(request: HttpRequest, made: list[str]) -> HttpResponse:
    """The recovery codes, in the very answer: they are kept nowhere and can not be shown again."""
    context = {"codes": made, "frame": "ui/desk.html", "onward": reverse("desk:second-steps")}
    return render(request, "desk/second-codes.html", context)
