"""Moments as the clinic's own clock shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_login import current_user

from tracker.web.languages import locale
from tracker.web.times import moment_at


def clock() -> Callable[[datetime], str]:
    """`when` for a page that says many moments: whose clock and words, is found out once."""
    zone, where = ZoneInfo(current_user.clinic.zone), locale()
    return lambda moment: moment_at(moment, zone, where)


def when(moment: datetime) -> str:
    """Date and clock time where the signed-in person's clinic is."""
    return clock()(moment)
