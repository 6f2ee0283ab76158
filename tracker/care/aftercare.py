"""The clinic's own words to its patients after a treatment, beside the timeline's care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.care.stale import mark, refuse_stale
from tracker.care.viewer import Refused, Viewer
from tracker.store import clinics, trail
from tracker.store.database import writing
from tracker.translations import languages

LONGEST = 2000
EVERYBODY = "all"
"""Under this stands what is read by whoever has no text in their own language."""


def words(session: Session, viewer: Viewer) -> dict[str, str]:
    """All texts of the viewer's clinic, by language."""
    return clinics.aftercare(session, viewer.clinic_id)


def words_for(session: Session, viewer: Viewer) -> tuple[str, str]:
    """What the signed-in patient reads of it, and its language where that is known; nothing where
    the clinic wrote nothing."""
    told, language = words(session, viewer), viewer.language or ""
    if text := told.get(language, ""):
        return text, language
    return told.get(EVERYBODY, ""), ""


def words_mark(texts: Mapping[str, str]) -> str:
    """By what a form shows that it was filled in knowing these."""
    return mark(texts)


def write(
    session: Session, viewer: Viewer, texts: Mapping[str, str], seen: str, *, now: datetime
) -> None:
    """Write the texts, empty ones away; the trail names the languages that changed.

    Raises Refused naming each language's fault, also where somebody changed them meanwhile.
    """
    told = {code: text.replace("\r\n", "\n").strip() for code, text in texts.items()}
    errors = {code: words for code, text in told.items() if (words := _fault(code, text))}
    if errors:
        raise Refused(errors)
    with writing(session):
        row = clinics.held(session, viewer.clinic_id)
        refuse_stale(words_mark(row.aftercare), seen)
        kept = {code: text for code, text in told.items() if text}
        changed = [code for code in sorted({*kept, *row.aftercare})
                   if kept.get(code) != row.aftercare.get(code)]
        if not changed:
            return
        row.aftercare = kept
        trail.did(session, viewer, "aftercare text changed", now, detail=", ".join(changed))


def _fault(code: str, text: str) -> str:
    if code != EVERYBODY and code not in languages():
        return "This language is not offered."
    if len(text) > LONGEST:
        return f"Please use at most {LONGEST:,} characters; these are {len(text):,}."
    if any(not (char.isprintable() or char == "\n") for char in text):
        return "There is a sign in this text that cannot be shown."
    return ""
