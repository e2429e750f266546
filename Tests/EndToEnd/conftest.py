"""Fixtures: everything that a test starts is stopped after it."""
from __future__ import annotations

import pytest

from support import staged


@pytest.fixture
def stage(tmp_path):
    with staged(tmp_path) as made:
        yield made
