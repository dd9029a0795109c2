"""Questions from files and into files: choose, look, take in; choose a format, take out."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel.actor import Actor, Refused
from unionhall.modules.learning import actions
from unionhall.modules.learning.actions.answerable import given_from
from unionhall.modules.learning.actions.files import FORMATS, templates
from unionhall.modules.learning.actions.files.answers import as_written
from unionhall.modules.learning.forms import BankFilter, QuestionFileForm
from unionhall.modules.learning.models import Question, QuestionFile
from unionhall.modules.learning.queries import bank
from unionhall.modules.learning.views.desk import actor_of, must_read, units_of

PER_PAGE = 20
SHOWN = 100  # items of one sort on the page of a file
MOST_OUT = 2_000


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it, what was brought before."""
    by = actor_of(request)
    units = units_of(by)
    is_post = request.method == "POST"
    form = QuestionFileForm(request.POST if is_post else None, request.FILES if is_post else None, units=units)
    if is_post and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = actions.receive(by, unit=form.unit, name=sent.name, content=sent.read())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("file", str(reason.text))
        else:
            return redirect("learning:question_file", made.pk)
    before = QuestionFile.objects.filter(unit__in=units).select_related("unit").defer("items", "not_taken")
    page = Paginator(before.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "formats": FORMATS.values(), "has_template": list(templates())}
    return render(request, "learning/question_files.html", context, status=422 if is_post else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """What a file would bring: new ones, twins, and what is not taken with its reasons; a post takes it in."""
    by = actor_of(request)
    found = bank.file_for(by, file_id)
    if request.method == "POST":
        also = [int(each) for each in request.POST.getlist("also") if each.isdecimal()]
        try:
            taken = actions.take_in(
                by, found, also=also, is_shared="is_shared" in request.POST, sends="sends" in request.POST
            )
        except Refused as refused:
            messages.info(request, " ".join(str(reason.text) for reason in refused.reasons))
        else:
            messages.success(request, ngettext("收下 %(n)d 道题", "收下 %(n)d 道题", len(taken)) % {"n": len(taken)})
        return redirect("learning:question_file", found.pk)
    return render(request, "learning/question_file.html", {"file": found, **_seen(by, found)})


@login_required
@require_POST
def leave(request: HttpRequest, file_id: int) -> HttpResponse:
    """Throw away a file of which nothing was taken in."""
    by = actor_of(request)
    actions.leave(by, bank.file_for(by, file_id))
    messages.success(request, _("没有收，文件扔掉了"))
    return redirect("learning:question_files")


@login_required
@require_GET
def template(request: HttpRequest, key: str) -> HttpResponse:
    """An empty template, made from the table that the reader reads by."""
    units_of(actor_of(request))
    if key not in templates():
        raise Http404
    return _download(actions.question_template(key), _("题库模板"), key)


@login_required
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """The formats in which the questions of a narrowed list can leave, and what each can not hold."""
    by = actor_of(request)
    must_read(by)
    questions = _sought(request, by)
    formats = [(form, actions.why_not_out(questions, key)) for key, form in FORMATS.items()]
    context = {"questions": questions, "formats": formats, "query": request.GET.urlencode(), "most": MOST_OUT}
    context["pictured"] = sum(any(each.picture_id for each in (one, *one.parts.all())) for one in questions)
    return render(request, "learning/question_out.html", context)


@login_required
@require_GET
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The questions of a narrowed list in one format."""
    by = actor_of(request)
    must_read(by)
    if key not in FORMATS:
        raise Http404
    return _download(actions.give_out(by, _sought(request, by), key), _("题库"), key)


def _sought(request: HttpRequest, by: Actor) -> list[Question]:
    asked = BankFilter(request.GET, topics=bank.topics(by)).asked
    return list(bank.sought(by, asked).prefetch_related("parts")[:MOST_OUT])


def _seen(by: Actor, found: QuestionFile) -> dict[str, Any]:
    """What the page shows of a file, each sort with its number."""
    items = [{**item, "n": n, "shown": given_from(item["given"])} for n, item in enumerate(found.items)]
    kinds = dict(Question.Kind.choices)
    known = bank.questions(by).in_bulk({item["twin"] for item in items if item["twin"]})
    for item in items:
        item["kind"] = kinds[item["shown"].kind]
        item["has_picture"] = any(each.picture for each in (item["shown"], *item["shown"].parts))
        item["answer"] = as_written(item["shown"])
        item["other"] = known.get(item["twin"])
    new = [item for item in items if not item["likeness"]]
    near = [item for item in items if 0 < item["likeness"] < 100]
    same = [item for item in items if item["likeness"] == 100]
    return {
        "new": new[:SHOWN],
        "near": near,
        "same": same[:SHOWN],
        "not_taken": found.not_taken,
        "counts": {"new": len(new), "near": len(near), "same": len(same), "not_taken": len(found.not_taken)},
        "all": len(items) + len(found.not_taken),
        "format": FORMATS[found.format].label if found.format in FORMATS else found.format,
    }


def _download(content: bytes, name: str, key: str) -> HttpResponse:
    form = FORMATS[key]
    response = HttpResponse(content, content_type=form.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.{form.suffix}"
    response["Cache-Control"] = "no-store"
    return response
