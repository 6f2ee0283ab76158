"""Larger bodies for the one form that brings photos; everything else keeps the app's limit."""

from __future__ import annotations

from flask import Flask, request

from tracker.care.photos import MOST_BYTES

ADDS_PHOTOS = frozenset({"patient.add_photo"})


def install(app: Flask) -> None:
    """Raise the limit before anything reads the form: called before the CSRF guard is set up.

    Twice what a photo may have, so that one too large still gets its answer beside the field.
    """

    @app.before_request
    def room_for_photos() -> None:
        if request.endpoint in ADDS_PHOTOS:
            request.max_content_length = 2 * MOST_BYTES
