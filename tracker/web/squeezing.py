"""Compressing the few pages that may be: those that repeat nothing of what the request said.

A page that holds a secret beside words which a stranger can choose gives the secret away by its
length (BREACH). These hold no such words: they are asked for by GET, and an id in the address is
either the person's own or the answer is another one. Besides, each answer is longer by a random
number of bytes, in the compressed file's own field for its name, which nobody reads.
"""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

PAGES = ("patient.check_in", "patient.check_in_day", "phone.shell")
MOST_PADDING = 64


def install(app: Flask) -> None:
    """Compress the answers of these pages, where the browser takes that."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint not in PAGES or request.method != "GET":
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code == 200 and request.accept_encodings["gzip"]:
            response.set_data(squeezed(response.get_data()))
            response.content_encoding = "gzip"
        return response


def squeezed(page: bytes) -> bytes:
    """The page compressed, with a name of random length in the head of it."""
    padding = "x" * (1 + secrets.randbelow(MOST_PADDING))
    packed = io.BytesIO()
    with gzip.GzipFile(padding, "wb", 6, packed, mtime=0) as file:
        file.write(page)
    return packed.getvalue()
