"""The catalogues: one `<language>/LC_MESSAGES/messages.po` each makes a language that is offered.

They are read as they are, once in each process: there are no compiled files that could be missing
or older than the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent
SOURCE = "en"
"""The language in which the texts are written; it needs no catalogue."""


def languages() -> Mapping[str, str]:
    """The languages that are offered: each code with the language's own name, by name."""
    return _languages(FOLDER)


def catalogue(language: str) -> NullTranslations:
    """The translations into a language; for one that is not offered, none."""
    return _catalogue(FOLDER, language)


def known(language: str | None) -> str:
    """The language where it is offered, else English."""
    return language if language and language in languages() else SOURCE


def locale_of(language: str) -> Locale:
    """How dates and numbers are written; our English has the day before the month and 24 hours."""
    return Locale.parse("en_GB" if language == SOURCE else language)


def path(folder: Path, language: str) -> Path:
    """Where a language's catalogue lies."""
    return folder / language / "LC_MESSAGES" / "messages.po"


@lru_cache(maxsize=8)
def _languages(folder: Path) -> Mapping[str, str]:
    codes = {SOURCE, *(place.parts[-3] for place in folder.glob("*/LC_MESSAGES/messages.po"))}
    names = {code: str(Locale.parse(code).get_display_name(code)) for code in codes}
    names = {code: name[:1].upper() + name[1:] for code, name in names.items()}
    return dict(sorted(names.items(), key=lambda item: item[1]))


@lru_cache(maxsize=64)
def _catalogue(folder: Path, language: str) -> NullTranslations:
    if language == SOURCE or language not in _languages(folder):
        return NullTranslations()
    with path(folder, language).open("rb") as file:
        told = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, told)
    compiled.seek(0)
    return Translations(compiled)
