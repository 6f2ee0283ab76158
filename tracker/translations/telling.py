"""Telling a sentence of the domain in a language."""

from __future__ import annotations

from babel.lists import format_list
from babel.numbers import format_decimal

from tracker.recovery.sentence import Sentence, Value
from tracker.translations import SOURCE, catalogue, locale_of

CAPITALS_INSIDE = frozenset({"de", "lb"})
"""Languages whose nouns keep their capital inside a sentence."""


def tell(text: str, language: str) -> str:
    """A text in a language. What is no sentence, such as a name, is told as it is."""
    if not isinstance(text, Sentence):
        return text
    if language == SOURCE:
        return str(text)
    told = _looked_up(text, language)
    if text.values:
        told = told % {name: _told_value(value, language) for name, value in text.values.items()}
    if text.low and language not in CAPITALS_INSIDE:
        told = told[:1].lower() + told[1:]
    return told


def _looked_up(text: Sentence, language: str) -> str:
    known = catalogue(language)
    if text.plural is not None:
        return known.ngettext(text.msgid, text.plural, text.number)
    if text.about:
        return str(known.pgettext(text.about, text.msgid))
    return known.gettext(text.msgid)


def _told_value(value: Value, language: str) -> str:
    if isinstance(value, str):
        return tell(value, language)
    if isinstance(value, tuple):
        told = [tell(one, language) for one in value]
        return format_list(told, style="standard", locale=locale_of(language))
    return format_decimal(value, locale=locale_of(language))
