"""A small demo in an empty installation, loaded once for the tests of a module, which only look at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cms.demo.loading import Loaded, load
from cms.demo.scale import Scale
from tests.conftest import NOW

SMALL = Scale(customers=60, tickets=80)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(scale=SMALL, seed=1, at=NOW, data_dir=tmp_path_factory.mktemp("data"))
        transaction.set_rollback(True)
