"""Behind the password: the second step where the account has one or its offices must, and the session that opens."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login as open_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from unionhall.desk import square
from unionhall.desk.signin.forms import AppForm, PasskeyForm, SecondForm
from unionhall.desk.whence import whence
from unionhall.kernel import clock
from unionhall.kernel.access.queries import actor_for, reaches_wide
from unionhall.kernel.actor import Refused
from unionhall.kernel.people import accounts, factors, passkeys, signins, totp
from unionhall.kernel.people.models import Account
from unionhall.kernel.people.secrets import decrypt, encrypt

SESSION_SECONDS = 8 * 3600
ASKED = "code_login"  # in the session: the hashed login a code was sent for, never the number itself
_PROVED = "proved"  # in the session: whose first step is done, how and when
STATE, SECRET = "passkey_state", "app_secret"  # in the session: what the answer is checked against
_FIRST_STEP_HOLDS = 10 * 60  # seconds


def enter(request: HttpRequest, account: Account, how: str) -> HttpResponse:
    """The first step is done: open the session, or ask for the second step before."""
    request.session.pop(ASKED, None)
    has_second = bool(factors.of(account))
    if not has_second and not _must_begin(account):
        return _open(request, account, how)
    request.session.cycle_key()
    request.session[_PROVED] = {
        "account": account.pk,
        "how": how,
        "at": clock.now().timestamp(),
        "hash": account.get_session_auth_hash(),
    }
    return redirect(with_next(request, "desk:second-step" if has_second else "desk:second-begin"))


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """The code of the authenticator app, a recovery code, or a passkey."""
    account = _proved(request)
    if account is None:
        return redirect("desk:sign-in")
    form = SecondForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by = _shown(request, account, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if by:
                return _open(request, account, f"{request.session[_PROVED]['how']}+{by}")
            if form.cleaned_data["credential"]:
                form.add_error(None, _("通行密钥没认出来，再试一次，或者写验证码。"))
            else:
                form.add_error("code", _("验证码不对，或者已经用过。等下一个。"))
    keys, options = factors.keys_of(account), ""
    if keys:
        options, request.session[STATE] = passkeys.begin_asking(host(request), keys)
    has_app = len(keys) < len(factors.of(account))
    context = {"form": form, "options": options, "has_app": has_app, "next": wanted(request)}
    return render(request, "desk/second-step.html", context)


@never_cache
@sensitive_post_parameters("credential")
@require_http_methods(["GET", "POST"])
def passkey_alone(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey: it is two proofs by itself, so neither number nor password is asked for."""
    if request.user.is_authenticated:
        return redirect(onward(request, "desk:inbox"))
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        state, answer = request.session.pop(STATE, None) or {}, form.cleaned_data["credential"]
        try:
            account = factors.owner_of_passkey(host=host(request), state=state, answer=answer, whence=whence(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if account is not None:
                return _open(request, account, "passkey")
            form.add_error(None, _("通行密钥没认出来。再试一次，或者用手机号和密码登录。"))
    options, request.session[STATE] = passkeys.begin_asking_anybody(host(request))
    context = {"form": form, "options": options, "next": wanted(request)}
    return render(request, "desk/passkey.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Who must have a second step and has none sets it up here, before the session opens."""
    account = _proved(request)
    if account is None or factors.of(account):
        return redirect("desk:sign-in")
    form = AppForm(request.POST or None)
    secret = app_secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.add_app(
                accounts.owner_of(account),
                account,
                secret=secret,
                code=form.cleaned_data["code"],
                name=str(_("验证器")),
            )
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            how = request.session[_PROVED]["how"]
            onward_to = _open(request, account, f"{how}+app")["Location"]
            shown = {"codes": codes, "frame": "ui/plain.html", "onward": onward_to}
            return render(request, "desk/second-codes.html", shown)
    context = {"form": form, "frame": "ui/plain.html", "is_duty": True, **square.of(secret, account)}
    return render(request, "desk/second-app.html", context)


def app_secret(request: HttpRequest) -> str:
    """The secret that is being set up in this browser, the same until it is in use."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(totp.new_secret())
    return decrypt(request.session[SECRET])


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where one wanted to go, if it is a place of this house."""
    asked = wanted(request)
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse(otherwise)


def with_next(request: HttpRequest, name: str) -> str:
    """An address of the door that remembers where one wanted to go."""
    asked = wanted(request)
    return reverse(name) + (f"?{urlencode({'next': asked})}" if asked else "")


def wanted(request: HttpRequest) -> str:
    """Where one wanted to go, as it was asked."""
    return request.POST.get("next") or request.GET.get("next") or ""


def host(request: HttpRequest) -> str:
    """The name that passkeys are bound to."""
    return request.get_host().partition(":")[0]


def _must_begin(account: Account) -> bool:
    return bool(settings.UNIONHALL_SECOND_FACTOR) and reaches_wide(actor_for(account))


def _proved(request: HttpRequest) -> Account | None:
    """Whose first step was done in this browser within ten minutes, the password still being the same."""
    told = request.session.get(_PROVED)
    if not told or clock.now().timestamp() - told["at"] > _FIRST_STEP_HOLDS:
        return None
    account = Account.objects.select_related("person").filter(pk=told["account"], state=Account.State.ACTIVE).first()
    return account if account is not None and account.get_session_auth_hash() == told["hash"] else None


def _shown(request: HttpRequest, account: Account, *, code: str, credential: str) -> str:
    """By what the owner has proved themself; "" for nothing."""
    if not credential:
        return factors.check_code(account, code, whence(request))
    state = request.session.pop(STATE, None) or {}
    is_shown = factors.check_passkey(
        account, host=host(request), state=state, answer=credential, whence=whence(request)
    )
    return "passkey" if is_shown else ""


def _open(request: HttpRequest, account: Account, how: str) -> HttpResponse:
    target = onward(request, "desk:inbox" if actor_for(account).seats else "desk:mine")
    for key in (ASKED, _PROVED, STATE, SECRET):
        request.session.pop(key, None)
    open_session(
        request, account, backend="unionhall.kernel.people.backend.AccountBackend"
    )  # gives the session a new key
    request.session.set_expiry(SESSION_SECONDS)
    signins.opened(account, how=how, whence=whence(request), session_key=request.session.session_key or "")
    return redirect(target)
