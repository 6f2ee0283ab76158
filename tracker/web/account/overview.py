"""The account page: ways to sign in, and every device that is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care import passkeys, sign_ins
from tracker.web.account import bp
from tracker.web.context import now, session, viewer
from tracker.web.signing_in import TOKEN
from tracker.web.times import local_moment

WAYS = {"password": "with your password", "passkey": "with a passkey",
        "mail": "by a link in a mail", "invitation": "by your invitation",
        "reminder": "by the link in a reminder"}


@bp.get("")
def account() -> str:
    """The page."""
    return render_template(
        "account/account.html", keys=passkeys.listed(session(), viewer().person_id),
        devices=sign_ins.devices(session(), viewer(), cookie.get(TOKEN, ""), now=now()),
        ways=WAYS, person=current_user, patient=viewer().is_patient, when=local_moment,
        zone=current_user.clinic.zone,
    )


@bp.post("/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> Response:
    """End one sign-in."""
    sign_ins.end(session(), viewer(), sign_in_id, now=now())
    flash("That device is signed out.", "success")
    return redirect(url_for("account.account"), 303)


@bp.post("/sign-ins/end-others")
def end_others() -> Response:
    """End all but this one."""
    sign_ins.end_others(session(), viewer(), cookie.get(TOKEN, ""), now=now())
    flash("Every other device is signed out.", "success")
    return redirect(url_for("account.account"), 303)
