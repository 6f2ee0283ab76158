"""The demo's mails as a web mailbox."""

from __future__ import annotations

from flask import abort, render_template

from tracker.care.mailbox import demo_mail, demo_mails
from tracker.web.context import session, settings
from tracker.web.public import bp


@bp.get("/outbox")
def outbox() -> str:
    """The newest mails."""
    if not settings().demo:
        abort(404)
    return render_template("public/outbox.html", mails=demo_mails(session(), settings()))


@bp.get("/outbox/<int:mail_id>")
def mail(mail_id: int) -> str:
    """One mail, with its link to follow."""
    if not settings().demo:
        abort(404)
    return render_template("public/mail.html", mail=demo_mail(session(), settings(), mail_id))
