"""In which language a page is written, and saying things in it.

Staff read English. A patient reads the language of their record; whoever has not signed in reads
the one chosen on this device, else the one of whoever got the invitation or the reminder, else what
the browser asks for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_locale, refresh
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.recovery.sentence import Sentence
from tracker.translations import SOURCE, catalogue, known, languages, locale_of
from tracker.translations.telling import tell
from tracker.web.context import settings

KEPT_FOR = 365 * 24 * 3600


class Catalogues(Domain):
    """Flask-Babel looks texts up in our catalogues, which need no compiling."""

    def get_translations(self) -> NullTranslations:
        """The translations of this page's language."""
        return catalogue(language())


class _Babel(Babel):
    domain_instance = Catalogues()


def install(app: Flask) -> None:
    """Choose the language of each page, and let templates say sentences in it."""
    # Wherever a template prints a sentence of the domain, it is told in the page's language.
    app.jinja_options = {**app.jinja_options, "finalize": _said}
    _Babel(app, locale_selector=lambda: locale_of(_chosen()))
    app.jinja_env.filters.update(number=number, told=told)
    app.context_processor(_frame)


def _said(value: object) -> object:
    return told(value) if type(value) is Sentence else value


def _chosen() -> str:
    if not has_request_context():
        return SOURCE
    if current_user.is_authenticated:
        return known(g.viewer.language)
    offered = languages()
    chosen = request.cookies.get(_cookie(), "")
    if chosen not in offered:
        chosen = g.get("invited_in") or ""
    if chosen in offered:
        return chosen
    tags = {code.replace("_", "-"): code for code in offered}
    return tags[request.accept_languages.best_match(tags, SOURCE) or SOURCE]


def invited_in(language: str | None) -> None:
    """Greet somebody who follows a link in a mail in the language of their record."""
    g.invited_in = language
    g.pop("spoken", None)
    refresh()


def locale() -> Locale:
    """How this page writes dates and numbers.

    Found once for a page: one says hundreds of things, and finding it takes longer than saying.
    """
    return _spoken()[0]


def language() -> str:
    """The code of this page's language."""
    return _spoken()[1]


def _spoken() -> tuple[Locale, str]:
    if not has_app_context():
        return locale_of(SOURCE), SOURCE
    found: tuple[Locale, str] | None = g.get("spoken")
    if found is None:
        where = get_locale() or locale_of(SOURCE)
        found = g.spoken = (where, SOURCE if where.language == SOURCE else str(where))
    return found


def told(text: str) -> str:
    """A sentence in this page's language; outside a page, in English."""
    return tell(text, language())


def number(value: float) -> str:
    """A number as this page's language writes it, without needless zeros."""
    return _number(value, locale())


@lru_cache(maxsize=1024, typed=True)
def _number(value: float, where: Locale) -> str:
    """Remembered, since the tables behind the charts write the same few numbers all over."""
    return str(format_decimal(value, locale=where))


def keep(response: Response, chosen: str) -> None:
    """Let the device remember which language was chosen on it."""
    response.set_cookie(_cookie(), chosen, max_age=KEPT_FOR, secure=settings().secure,
                        httponly=True, samesite="Lax", path="/")


def _cookie() -> str:
    return "__Host-language" if settings().secure else "language"


def _frame() -> dict[str, Any]:
    return {"lang": language().replace("_", "-"), "text_direction": locale().text_direction,
            "languages": languages(), "language": language(), "language_choice": _may_choose()}


def _may_choose() -> bool:
    return not current_user.is_authenticated or g.viewer.is_patient
