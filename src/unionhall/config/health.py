"""``/healthz``: whether this process answers and its database does too; for supervisors and load balancers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

import unionhall


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with the version, 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"is_well": False}, status=503)
    return JsonResponse({"is_well": True, "version": unionhall.__version__})
