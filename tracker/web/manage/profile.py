"""The clinic's profile."""

from __future__ import annotations

from dataclasses import fields

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker.care import clinic_profile
from tracker.care.clinic_profile import Profile, change_profile, faults
from tracker.care.viewer import Refused
from tracker.web.clinic.forms import take_errors
from tracker.web.context import now, session, viewer
from tracker.web.manage import bp
from tracker.web.manage.forms import ProfileForm

LINES = tuple(field.name for field in fields(Profile) if field.name != "false_alerts")


@bp.get("")
def profile() -> str:
    """What stands; managers can change it here."""
    stands = clinic_profile.profile(session(), viewer())
    form = ProfileForm(obj=stands)
    form.seen.data = stands.mark
    form.false_alerts.raw_data = [f"{stands.false_alerts:g}"]
    return render_template("manage/profile.html", form=form, profile=stands)


@bp.post("")
def change() -> Response | tuple[str, int]:
    """Save what was typed."""
    form, error = ProfileForm(), ""
    new = _entered(form)
    if new is not None:
        try:
            change_profile(session(), viewer(), new, form.seen.data or "", now=now())
        except Refused as refused:
            error = take_errors(form, refused.errors)
        else:
            flash("Saved. Patients see it from now on.", "success")
            return redirect(url_for("manage.profile"), 303)
    stands = clinic_profile.profile(session(), viewer())
    if error:
        # Whoever has read that somebody else was here may put theirs in place of it.
        form.seen.data = stands.mark
    return render_template("manage/profile.html", form=form, profile=stands, error=error), 422


def _entered(form: ProfileForm) -> Profile | None:
    """What was typed, or None with every fault told beside its field at once."""
    valid = form.validate()
    accepted = form.false_alerts.data
    lines = {name: form[name].data or "" for name in LINES}
    new = Profile(**lines, false_alerts=3.0 if accepted is None else float(accepted))
    errors = faults(new)
    take_errors(form, errors)
    return new if valid and not errors else None
