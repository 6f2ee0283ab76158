"""A made-up language in which every text stands in brackets, as a catalogue like any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

import tracker.translations
from tracker.translations import path
from tracker.translations.extracting import extracted

LTR, RTL = "eo", "he"
OPEN, CLOSE = "⟦", "⟧"


def bracketed(language: str) -> Catalog:
    """Every text of the product, in brackets."""
    made = Catalog(locale=language)
    for one in extracted():
        if isinstance(one.id, str) and one.id:
            made.add(one.id, OPEN + one.id + CLOSE, context=one.context)
        elif one.id:
            forms = (OPEN + one.id[0] + CLOSE, *[OPEN + one.id[1] + CLOSE] * (made.num_plurals - 1))
            made.add(one.id, forms, context=one.context)
    return made


def add_language(monkeypatch: pytest.MonkeyPatch, folder: Path, language: str) -> None:
    """Offer the made-up language beside the others: one more file, and nothing else."""
    shutil.copytree(tracker.translations.FOLDER, folder, ignore=shutil.ignore_patterns("*.py*"))
    place = path(folder, language)
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_po(file, bracketed(language))
    monkeypatch.setattr(tracker.translations, "FOLDER", folder)
