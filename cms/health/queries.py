"""Answers whether the database, Redis and the worker keep up, and a few numbers worth a graph. It changes nothing."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.models import Case, Count, Min, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from cms.live import hub
from crm import feed
from crm.models import Ticket
from outages.models import Outage


def troubles() -> dict[str, str]:
    """Return what keeps this process from working, by part; empty when it is ready."""
    found = {"database": _database_trouble()}
    if settings.REDIS_URL:
        found["redis"] = _redis_trouble()
    if not found["database"]:
        lag = worker_lag()
        found["worker"] = f"behind by {lag:.0f} s" if lag > settings.WORKER_LAG_LIMIT else ""
    return {part: trouble for part, trouble in found.items() if trouble}


def worker_lag() -> float:
    """Return for how many seconds the task that waits longest could have been running."""
    waiting = DBTaskResult.objects.ready().filter(backend_name="worker")
    # The library writes "at once" as the year 9999.
    due_at = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
    oldest = waiting.aggregate(oldest=Min(due_at))["oldest"]
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def figures() -> dict[str, float]:
    """Return Prometheus samples by name, with labels where a name has several."""
    by_state = DBTaskResult.objects.filter(backend_name="worker").values_list("status").annotate(Count("pk"))
    tasks = {"READY": 0, "RUNNING": 0, "FAILED": 0} | dict(by_state.order_by())
    return {
        "tcz_open_tickets": Ticket.objects.open().count(),
        "tcz_ongoing_outages": Outage.objects.ongoing().count(),
        "tcz_feed_position": feed.last_position(),
        **hub.figures(),
        "tcz_worker_lag_seconds": worker_lag(),
        **{f'tcz_worker_tasks{{state="{state.lower()}"}}': count for state, count in tasks.items()},
    }


def _database_trouble() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return type(error).__name__
    return ""


def _redis_trouble() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        return type(error).__name__
    finally:
        client.close()
    return ""
