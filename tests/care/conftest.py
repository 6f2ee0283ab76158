"""Who else works in a test's world."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.builders import World, add_colleague
from tracker.care.viewer import Viewer


@pytest.fixture
def boss(session: Session, world: World) -> Viewer:
    """The clinic's manager."""
    return add_colleague(session, world, "manager")
