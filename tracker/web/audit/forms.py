"""What is looked for in the trail."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from tracker.store.trail_search import Search

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def _possible(_form: FlaskForm, field: Field) -> None:
    if field.data and not FIRST <= field.data <= LAST:
        raise ValidationError("This date cannot be right.")


class _LeftOpen(Optional):
    """May be left empty; not said beside each field, since it holds for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


class TrailForm(FlaskForm):
    """Who, about whom, what, and from when until when; each may be left open."""

    person = SelectField("Who", coerce=str, default="")
    patient = StringField("Patient", [Length(max=120)],
                          description="Beginning of the name, or the record's id.")
    action = SelectField("What", coerce=str, default="")
    since = DateField("From", [_LeftOpen(), _possible])
    until = DateField("Until", [_LeftOpen(), _possible])

    def offer(self, people: dict[int, str], actions: list[str]) -> None:
        """Set what can be chosen."""
        self.person.choices = [("", "Anybody"),
                               *((str(number), name or f"Person {number}")
                                 for number, name in people.items())]
        self.action.choices = [("", "Anything"), *((action, action) for action in actions)]

    def validate_until(self, field: Field) -> None:
        """Refuse a time that ends before it begins."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("This is before the first day.")

    def address(self) -> dict[str, str]:
        """What an address says of the search; names stay out of it."""
        told = {"person": self.person.data, "action": self.action.data,
                "since": self.since.data and self.since.data.isoformat(),
                "until": self.until.data and self.until.data.isoformat()}
        return {name: value for name, value in told.items() if value}

    def search(self, patient_id: str | None, zone: str) -> Search:
        """The search, with the days as a clinic's clock has them."""
        return Search(
            int(self.person.data) if self.person.data else None, patient_id,
            self.action.data or None, _begin(self.since.data, zone),
            _begin(self.until.data and self.until.data + timedelta(days=1), zone))


def _begin(day: date | None, zone: str) -> datetime | None:
    """The moment when a day begins in a zone."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
