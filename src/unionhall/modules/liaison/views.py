"""Pages of liaison: the desk's, and the one that a card's code opens for anybody."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.access.queries import own_unit
from unionhall.kernel.actor import Refused, acting
from unionhall.kernel.printing import picture
from unionhall.modules.liaison import actions, notices, queries
from unionhall.modules.liaison.forms import CardForm, NewCardForm
from unionhall.modules.liaison.models import Contact
from unionhall.modules.liaison.permissions import LiaisonPermission


@login_required
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of my unit, mine first with the buttons that note a contact."""
    by = acting(request)
    unit = own_unit(by, LiaisonPermission.CARDS)
    found = queries.cards(by).filter(appointment__unit=unit)
    mine = next((card for card in found if card.appointment.person_id == by.person_id), None)
    context = {
        "unit": unit,
        "cards": sorted(found, key=lambda card: card != mine),
        "mine": mine,
        "kinds": Contact.Kind.choices,
        "ticket": secrets.token_hex(8),
        "today": queries.contacts(by).filter(card=mine),
        "may_make": bool(queries.without_card(by, unit)),
    }
    return render(request, "liaison/cards.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a card for somebody in office at my unit."""
    by = acting(request)
    unit = own_unit(by, LiaisonPermission.CARDS)
    held = queries.without_card(by, unit)
    if not held:
        return redirect("liaison:cards")
    held.sort(key=lambda each: each.person_id != by.person_id)
    form = NewCardForm(request.POST or None, held=held)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.pop("appointment")
        try:
            card = actions.make(by, chosen, actions.Reached(**form.cleaned_data))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("liaison:card", card.pk)
    return render(request, "liaison/form.html", {"unit": unit, "form": form, "card": None})


@login_required
@require_GET
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    """One card: how it looks, printing, the file for a telephone."""
    found = queries.card_for(acting(request), card_id)
    return render(request, "liaison/card.html", {"card": found, "square": picture(notices.card_url(found))})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, card_id: int) -> HttpResponse:
    """Let a card say something else."""
    by = acting(request)
    found = queries.card_for(by, card_id)
    form = CardForm(request.POST or None, initial=vars(found))
    if request.method == "POST" and form.is_valid():
        actions.change(by, found, actions.Reached(**form.cleaned_data))
        messages.success(request, _("改好了。印过的卡上还是旧的，扫码看到的是新的。"))
        return redirect("liaison:card", found.pk)
    return render(request, "liaison/form.html", {"unit": found.appointment.unit, "form": form, "card": found})


@login_required
@require_POST
def withdraw(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card down."""
    by = acting(request)
    actions.withdraw(by, queries.card_for(by, card_id))
    return redirect("liaison:cards")


@login_required
@require_POST
def note(request: HttpRequest, card_id: int) -> HttpResponse:
    """The second tap: a contact of today."""
    by = acting(request)
    found, kind = queries.card_for(by, card_id), request.POST.get("kind", "")
    actions.note(by, found, kind=kind, ticket=request.POST.get("ticket", ""))
    messages.success(request, _("记下了：今天%(kind)s 1 次。") % {"kind": Contact.Kind(kind).label})
    return redirect("liaison:cards")


@login_required
@require_POST
def take_back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """That contact was a slip of the finger."""
    by = acting(request)
    actions.take_back(by, queries.contact_for(by, contact_id))
    return redirect("liaison:cards")


@login_required
@require_GET
def printed(request: HttpRequest, card_id: int, shape: str) -> HttpResponse:
    """A sheet of eight cards, or a poster, as PDF."""
    found = queries.card_for(acting(request), card_id)
    return HttpResponse(notices.printed(found, shape), content_type="application/pdf")


@require_GET
def union(request: HttpRequest, card_token: str) -> HttpResponse:
    """Your union: who is responsible and how to reach them, for whoever has scanned a card."""
    return render(request, "liaison/union.html", {"page": queries.public_page(card_token)})


@require_GET
def vcard(request: HttpRequest, card_token: str) -> HttpResponse:
    """A card for the telephone's address book."""
    text = notices.vcard(queries.public_card(card_token))
    saved_as = {"Content-Disposition": 'attachment; filename="card.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=saved_as)
