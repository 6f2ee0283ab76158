"""Sign-in by Flask-Security, with the sign-ins kept in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, abort, g, request
from flask import session as cookie
from flask_login import current_user, user_logged_in, user_logged_out
from flask_security import FSQLALiteUserDatastore, MailUtil, Security, hash_password
from flask_security.signals import password_reset
from werkzeug.datastructures import ImmutableMultiDict

from tracker.care import people, reset
from tracker.care.patients import normal_email
from tracker.store.opened import Account
from tracker.store.people import AUDITOR, PATIENT, Person, Role
from tracker.web import bearer, guessing, sign_in_forms
from tracker.web.context import db, now, wake
from tracker.web.devices import device_name
from tracker.web.next_page import is_page

FOR_ONE_CHECK_IN = frozenset({
    "public.start", "public.help_now", "patient.check_in", "patient.save", "patient.saved",
    "phone.state", "phone.take_in", "security.logout", "static", "bootstrap.static",
})
"""What a sign-in by a reminder's link opens, or one that has grown idle on a patient's device."""
SEARCHES = frozenset({"clinic.find_in_triage", "clinic.find", "audit.search"})
"""What is posted although it changes nothing: names stay out of addresses."""
FORMS_ALONE = frozenset({
    "clinic.new_patient", "clinic.correct", "clinic.new_treatment", "clinic.colour",
    "manage.new_member", "manage.new_preset", "manage.change_preset", "manage.import_file",
})
"""Pages that are a form and tell nothing else: whoever only reads has no use for them."""
TOKEN = "sign_in"  # noqa: S105  the name of a cookie field, not a secret


class Mail(MailUtil):
    """Flask-Security's mails go through the outbox; addresses have one stored form."""

    def send_mail(  # type: ignore[override]
        self, template: str, subject: str, recipient: str, sender: str | tuple[str, str],
        body: str | None, html: str | None, **kwargs: Any,
    ) -> None:
        """Queue the mail with the link: the only one that is switched on."""
        # For an unknown address Flask-Security makes a hash; a known one must not be faster.
        hash_password("not-a-password")
        wake(reset.queue_reset(db.session, kwargs["user"], kwargs["reset_link"], now=now()))

    def normalize(self, email: str) -> str:
        """The stored form of an address. Raises ValueError."""
        return normal_email(email)

    def validate(self, email: str) -> str:
        """As `normalize`: deliverability is for the outbox to find out."""
        return normal_email(email)


def install(app: Flask) -> None:
    """Wire Flask-Security and the guards around it into the app."""
    security = Security(
        app, FSQLALiteUserDatastore(db, Person, Role), mail_util_cls=Mail,
        password_util_cls=sign_in_forms.Passwords, render_template=sign_in_forms.page,
        login_form=sign_in_forms.SignInForm, forgot_password_form=sign_in_forms.AskResetForm,
        reset_password_form=sign_in_forms.NewPasswordForm,
    )
    security.i18n_domain = sign_in_forms.Words(app)
    # People sign in by forms. Answers in JSON would hand out tokens and details of the account.
    security.want_json(lambda _request: False)
    app.before_request(_forms_only)
    app.before_request(_next_page_is_ours)
    app.login_manager.user_loader(_signed_in)  # type: ignore[attr-defined]
    # A sign-in row is the only way in: no tokens in addresses or headers.
    app.login_manager._request_callback = None  # type: ignore[attr-defined]
    user_logged_in.connect(_remember, app)
    user_logged_out.connect(_forget, app)
    password_reset.connect(_password_chosen, app)
    guessing.install(app)


def _forms_only() -> None:
    if request.blueprint == "security" and request.is_json:
        abort(415)


def _next_page_is_ours() -> None:
    """Pass over a `next` that names no page of ours, before anything reads it."""
    if request.blueprint != "security":
        return
    for place in ("args", "form"):
        told: ImmutableMultiDict[str, str] = getattr(request, place)
        if not all(is_page(wish) for wish in told.getlist("next")):
            kept = [(name, value) for name, value in told.items(multi=True) if name != "next"]
            setattr(request, place, ImmutableMultiDict(kept))


def _remember(_app: Flask, user: Person) -> None:
    # Signed in before the sign-in row exists: the row makes the session worth anything.
    if before := cookie.pop(TOKEN, None):
        people.end_sign_in(db.session, before, now=now())
    only = g.get("only_recovery")
    cookie[TOKEN] = people.begin_sign_in(
        db.session, user, now=now(), tries=g.get("tries", ()), way=g.get("way", "password"),
        device=device_name(request.user_agent.string), only_recovery=only)
    if only is None:
        guessing.remember_device(user.email)
        # The browser forgets a clinic's cookie when it is closed; a phone keeps its owner's.
        cookie.permanent = any(role.name == PATIENT for role in user.roles)


def _forget(_app: Flask, user: Person) -> None:
    token = cookie.pop(TOKEN, None)
    if token:
        people.end_sign_in(db.session, token, now=now())


def _password_chosen(_app: Flask, user: Person, **_more: Any) -> None:
    wake(reset.password_chosen(db.session, user, now=now()))


def _signed_in(uniquifier: str) -> Account | None:
    """Whose request this is: a cookie opens nothing once its sign-in has ended, nor where a token
    is asked for."""
    if bearer.of_machines():
        return None
    found = people.signed_in(db.session, cookie.get(TOKEN, ""), uniquifier, now=now())
    if found is None:
        return None
    account, viewer = found
    if viewer.only_recovery is not None and request.endpoint not in FOR_ONE_CHECK_IN:
        # To every other page they are nobody.
        return None
    g.viewer = viewer
    return account


def doorkeeper(
    rooms: Mapping[str, tuple[str, ...]], own_room: str
) -> Callable[[], None]:
    """Who may enter which blueprint: nobody signed in gets 401, the wrong role sees 404.

    An auditor enters to read: whatever else is asked is answered 403, but in the room of
    everybody's own account.
    """

    def guard() -> None:
        roles = rooms.get(request.blueprint or "")
        if roles is None:
            return
        if not current_user.is_authenticated:
            abort(401)
        mine = {role.name for role in current_user.roles}.intersection(roles)
        if not mine:
            abort(404)
        if mine == {AUDITOR} and request.blueprint != own_room and not _reads():
            abort(403)

    return guard


def _reads() -> bool:
    if request.endpoint in SEARCHES:
        return True
    return request.method in ("GET", "HEAD", "OPTIONS") and request.endpoint not in FORMS_ALONE


def may_change() -> bool:
    """Whether the signed-in person may change anything but their own account: pages show their
    forms to nobody else."""
    return any(role.name not in (PATIENT, AUDITOR) for role in current_user.roles)
