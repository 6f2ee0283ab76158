"""The forms of setting up a clinic. What is typed is judged by the use cases alone."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from tracker.care.staff import ROLE_NAMES
from tracker.web.clinic.forms import CommaDecimal, zones


class ProfileForm(FlaskForm):
    """What patients are shown of the clinic, and how readily it wants to be told."""

    name = StringField("Name of the clinic")
    phone = StringField("Phone")
    hours = StringField("Opening hours")
    after_hours_phone = StringField("Phone after hours")
    emergency_number = StringField("Emergency number")
    zone = SelectField("Time zone", choices=zones, validate_choice=False)
    false_alerts = CommaDecimal("Accepted false alerts in 100 normal recoveries", [
        InputRequired("Please give a number from 0.5 to 20.")])
    seen = HiddenField()


class RoleForm(FlaskForm):
    """What somebody may do."""

    role = RadioField("Role", [InputRequired("Please choose a role.")],
                      choices=list(ROLE_NAMES.items()))


class MemberForm(RoleForm):
    """Somebody new on the staff."""

    name = StringField("Name", [InputRequired("Please give a name."), Length(max=120)])
    email = StringField("E-mail", [InputRequired("Please give an address."), Length(max=255)])
