"""Somebody at a browser: one kept connection, cookies, and the CSRF token of the last page."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Talks to one address; raises RuntimeError where the answer is not the one it came for."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(source, 0)
        )
        self._cookies: SimpleCookie = SimpleCookie()
        self._token = ""
        self._page = ""

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> str:
        cookie = "; ".join(f"{name}={m.value}" for name, m in self._cookies.items())
        headers = {"Cookie": cookie} if cookie else {}
        if body is not None:
            headers["Content-Type"] = FORM
        with self._in_one_piece():
            self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.load(value)
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status}, not {expected}\n{text[:2000]}")
        return text

    @contextmanager
    def _in_one_piece(self) -> Iterator[None]:
        """A form goes out together with its head, as the proxy before the product sends it."""
        if self._connection.sock is None:
            self._connection.connect()
        sock = self._connection.sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        yield
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)

    def get(self, path: str) -> str:
        """Open a page."""
        self._page = self._ask("GET", path, None, 200)
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self._page):
            self._token = found[1]
        return self._page

    def post(self, path: str, form: Mapping[str, object], expected: int = 303) -> str:
        """Send a form with the last page's token."""
        told = {**form, "csrf_token": self._token} if self._token else dict(form)
        return self._ask("POST", path, urlencode(told), expected)

    def sign_in(self, email: str, password: str) -> Visitor:
        """Sign in; returns itself."""
        self.get("/login")
        self.post("/login", {"email": email, "password": password}, 302)
        return self

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the last page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self._page)
        if found is None:
            raise RuntimeError(f"the page has no hidden field {name}")
        return found[1]
