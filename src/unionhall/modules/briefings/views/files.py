"""A briefing as a file."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from unionhall.kernel.actor import acting
from unionhall.modules.briefings import notices, queries

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
@never_cache
@require_GET
def file(request: HttpRequest, briefing_id: int, form: str) -> HttpResponse:
    """The document to print or to send on, or its figures as a table; a draft says that it is one."""
    found = queries.briefing_for(acting(request), briefing_id)
    if form not in _TYPES:
        raise Http404
    answer = HttpResponse(notices.as_file(found, form), content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(notices.file_name(found))}.{form}"
    return answer
