"""The health addresses tell a proxy what it must know, and a stranger nothing."""

import os
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from pytest_django import DjangoAssertNumQueries, Settings

from cms.health import queries
from cms.management.commands.worker import ATTEMPTS, return_lost_tasks, worker_name
from outages.models import Outage
from tests.conftest import Town

DEAD_WORKER = "elsewhere:1:2:abcd"


@pytest.fixture
def task(db: None) -> DBTaskResult:
    return DBTaskResult.objects.create(
        backend_name="worker", task_path="cms.none", args_kwargs={"args": [], "kwargs": {}}, run_after=get_date_max()
    )


def _running(task: DBTaskResult, *workers: str, minutes: int) -> None:
    task.status, task.worker_ids = "RUNNING", list(workers)
    task.started_at = timezone.now() - timedelta(minutes=minutes)
    task.save()


def test_alive_asks_nothing_of_the_database(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert answer.status_code == 200


def test_ready_while_the_database_answers(client: Client, db: None) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "troubles": {}})


def test_not_ready_without_a_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError

    with monkeypatch.context() as outage:
        outage.setattr(queries.connection, "cursor", refuse)
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["troubles"]) == (503, {"database": "DatabaseError"})


def test_not_ready_when_redis_is_configured_and_silent(client: Client, db: None, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["troubles"]) == (503, {"redis": "ConnectionError"})


def test_not_ready_when_the_worker_is_behind(client: Client, task: DBTaskResult) -> None:
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=5))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["troubles"]) == ["worker"]


def test_work_planned_long_ago_for_now_is_not_late(task: DBTaskResult) -> None:
    DBTaskResult.objects.update(
        enqueued_at=timezone.now() - timedelta(days=5), run_after=timezone.now() - timedelta(seconds=1)
    )

    assert queries.worker_lag() < 60


def test_without_a_token_there_are_no_metrics(client: Client, db: None) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer other", "other"])
def test_metrics_refuse_a_wrong_token(client: Client, db: None, settings: Settings, header: str) -> None:
    settings.METRICS_TOKEN = "correct"

    answer = client.get("/metrics", headers={"authorization": header})

    assert (answer.status_code, answer.content) == (401, b"")


def test_metrics_count_what_is_open(client: Client, town: Town, settings: Settings, task: DBTaskResult) -> None:
    settings.METRICS_TOKEN = "correct"
    Outage.objects.create(number=1, device=town.devices["ST1"], started_at=timezone.now())

    answer = client.get("/metrics", headers={"authorization": "Bearer correct"})

    lines = answer.content.decode().splitlines()
    assert {"tcz_open_tickets 0", "tcz_ongoing_outages 1", 'tcz_worker_tasks{state="ready"} 1'} <= set(lines)


def test_a_killed_workers_task_runs_again(task: DBTaskResult) -> None:
    gone = worker_name().replace(f":{os.getpid()}:", ":4194304:")
    _running(task, gone, minutes=0)

    returned = return_lost_tasks(at=timezone.now())

    task.refresh_from_db()
    assert (returned, task.status, task.worker_ids) == (1, "READY", [gone])


def test_a_living_workers_task_is_left_alone_however_long_it_takes(task: DBTaskResult) -> None:
    _running(task, worker_name(), minutes=600)

    returned = return_lost_tasks(at=timezone.now())

    task.refresh_from_db()
    assert (returned, task.status) == (0, "RUNNING")


@pytest.mark.parametrize(("minutes", "status"), [(30, "RUNNING"), (90, "READY")])
def test_another_machines_task_is_lost_after_the_time_limit(task: DBTaskResult, minutes: int, status: str) -> None:
    _running(task, DEAD_WORKER, minutes=minutes)

    return_lost_tasks(at=timezone.now())

    task.refresh_from_db()
    assert task.status == status


def test_a_task_that_kills_its_workers_is_given_up(task: DBTaskResult) -> None:
    _running(task, *[DEAD_WORKER] * ATTEMPTS, minutes=90)

    return_lost_tasks(at=timezone.now())

    task.refresh_from_db()
    assert task.status == "FAILED"
