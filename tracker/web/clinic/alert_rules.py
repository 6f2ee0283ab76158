"""How soon whom is told: the clinic's own limits."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.alert_rules import RulesPage, read_rules, set_rules
from tracker.care.viewer import NotFound, Refused
from tracker.duty.rules import Rules
from tracker.web.clinic import bp
from tracker.web.clinic.forms import take_errors
from tracker.web.clinic.rota_forms import NO_HOUR, RulesForm, with_no_hour
from tracker.web.context import now, session, viewer
from tracker.web.times import clock_hour


@bp.route("/alert-rules", methods=["GET", "POST"])
def alert_rules() -> str | tuple[str, int] | Response:
    """The rules in words; a manager finds the form."""
    page = read_rules(session(), viewer(), now=now())
    form = _form(page.rules)
    if request.method == "GET":
        return _page(page, form)
    if not page.may_edit:
        raise NotFound("not theirs to set")
    if not form.validate():
        return _page(page, form), 422
    try:
        set_rules(session(), viewer(), _entered(form), version=_version(), now=now())
    except Refused as refused:
        return _page(page, form, take_errors(form, refused.errors)), 422
    flash("Saved.", "success")
    return redirect(url_for("clinic.alert_rules"), 303)


def _page(page: RulesPage, form: RulesForm, error: str = "") -> str:
    return render_template("clinic/alert_rules.html", page=page, form=form, error=error,
                           hour=clock_hour)


def _form(rules: Rules) -> RulesForm:
    form = RulesForm(
        digest=int(rules.digest), digest_hour=rules.digest_hour,
        quiet_from=NO_HOUR if rules.quiet_from is None else rules.quiet_from,
        quiet_until=NO_HOUR if rules.quiet_until is None else rules.quiet_until,
        urgent_minutes=rules.urgent_minutes, concern_hours=rules.concern_hours)
    form.quiet_from.choices = form.quiet_until.choices = with_no_hour()
    return form


def _entered(form: RulesForm) -> Rules:
    quiet = [None if hour == NO_HOUR else hour
             for hour in (form.quiet_from.data, form.quiet_until.data)]
    return Rules(bool(form.digest.data), form.digest_hour.data, quiet[0], quiet[1],
                 form.urgent_minutes.data or 0, form.concern_hours.data or 0)


def _version() -> int:
    """The number of changes that the form was made from; an odd one is none."""
    told = request.form.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1
