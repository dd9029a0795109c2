"""Certificates: a worker's own, everybody's check, and the desk that makes rules and takes back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning import notices
from unionhall.modules.learning.actions import certificates as actions
from unionhall.modules.learning.forms.certificates import CertificateRuleForm, RevokeForm
from unionhall.modules.learning.models import Certificate, Ending
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.procedure import NOTED
from unionhall.modules.learning.queries import Sitting, units_to_write_for
from unionhall.modules.learning.queries import certificates as queries
from unionhall.modules.learning.views.desk import ON_A_PAGE, actor_of, must_read, units_of
from unionhall.modules.learning.views.sit import at_own_sheet
from unionhall.modules.membership.api import MembershipPermission


def _pdf(certificate: Certificate, *, in_full: bool) -> HttpResponse:
    if queries.state_of(certificate) == queries.REVOKED:
        raise Refused(_("这张证书已经收回"))
    if queries.state_of(certificate) == queries.IN_QUESTION:
        raise Refused(_("成绩有更正，这张证书正在核对"))
    answer = HttpResponse(notices.certificate_pdf(certificate, in_full=in_full), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    return answer


@require_GET
@at_own_sheet
def own(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """A worker's certificate. They have said a name and four digits, so the full name does not stand on it."""
    given = actions.give_certificate(sitting)
    context = {
        "certificate": given,
        "wording": notices.wording_of(given, in_full=False),
        "state": queries.state_of(given),
        "sitting": sitting,
        "home": campaigns.home_url(sitting.participant),
    }
    return render(request, "learning/certificate.html", context)


@require_GET
@at_own_sheet
def own_pdf(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The same as PDF."""
    return _pdf(actions.give_certificate(sitting), in_full=False)


@require_GET
def check(request: HttpRequest, check_token: str) -> HttpResponse:
    """Does it hold? A masked name, its title and its day, for whoever has the code and for no search engine."""
    found = queries.check(check_token)
    answer = render(request, "learning/check.html", {"found": found}, status=200 if found else 404)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_GET
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The certificates of whoever is signed in, under their full name."""
    found = queries.my_certificates(actor_of(request))
    rows = list(zip(found, queries.states_of(found), strict=True))
    return render(request, "learning/my_certificates.html", {"rows": rows})


@require_GET
@login_required
def my_pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One of them as PDF."""
    found = next((one for one in queries.my_certificates(actor_of(request)) if one.pk == certificate_id), None)
    if found is None:
        raise Denied("certificate")
    return _pdf(found, in_full=True)


@require_GET
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The rules of my units, and the certificates of their people."""
    by = actor_of(request)
    must_read(by)
    page = Paginator(queries.certificates(by), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rules": queries.rules(by)[:ON_A_PAGE],
        "page": page,
        "rows": list(zip(page, queries.states_of(list(page)), strict=True)),
        "sees_names": by.holds_any(LearningPermission.RESULTS_READ),
        "may_write": bool(units_to_write_for(by)),
    }
    return render(request, "learning/certificates.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def rule_new(request: HttpRequest) -> HttpResponse:
    """Write the rule by which certificates are given."""
    by = actor_of(request)
    form = CertificateRuleForm(request.POST or None, assignments=queries.free_assignments(by, units_of(by)))
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "wording", "asks", "months")}
        try:
            rule = actions.write_rule(by, assignment=form.chosen, least_marks=form.cleaned_data["least_marks"], **typed)
        except Refused as refused:
            form.add_error(None, [str(reason.text) for reason in refused.reasons])
        else:
            messages.success(request, _("定好了：%(title)s。做到的人在成绩页上领") % {"title": rule.title})
            return redirect("learning:certificates")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "learning/certificate_rule.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def revoke(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Take one back: what follows first, then the button."""
    by = actor_of(request)
    found = queries.certificate_for(by, certificate_id)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke_certificate(by, certificate_id=certificate_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("收回了。扫码的人会看到“已经收回”。"))
        return redirect("learning:certificates")
    context = {"certificate": found, "form": form, "state": queries.state_of(found)}
    return render(request, "learning/certificate_revoke.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def ending(request: HttpRequest, ending_id: int) -> HttpResponse:
    """Whose certificates end soon; a post says that it was looked at."""
    by = actor_of(request)
    found = Ending.objects.select_related("unit").filter(pk=ending_id).first()
    if found is None:
        raise Denied(LearningPermission.RESULTS_READ.value)
    path = org_queries.path_of(found.unit)
    by.must(LearningPermission.RESULTS_READ, at=path)
    if request.method == "POST":
        if found.state != NOTED:
            actions.note_ending(by, found)
        return redirect("learning:ending", found.pk)
    may_see = by.may(MembershipPermission.NAMES_READ, at=path)
    context = {"ending": found, "rows": queries.ending_at(found.unit) if may_see else []}
    return render(request, "learning/ending.html", context)


@require_GET
@login_required
def full_pdf(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """One under the full name, printed by the holder's own union, which knows them; only where the roll has them."""
    found = queries.certificate_for(actor_of(request), certificate_id)
    return _pdf(found, in_full=campaigns.is_counted(found.participant))
