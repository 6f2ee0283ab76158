"""Choosing the language of the pages."""

from __future__ import annotations

from flask import abort, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.care.own_language import choose_language
from tracker.translations import languages
from tracker.web.context import now, session, viewer
from tracker.web.languages import keep
from tracker.web.next_page import is_page
from tracker.web.public import bp


@bp.post("/language")
def language() -> Response:
    """Write in another language from now on, and go back to the page it was chosen on."""
    chosen, page = request.form.get("language", ""), request.form.get("page", "")
    if chosen not in languages():
        abort(404)
    if current_user.is_authenticated and viewer().patient_id is not None:
        choose_language(session(), viewer(), chosen, now=now())
    answer = redirect(page if is_page(page) else "/", 303)
    keep(answer, chosen)
    return answer
