"""The worker at a lesson: one page, its checks answered by plain form posts, then on to the paper."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from unionhall.modules.learning.actions.reading import answer_check, begin_lesson, finish_lesson
from unionhall.modules.learning.models import LETTERS
from unionhall.modules.learning.queries import Sitting
from unionhall.modules.learning.queries.certificates import is_offered
from unionhall.modules.learning.views.desk import small_number
from unionhall.modules.learning.views.sit import at_own_sheet, elsewhere, home_of, to_paper, token_of


@require_http_methods(["GET", "POST"])
@at_own_sheet
def lesson(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Read the lesson and answer its checks; at its end, on to the paper."""
    if sitting.known.lesson_id is None:
        return elsewhere(request)
    home = home_of(sitting)
    if request.method == "POST":
        if "section" in request.POST:
            return _answer(request, sitting)
        finish_lesson(sitting)
        if not sitting.known.paper_id and is_offered(sitting):
            return redirect("learning:certificate", sitting.sheet.public)
        return to_paper(sitting.assignment, sitting.sheet, home)
    context = {
        "sitting": sitting,
        "shown": (shown := begin_lesson(sitting)),
        "left": [section for section in shown.sections if section.is_open],
        "tried": small_number(request.GET.get("tried"), 0),
        "given": request.GET.get("a", ""),
        "has_certificate": shown.is_done and not sitting.known.paper_id and is_offered(sitting),
        "home": home,
        "token": token_of(sitting),
    }
    return render(request, "learning/lesson.html", context)


def _answer(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Back to the section, which says whether it was right; what was chosen stays chosen."""
    place = small_number(request.POST.get("section"), 0)
    given = [letter for letter in request.POST.getlist("a") if letter in LETTERS]
    here = reverse("learning:lesson", args=[sitting.sheet.public])
    try:
        is_right = answer_check(sitting, place, given)
    except ValueError:
        return elsewhere(request)
    asked = "" if is_right else "?" + urlencode({"tried": place, "a": "".join(given)})
    return redirect(f"{here}{asked}#check-{place}")
