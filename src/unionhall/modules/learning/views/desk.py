"""The desk's first page of learning, and what the author's pages share."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import queries
from unionhall.modules.learning.models import Lesson, Paper, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.lessons import usable_lessons

ON_A_PAGE = 50


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def units_of(by: Actor) -> list[Unit]:
    """The units one may write for. Raises Denied where there is none: to others these pages do not exist."""
    if not (found := queries.units_to_write_for(by)):
        raise Denied(LearningPermission.PAPER_WRITE.value)
    return found


def must_read(by: Actor) -> None:
    """Raise Denied for those who read no lessons and papers anywhere."""
    if not by.holds_any(LearningPermission.PAPER_READ):
        raise Denied(LearningPermission.PAPER_READ.value)


@require_GET
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The lessons and papers of my units."""
    by = actor_of(request)
    must_read(by)
    context = {
        "lessons": usable_lessons(by)[:ON_A_PAGE],
        "papers": queries.papers(by)[:ON_A_PAGE],
        "may_write": bool(queries.units_to_write_for(by)),
    }
    return render(request, "learning/overview.html", context)


def form_page(
    request: HttpRequest, template: str, form: Any, item: Lesson | Question | Paper | None, **more: Any
) -> HttpResponse:
    """An author's page around ``form``; refused input is answered with 422 and all that was typed."""
    context = {
        **more,
        "form": form,
        "item": item,
        "may_write": item is None or item.unit in queries.units_to_write_for(actor_of(request)),
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def small_number(text: str | None, otherwise: int) -> int:
    """A small whole number, else ``otherwise``."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else otherwise
