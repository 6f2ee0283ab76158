"""Moments as the clinic's own clock shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_login import current_user

from tracker.web.times import local_moment


def clock() -> Callable[[datetime], str]:
    """`when` for a page that says many moments: whose clock it is, is found out once."""
    zone = current_user.clinic.zone
    return lambda moment: local_moment(moment, zone)


def when(moment: datetime) -> str:
    """Date and clock time where the signed-in person's clinic is."""
    return clock()(moment)
