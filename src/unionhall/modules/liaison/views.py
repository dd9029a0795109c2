"""Pages of liaison: the desk's, and the one that a card's code opens for anybody."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Actor, Refused
from unionhall.modules.liaison import actions, notices, queries
from unionhall.modules.liaison.forms import CardForm, NewCardForm
from unionhall.modules.liaison.models import Card, Contact


@login_required
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of my unit, mine first with the buttons that note a contact."""
    by = _by(request)
    unit = queries.liaison_unit(by)
    found = sorted(queries.cards(by).filter(appointment__unit=unit), key=lambda one: not _is_mine(by, one))
    mine = found[0] if found and _is_mine(by, found[0]) else None
    context = {
        "unit": unit,
        "rows": [(card, office_label(card.appointment.office)) for card in found],
        "mine": mine,
        "kinds": Contact.Kind.choices,
        "ticket": secrets.token_hex(8),
        "today": queries.today_of(by, mine) if mine else [],
        "may_make": bool(queries.without_card(by, unit)),
    }
    return render(request, "liaison/cards.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a card for somebody in office at my unit."""
    by = _by(request)
    unit = queries.liaison_unit(by)
    held = queries.without_card(by, unit)
    if not held:
        return redirect("liaison:cards")
    held.sort(key=lambda each: each.person_id != by.person_id)
    form = NewCardForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in held if each.pk == form.cleaned_data["appointment"])
        try:
            card = actions.make(by, chosen, form.reached())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("liaison:card", card.pk)
    return render(request, "liaison/form.html", {"unit": unit, "form": form, "card": None})


@login_required
@require_GET
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    """One card: how it looks, printing, the file for a telephone."""
    found = queries.card_for(_by(request), card_id)
    context = {"card": found, "office": office_label(found.appointment.office), "square": notices.square(found)}
    return render(request, "liaison/card.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, card_id: int) -> HttpResponse:
    """Let a card say something else."""
    by = _by(request)
    found = queries.card_for(by, card_id)
    first = {name: getattr(found, name) for name in ("phone", "place", "hours", "words")}
    form = CardForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.change(by, found, form.reached())
        messages.success(request, _("改好了。印过的卡上还是旧的，扫码看到的是新的。"))
        return redirect("liaison:card", found.pk)
    return render(request, "liaison/form.html", {"unit": found.appointment.unit, "form": form, "card": found})


@login_required
@require_POST
def withdraw(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card down."""
    by = _by(request)
    actions.withdraw(by, queries.card_for(by, card_id))
    return redirect("liaison:cards")


@login_required
@require_POST
def note(request: HttpRequest, card_id: int) -> HttpResponse:
    """The second tap: a contact of today."""
    by = _by(request)
    found, kind = queries.card_for(by, card_id), request.POST.get("kind", "")
    actions.note(by, found, kind=kind, ticket=request.POST.get("ticket", ""))
    messages.success(request, _("记下了：今天%(kind)s 1 次。") % {"kind": Contact.Kind(kind).label})
    return redirect("liaison:cards")


@login_required
@require_POST
def take_back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """That contact was a slip of the finger."""
    by = _by(request)
    actions.take_back(by, queries.contact_for(by, contact_id))
    return redirect("liaison:cards")


@login_required
@require_GET
def printed(request: HttpRequest, card_id: int, shape: str) -> HttpResponse:
    """A sheet of eight cards, or a poster, as PDF."""
    found = queries.card_for(_by(request), card_id)
    pdf = notices.poster(found) if shape == "poster" else notices.sheet(found)
    return HttpResponse(pdf, content_type="application/pdf")


@require_GET
def union(request: HttpRequest, card_token: str) -> HttpResponse:
    """Your union: who is responsible and how to reach them, for whoever has scanned a card."""
    page = queries.public_page(card_token)
    shown = [_public(each) for each in page.cards], [_public(each) for each in page.above]
    return render(request, "liaison/union.html", {"page": page, "cards": shown[0], "above": shown[1]})


@require_GET
def vcard(request: HttpRequest, card_token: str) -> HttpResponse:
    """A card for the telephone's address book."""
    text = notices.vcard(queries.public_card(card_token))
    answer = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="card.vcf"'
    return answer


def _by(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    return by


def _is_mine(by: Actor, found: Card) -> bool:
    return found.appointment.person_id == by.person_id


def _public(found: Card) -> dict[str, Any]:
    dialled = "".join(each for each in found.phone if each in "+0123456789")
    return {"card": found, "office": office_label(found.appointment.office), "dialled": dialled}
