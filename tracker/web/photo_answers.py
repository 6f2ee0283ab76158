"""How a photo is answered: as what it is, kept by nobody on the way."""

from __future__ import annotations

from flask import Response

from tracker.pictures.encoding import CONTENT_TYPE
from tracker.web.headers import PHOTO_CACHING


def picture(content: bytes) -> Response:
    """A JPEG for the person who asked, and for no cache."""
    answer = Response(content, content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = PHOTO_CACHING
    answer.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    return answer
