"""The catalogues: complete, current, and true to the places that are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tracker.translations import FOLDER, SOURCE, languages, path
from tracker.translations.extracting import complete, extracted

OFFERED = [code for code in languages() if code != SOURCE]
Key = tuple[str, str]


def read(language: str) -> Catalog:
    with path(FOLDER, language).open("rb") as file:
        return read_po(file, locale=language)


def by_key(catalog: Catalog) -> Mapping[Key, Message]:
    return {(one.context or "", one.id if isinstance(one.id, str) else one.id[0]): one
            for one in catalog if one.id}


@pytest.fixture(scope="module")
def texts() -> Mapping[Key, Message]:
    """Every text of the product as it stands now."""
    return by_key(extracted())


def test_the_languages_are_those_that_have_a_catalogue() -> None:
    assert set(languages()) >= {"en", "es", "de", "fr", "pt"}
    assert languages()["de"] == "Deutsch" and languages()["pt"] == "Português"
    assert list(languages().values()) == sorted(languages().values())


def test_texts_of_every_kind_are_found(texts: Mapping[Key, Message]) -> None:
    assert {("", "How is your skin today?"), ("", "Keep your hands clean"), ("redness", "none"),
            ("", "Hello %(name)s,"), ("", "Please answer yes or no."),
            ("", "Your treatment was %(num)s day ago.")} <= texts.keys()


@pytest.mark.parametrize("language", OFFERED)
def test_a_catalogue_holds_what_the_product_says_now(
    language: str, texts: Mapping[Key, Message]
) -> None:
    held = by_key(read(language)).keys()
    assert held == texts.keys(), "run `make messages`, then translate what is new"


@pytest.mark.parametrize("language", OFFERED)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    for one in read(language):
        if one.id:
            assert complete(one), one.id
            assert not one.fuzzy, one.id


def places(text: str) -> list[str]:
    """What a translation must keep: the places that are filled in, and the marks of HTML."""
    return sorted(re.findall(r"%\(\w+\)[sd]|<[^>]*>|%(?!\()", text))


@pytest.mark.parametrize("language", OFFERED)
def test_a_translation_has_the_same_places_to_fill_in(language: str) -> None:
    for one in read(language):
        if not one.id:
            continue
        if isinstance(one.id, str):
            assert places(str(one.string)) == places(one.id), one.id
            continue
        for told in one.string:
            assert set(places(told)) <= set(places(one.id[1])), one.id
        assert places(one.string[-1]) == places(one.id[1]), one.id


@pytest.mark.parametrize("language", OFFERED)
def test_a_sentence_ends_as_the_english_one_does(language: str) -> None:
    for one in read(language):
        if isinstance(one.id, str) and one.id:
            end, told = one.id[-1], str(one.string)[-1]
            assert (end in ".?,:") == (told in ".?,:"), (one.id, one.string)
