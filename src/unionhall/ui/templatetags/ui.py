"""Components as template tags with typed arguments, so that a wrong use raises where it is written.

What a component looks like stands in ``templates/ui/<name>.html``; ``/ui/`` shows each in every state.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.ui import drawing, frames, languages, links, words
from unionhall.ui.clocks import ClockFace
from unionhall.ui.prose import to_html
from unionhall.ui.shell import View

register = template.Library()
register.filter("thousands", words.thousands)
register.filter("counted_as", words.counted_as)
register.filter("day", words.day)
register.filter("fullday", words.fullday)
register.filter("monthday", words.monthday)
register.filter("month", words.month)
register.filter("moment", words.moment)

_NOTICES = {"": "info-circle", "soon": "alert-triangle", "wrong": "alert-circle", "done": "circle-check"}
_BARS = ("", "done", "alarm")


@cache
def _icons() -> frozenset[str]:
    return frozenset((Path(__file__).parent.parent / "icons.txt").read_text(encoding="utf-8").split())


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """An icon of the sprite. Decorative, unless ``label`` says what it means where no word stands beside it."""
    if name not in _icons():
        raise ValueError(f"no icon {name!r} in ui/icons.txt")
    if label:
        text = '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
        return format_html(text, label, drawing.static_url("ui/icons.svg"), name)
    return drawing.icon(name)


@register.simple_tag
def seal() -> SafeString:
    """The product's mark: 工 in a red square."""
    return frames.SEAL


@register.simple_tag
def static_url(name: str) -> str:
    """``{% static %}``, worked out once."""
    return drawing.static_url(name)


@register.simple_tag(takes_context=True)
def document_head(context: Context) -> SafeString:
    """Icon, colours and styles of every page, and what installs it."""
    language = get_language()
    return frames.document_head(language, about=context.get("about"), is_app=bool(context.get("is_app")))


@register.simple_tag(takes_context=True)
def desk_head(context: Context) -> SafeString:
    """The head of the desk: ``shell``, ``brand``, and maybe ``search_text``, what was searched for."""
    return frames.desk_head(context["shell"], context.get("brand", ""), str(context.get("search_text") or ""))


@register.simple_tag(takes_context=True)
def desk_nav(context: Context) -> SafeString:
    """The navigation of the desk, and the way out."""
    return frames.desk_nav(context["shell"], str(context.get("csrf_token") or ""))


@register.simple_tag(takes_context=True)
def type_choice(context: Context) -> SafeString:
    """Switches the large type on or off and comes back to this page."""
    look = context.get("look")
    return frames.type_choice(look.type if look else "", _back(context))


@register.inclusion_tag("ui/stamp.html")
def stamp(text: str) -> dict[str, Any]:
    """Two characters in a round seal, slightly turned: a result that counts."""
    return {"text": text}


@register.simple_block_tag(takes_context=True)
def page_title(context: Context, content: SafeString) -> SafeString:
    """Keeps the page's title, so that the head of the page can say it too without its being written twice."""
    context["page_title"] = content.strip()
    return content


def _face(face: ClockFace | None) -> ClockFace | None:
    if face is not None and not isinstance(face, ClockFace):
        raise TypeError(f"a clock wants a ClockFace, not {type(face).__name__}")
    return face


@register.simple_tag
def clock(face: ClockFace | None) -> SafeString:
    """A due date as a chip: words, shape, colour. Nothing for None."""
    return drawing.clock_chip(_face(face))


@register.inclusion_tag("ui/clock_face.html")
def clock_face(face: ClockFace, *, due: Any = None, until: str = "") -> dict[str, Any]:
    """The clock of one matter, large: ``due`` is the day, ``until`` what must be done by whom before it."""
    return {"face": _face(face), "dial": drawing.dial(face), "due": due, "until": until}


@register.simple_tag
def figure(
    *,
    label: object,
    value: float | Decimal | str | None,
    unit: str = "",
    source: str = "",
    href: str = "",
    level: int = 2,
) -> SafeString:
    """A number that is never alone: what it counts, its 量词, from what, and the way to its rows.

    None is "—", nobody has reported; 0 is 0. ``level`` is the level of its heading.
    """
    text = value if isinstance(value, str) else words.thousands(value)
    counted = "" if value is None else words.counted_as(unit, value)
    return drawing.figure(label, text, counted, source, href, level)


@register.simple_tag
def bar(percent: float | Decimal | None, *, kind: str = "") -> SafeString:
    """A bar of quantity from 0 to 100 per cent; empty for None. The number stands beside it in words."""
    if kind not in _BARS:
        raise ValueError(f"a bar is one of {_BARS}, not {kind!r}")
    return drawing.bar(percent, kind)


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Steps of a matter: mappings with ``state`` (done, now, ahead), ``title``, and maybe ``when`` and ``text``."""
    rows = [{"when": "", "text": "", **item} for item in items]
    for row in rows:
        if row["state"] not in ("done", "now", "ahead"):
            raise ValueError(f"a step of a timeline is done, now or ahead, not {row['state']!r}")
    return {"items": rows}


@register.inclusion_tag("ui/empty.html")
def empty(*, icon: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """Nothing here: what belongs here, and one way to begin."""
    return {"icon_name": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[str], *, now: int) -> dict[str, Any]:
    """The steps of a walk; ``now`` is the place of the present one, from 1."""
    return {"items": list(enumerate(items, start=1)), "now": now}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages; keeps the other fields of the query."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.inclusion_tag("ui/saved_notice.html")
def saved_notice(text: str = "") -> dict[str, Any]:
    """Where ``autosave.js`` says whether what was typed is kept; ``text`` is what holds when the page opens."""
    return {"text": text}


@register.inclusion_tag("ui/copy_text.html")
def copy_text(*, name: str, text: str, label: str, button: str = "", count_url: str = "") -> dict[str, Any]:
    """A text to copy to a chat group. ``count_url`` is told by a POST that it was copied."""
    return {"name": name, "text": text, "label": label, "button": button or _("复制到群"), "count_url": count_url}


@register.filter(name="prose")
def as_prose(text: str) -> SafeString:
    """Formatted text (Markdown) as safe HTML; kept for as long as the process remembers."""
    return _prose(text)


@lru_cache(maxsize=512)
def _prose(text: str) -> SafeString:
    return mark_safe(to_html(text))  # noqa: S308 -- cleaned there


@register.inclusion_tag("ui/aloud.html")
def aloud(part: str) -> dict[str, Any]:
    """A button that reads the part of the page with this id; it shows itself where the device has a voice."""
    return {"part": part}


@register.inclusion_tag("ui/editor_tools.html")
def editor_tools(*, upload_url: str) -> dict[str, Any]:
    """The tools of every ``textarea[data-editor]`` on the page (``editor.js``); files are posted to ``upload_url``.

    Without it only words are written.
    """
    return {"upload_url": upload_url}


@register.inclusion_tag("ui/working.html")
def working(*, done: int, total: int | None, text: str = "", is_over: bool = False) -> dict[str, Any]:
    """Long work: n of m, refreshed while it goes on; the page may be closed meanwhile."""
    return {"done": done, "total": total, "text": text, "is_over": is_over}


@register.inclusion_tag("ui/why_not.html")
def why_not(reasons: Iterable[Any]) -> dict[str, Any]:
    """Why a step is closed, as text beside it. Reasons are objects with ``text``, or texts."""
    return {"texts": [getattr(reason, "text", reason) for reason in reasons]}


@register.inclusion_tag("ui/views.html")
def views(items: Iterable[View], *, label: str = "") -> dict[str, Any]:
    """The views of a list, side by side, with how many rows each has."""
    return {"items": list(items), "label": label or _("看哪些")}


@register.inclusion_tag("ui/filters.html")
def filters(form: forms.Form, *, reset_url: str = "") -> dict[str, Any]:
    """A form of selects and short fields that narrows a list by GET; ``reset_url`` clears it.

    On a phone it is folded until something narrows the list.
    """
    is_open = bool(reset_url) or any(form.data.get(field.html_name) for field in form.visible_fields())
    return {"form": form, "reset_url": reset_url, "is_open": is_open}


@register.inclusion_tag("ui/filters_fold.html")
def filters_fold(*, is_open: object) -> dict[str, Any]:
    """What folds the ``form.filters`` right behind it on a phone; ``is_open`` where the list is narrowed."""
    return {"is_open": bool(is_open)}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, above it, with the way to each field. ``{{ form }}`` brings its own."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def foot(context: Context) -> SafeString:
    """The foot of every page: registered links, and how it looks."""
    back = _back(context)
    return frames.foot(links.foot(), languages.others(context.get("request"), back), context.get("look"), back)


def _back(context: Context) -> str:
    """Where one comes back to from a choice of how pages look."""
    request: HttpRequest | None = context.get("request")
    return request.get_full_path() if request is not None and request.method == "GET" else "/"


@register.simple_tag(takes_context=True)
def keep_language(context: Context) -> str:
    """Behind the address of a page in a lane without cookies: the language that was chosen by address."""
    return languages.carried(context.get("request"))


@register.simple_block_tag
def notice(content: SafeString, kind: str = "", icon_name: str = "") -> SafeString:
    """Something to know: ``{% notice "soon" %}…{% endnotice %}``; kinds "", soon, wrong, done."""
    if kind not in _NOTICES:
        raise ValueError(f"a notice is one of {sorted(_NOTICES)}, not {kind!r}")
    extra = f" notice-{kind}" if kind else ""
    return format_html('<div class="notice{}">{}<div>{}</div></div>', extra, icon(icon_name or _NOTICES[kind]), content)


@register.simple_block_tag
def basis(content: SafeString, text: str, *, is_pending: bool = False) -> SafeString:
    """What a step rests on, quiet, always there; opens to its wording. ``is_pending`` marks it 待核实.

    A text that has a ``url`` of its own, as an article of law has, leads there from inside.
    """
    mark = format_html(' <span class="tag">{}</span>', _("待核实")) if is_pending else ""
    url = getattr(text, "url", "")
    way = format_html('<p class="small mb-0"><a href="{}">{}</a></p>', url, _("看这一条")) if url else ""
    return format_html(
        '<details class="basis more"><summary>{}<span>{}{}</span>{}</summary>{}{}</details>',
        icon("scale"),
        text[:],  # its text alone: a summary is a button, and holds no link
        mark,
        icon("chevron-down"),
        content,
        way,
    )


@register.simple_block_tag
def menu(content: SafeString, *, label: str = "") -> SafeString:
    """The acts of a page that are rarely wanted, as links behind one button; the one or two main acts stand beside it.

    ``{% menu %}<a href="…">…</a>…{% endmenu %}`` inside an element of class ``head-acts``.
    """
    return format_html(
        '<details class="menu"><summary class="btn btn-secondary"><span>{}</span>{}</summary>'
        '<div class="menu-panel">{}</div></details>',
        label or _("更多"),
        icon("chevron-down"),
        content,
    )


@register.simple_block_tag
def table_wrap(content: SafeString, *, label: str) -> SafeString:
    """A table that may be wider than the page: it scrolls by itself, by keyboard too. No landmark: its section is."""
    return format_html('<div class="table-wrap" tabindex="0" role="group" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag
def batch_bar(content: SafeString, *, text: str = "") -> SafeString:
    """Buttons for the rows ticked in the form around it (checkboxes named ``pick``); ``text`` says how many, with {n}.

    Without script it always stands there; with it, once something is ticked.
    """
    return format_html(
        '<div class="batch-bar" data-batch-bar data-text="{}" role="region" aria-label="{}">'
        '<b data-batch-count aria-live="polite">{}</b>{}<a class="btn btn-quiet" href="" data-batch-none>{}</a></div>',
        text or _("选了 {n} 件"),
        _("一起办"),
        _("勾选后一起办"),
        content,
        _("不选了"),
    )
