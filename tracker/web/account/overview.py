"""The account page: ways to sign in, and every device that is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care import passkeys, sign_ins
from tracker.care.own_name import rename
from tracker.care.viewer import Refused
from tracker.web.account import bp
from tracker.web.context import now, session, viewer
from tracker.web.devices import told_name
from tracker.web.signing_in import TOKEN
from tracker.web.times import local_moment


@bp.get("")
def account() -> str:
    """The page."""
    return _page()


def _page(typed: str | None = None, error: str = "") -> str:
    """The page; with the name that was typed, and what is wrong with it."""
    return render_template(
        "account/account.html", keys=passkeys.listed(session(), viewer().person_id),
        devices=sign_ins.devices(session(), viewer(), cookie.get(TOKEN, ""), now=now()),
        signed_in_by=_signed_in_by, named=told_name, person=current_user,
        patient=viewer().is_patient, when=local_moment, zone=current_user.clinic.zone,
        name=current_user.name if typed is None else typed, error=error,
    )


@bp.post("/name")
def change_name() -> Response | tuple[str, int]:
    """Change one's own name: staff alone, so in English."""
    typed = request.form.get("name", "")
    try:
        rename(session(), viewer(), typed, now=now())
    except Refused as refused:
        return _page(typed, refused.errors["name"]), 422
    flash("Your name is changed.", "success")
    return redirect(url_for("account.account"), 303)


def _signed_in_by(device: sign_ins.Device) -> str:
    """When and how somebody signed in on a device."""
    moment = local_moment(device.created_at, current_user.clinic.zone)
    told = {
        "password": gettext("Signed in %(moment)s with your password.", moment=moment),
        "passkey": gettext("Signed in %(moment)s with a passkey.", moment=moment),
        "mail": gettext("Signed in %(moment)s by a link in a mail.", moment=moment),
        "invitation": gettext("Signed in %(moment)s by your invitation.", moment=moment),
        "reminder": gettext("Signed in %(moment)s by the link in a reminder.", moment=moment),
    }
    return told.get(device.way) or gettext("Signed in %(moment)s.", moment=moment)


@bp.post("/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> Response:
    """End one sign-in."""
    sign_ins.end(session(), viewer(), sign_in_id, now=now())
    flash(gettext("That device is signed out."), "success")
    return redirect(url_for("account.account"), 303)


@bp.post("/sign-ins/end-others")
def end_others() -> Response:
    """End all but this one."""
    sign_ins.end_others(session(), viewer(), cookie.get(TOKEN, ""), now=now())
    flash(gettext("Every other device is signed out."), "success")
    return redirect(url_for("account.account"), 303)
