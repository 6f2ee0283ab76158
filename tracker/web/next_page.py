"""Where somebody wanted to go before they signed in: a page of ours, or nowhere."""

from __future__ import annotations

from flask import current_app


def is_page(wish: str) -> bool:
    """Whether a `next` names a page of ours."""
    path = wish.partition("?")[0]
    return (path.startswith("/") and not path.startswith("//") and wish.isprintable()
            and current_app.url_map.bind("localhost").test(path, "GET"))


def own_page(wish: str) -> str:
    """The wish where it names a page of ours, else nothing."""
    return wish if is_page(wish) else ""
