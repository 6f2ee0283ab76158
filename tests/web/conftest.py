"""Pages are tested beside SQLite, and by the walk through every route beside PostgreSQL too."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ON_BOTH = {HERE / "test_matrix.py", HERE / "test_metrics.py",
           HERE / "sign_in" / "test_throttle.py"}
"""What the databases could answer differently below the use cases, which all run on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the pages' tests on PostgreSQL out: they would take the time of a second suite."""
    left_out = [one for one in items if HERE in one.path.parents and one.path not in ON_BOTH
                and "postgresql" in one.name]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in set(left_out)]
