"""The clinic's own words to its patients after a treatment."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.care.aftercare import EVERYBODY, LONGEST, words, words_mark, write
from tracker.care.viewer import Refused
from tracker.translations import languages
from tracker.web.context import now, session, viewer
from tracker.web.manage import bp


@bp.get("/aftercare")
def aftercare() -> str:
    """What stands; managers can change it here."""
    stands = words(session(), viewer())
    return _page(stands, stands, {})


@bp.post("/aftercare")
def write_aftercare() -> Response | tuple[str, int]:
    """Save what was typed."""
    codes = (EVERYBODY, *languages())
    typed = {code: request.form.get(_field(code), "") for code in codes}
    try:
        write(session(), viewer(), typed, request.form.get("seen", ""), now=now())
    except Refused as refused:
        return _page(words(session(), viewer()), typed, refused.errors), 422
    flash("Saved. Patients read it from now on.", "success")
    return redirect(url_for("manage.aftercare"), 303)


def _field(code: str) -> str:
    return f"words-{code}"


def _page(stands: Mapping[str, str], shown: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """The page. A form refused for what it holds keeps the mark of what it was opened on; one
    refused because others were here has read of it."""
    error = errors.get("", "")
    seen = request.form.get("seen", "") if errors and not error else words_mark(stands)
    texts = [(_field(code), code, label, shown.get(code, ""), errors.get(code, ""))
             for code, label in {EVERYBODY: "For everybody", **languages()}.items()]
    return render_template("manage/aftercare.html", texts=texts, seen=seen, longest=LONGEST,
                           error=error)
