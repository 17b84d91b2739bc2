"""A small demo in an empty installation."""

from pathlib import Path

import pytest

from cms.demo.loading import Loaded, load
from cms.demo.scale import Scale
from tests.conftest import NOW

SMALL = Scale(customers=60, tickets=80)


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Loaded:
    return load(scale=SMALL, seed=1, at=NOW, data_dir=tmp_path)
