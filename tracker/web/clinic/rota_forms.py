"""The forms about who is on call and how soon whom is told."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.duty.rota import WEEKDAYS
from tracker.duty.rules import CONCERN_HOURS, URGENT_MINUTES
from tracker.duty.team import Team
from tracker.web.clinic.forms import FewDigits
from tracker.web.times import clock_hour

NOBODY = 0


def _hours() -> list[tuple[int, str]]:
    return [(hour, clock_hour(hour)) for hour in range(24)]


class ShiftForm(FlaskForm):
    """Hours of somebody on some days of the week."""

    holder = SelectField("Who", coerce=int)
    weekdays = SelectMultipleField("On", coerce=int, choices=list(enumerate(WEEKDAYS)),
                                   widget=ListWidget(prefix_label=False),
                                   option_widget=CheckboxInput())
    begins = SelectField("From", coerce=int, choices=_hours, default=8)
    until = SelectField("Until", coerce=int, choices=_hours, default=18,
                        description="Not later than it begins means the next day.")


class AbsenceForm(FlaskForm):
    """Somebody is away."""

    away = SelectField("Who", coerce=int)
    first = DateField("First day", [InputRequired("Please give a date.")])
    last = DateField("Last day", [InputRequired("Please give a date.")])
    stand_in = SelectField("Who stands in", coerce=int)


class HandOverForm(FlaskForm):
    """The rest of the own turn goes to a colleague."""

    taker = SelectField("To", coerce=int)


class RulesForm(FlaskForm):
    """How soon whom is told."""

    digest = RadioField("Mail about a concern", coerce=int,
                        choices=[(0, "At once"), (1, "Once a day, all together")])
    digest_hour = SelectField("Hour of the daily mail", coerce=int, choices=_hours)
    quiet_from = SelectField("Quiet from", coerce=int)
    quiet_until = SelectField("Quiet until", coerce=int)
    urgent_minutes = FewDigits("Urgent: minutes until the next person is told", [
        InputRequired("Please give a number."),
        NumberRange(*URGENT_MINUTES, message="Please give {} to {}.".format(*URGENT_MINUTES))])
    concern_hours = FewDigits("Concern: hours until the next person is told", [
        InputRequired("Please give a number."),
        NumberRange(*CONCERN_HOURS, message="Please give {} to {}.".format(*CONCERN_HOURS))])


NO_HOUR = -1


def with_no_hour() -> list[tuple[int, str]]:
    """The hours of the day, and none."""
    return [(NO_HOUR, "No quiet hours"), *_hours()]


def name_people(form: ShiftForm | AbsenceForm | HandOverForm, team: Team, own: int) -> None:
    """Let the form's lists name the clinic's people; nobody hands over to themselves."""
    people = [(one.number, one.name) for one in team.people]
    if isinstance(form, ShiftForm):
        form.holder.choices = people
    elif isinstance(form, AbsenceForm):
        form.away.choices = people
        form.stand_in.choices = [(NOBODY, "Nobody: the next are told"), *people]
    else:
        form.taker.choices = [(number, name) for number, name in people if number != own]
