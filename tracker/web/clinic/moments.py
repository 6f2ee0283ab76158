"""Moments as the clinic's own clock shows them."""

from __future__ import annotations

from datetime import datetime

from flask_login import current_user

from tracker.web.times import local_moment


def when(moment: datetime) -> str:
    """Date and clock time where the signed-in person's clinic is."""
    return local_moment(moment, current_user.clinic.zone)
