"""Who works here: the list, inviting, roles, and leaving."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care import staff as care
from tracker.care.staff import ROLE_MEANINGS, ROLE_NAMES
from tracker.care.viewer import Refused
from tracker.web.clinic.forms import take_errors
from tracker.web.clinic.moments import when
from tracker.web.context import now, session, viewer, wake
from tracker.web.manage import bp
from tracker.web.manage.forms import MemberForm, RoleForm

Answer = str | tuple[str, int] | Response
PERSON = "/staff/<int(max=2147483647):person_id>"


@bp.get("/staff")
def staff() -> str:
    """Everybody who works or worked here."""
    return render_template("manage/staff.html", people=care.listed(session(), viewer(), now=now()),
                           roles=ROLE_NAMES, meanings=ROLE_MEANINGS, when=when)


@bp.route("/staff/new", methods=["GET", "POST"])
def new_member() -> Answer:
    """Invite somebody."""
    form = MemberForm()
    if not form.is_submitted():
        return _new(form)
    form.validate()
    try:
        wake(care.invite(session(), viewer(), form.name.data or "", form.email.data or "",
                         form.role.data or "", now=now()))
    except Refused as refused:
        take_errors(form, refused.errors)
        return _new(form), 422
    flash("The invitation is on its way.", "success")
    return redirect(url_for("manage.staff"), 303)


def _new(form: MemberForm) -> str:
    return render_template("manage/new_member.html", form=form, meanings=ROLE_MEANINGS)


@bp.get(PERSON)
def member(person_id: int) -> str:
    """One person, their role, and letting them in or not."""
    return _page(person_id)


def _page(person_id: int, error: str = "", form: RoleForm | None = None) -> str:
    found = care.member(session(), viewer(), person_id, now=now())
    return render_template(
        "manage/member.html", who=found, form=form or RoleForm(role=found.role), when=when,
        error=error, roles=ROLE_NAMES, meanings=ROLE_MEANINGS, me=viewer().person_id)


@bp.post(f"{PERSON}/role")
def change_role(person_id: int) -> Answer:
    """Give another role."""
    form = RoleForm()
    form.validate()
    try:
        care.change_role(session(), viewer(), person_id, form.role.data or "", now=now())
    except Refused as refused:
        take_errors(form, refused.errors)
        return _page(person_id, form=form), 422
    flash("The role is changed. It counts from the next click on.", "success")
    return _back(person_id)


@bp.post(f"{PERSON}/active")
def set_active(person_id: int) -> Answer:
    """Shut out, or let in again."""
    active = request.form.get("active") == "yes"
    try:
        care.set_active(session(), viewer(), person_id, active, now=now())
    except Refused as refused:
        return _page(person_id, refused.errors[""]), 422
    flash("They can sign in again." if active else "Signed out everywhere, and cannot sign in.",
          "success")
    return _back(person_id)


@bp.post(f"{PERSON}/invite")
def invite_again(person_id: int) -> Answer:
    """Mail another link."""
    try:
        wake(care.invite_again(session(), viewer(), person_id, now=now()))
    except Refused as refused:
        return _page(person_id, refused.errors[""]), 422
    flash("The invitation is on its way.", "success")
    return _back(person_id)


def _back(person_id: int) -> Response:
    """To the list; whoever took their own rights away, to where they may still be."""
    return redirect(url_for("public.start" if person_id == viewer().person_id
                            else "manage.staff"), 303)
