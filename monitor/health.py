"""Tells a load balancer whether the process lives, and whether it can serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


@csrf_exempt
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@csrf_exempt
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is applied, else 503 with the reason in a line."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return _unready("the database does not answer")
    if plan:
        return _unready(f"{len(plan)} migrations are not applied: run manage.py migrate")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def _unready(reason: str) -> HttpResponse:
    return HttpResponse(
        f"not ready: {reason}\n", status=503, content_type="text/plain; charset=utf-8"
    )
