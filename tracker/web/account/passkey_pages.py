"""Adding and removing passkeys."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care import passkeys
from tracker.care.sign_ins import is_fresh
from tracker.care.viewer import Refused
from tracker.web import ceremonies
from tracker.web.account import bp
from tracker.web.context import now, session, viewer, wake
from tracker.web.devices import device_name, told_name
from tracker.web.signing_in import TOKEN

PURPOSE = "add"


@bp.get("/passkeys/new")
def new_passkey() -> str | tuple[str, int]:
    """Ask the browser to make one."""
    if not _fresh():
        return render_template("account/sign_in_again.html"), 403
    return _page(told_name(device_name(request.user_agent.string)), {})


@bp.post("/passkeys/new")
def add_passkey() -> Response | tuple[str, int]:
    """Keep what it made."""
    if not _fresh():
        return render_template("account/sign_in_again.html"), 403
    name = request.form.get("name", "")
    try:
        challenge = ceremonies.take(PURPOSE)
        made = passkeys.made(ceremonies.site(), request.form.get("credential", ""),
                             challenge.value, challenge.handle)
        mail = passkeys.keep(session(), viewer().person_id, made, name, now=now())
    except Refused as refused:
        return _page(name, refused.errors), 422
    wake((mail,))
    flash(gettext("Your passkey is saved. You can sign in with it from now on."), "success")
    return redirect(url_for("account.account"), 303)


@bp.post("/passkeys/<int:passkey_id>/remove")
def remove_passkey(passkey_id: int) -> Response:
    """Remove one."""
    passkeys.remove(session(), viewer().person_id, passkey_id, now=now())
    flash(gettext("The passkey is removed. It signs nobody in any more."), "success")
    return redirect(url_for("account.account"), 303)


def _fresh() -> bool:
    return is_fresh(session(), cookie.get(TOKEN, ""), now=now())


def _page(name: str, errors: dict[str, str]) -> str:
    challenge = ceremonies.issue(PURPOSE, current_user.passkey_handle)
    options = passkeys.making_options(session(), ceremonies.site(), current_user,
                                      challenge.value, challenge.handle)
    return render_template("account/new_passkey.html", options=options, errors=errors, name=name,
                           offered=ceremonies.offered(), named=ceremonies.site().origin)
