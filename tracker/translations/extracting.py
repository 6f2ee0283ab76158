"""Finding every text that is to be translated, and bringing the catalogues up to date with it.

`make messages` runs this file: new texts come into each catalogue untranslated, texts that are no
more go, and the tests tell what is missing. `make messages NEW=it` begins another language.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tracker.translations import FOLDER, SOURCE, languages, path

ROOT = FOLDER.parent.parent
KEYWORDS: Mapping[str, Any] = {
    "_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "say": None, "say_many": (1, 2), "say_of": ((1, "c"), 2),
}
HEADER = "# What patients read. `make messages` brings the texts up to date."
Found = tuple[int, str | None, str, list[str]]


def phases(
    file: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[Found]:
    """What a timeline's file tells the patient; of the kind that Babel extracts with."""
    told = yaml.compose(file.read().decode(), Loader=yaml.SafeLoader)
    assert isinstance(told, yaml.MappingNode)  # noqa: S101  every timeline is a mapping
    for key, value in told.value:
        if key.value == "phrase":
            yield value.start_mark.line + 1, None, value.value, []
        for phase in value.value if key.value == "phases" else ():
            for name, words in phase.value:
                if name.value in ("title", "expect", "do", "avoid"):
                    lines = words.value if isinstance(words, yaml.SequenceNode) else [words]
                    yield from ((one.start_mark.line + 1, None, one.value, []) for one in lines)


METHODS: list[tuple[str, Any]] = [
    ("tracker/recovery/timelines/*.yaml", phases), ("tracker/**.py", "python"),
    ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"),
]


def extracted() -> Catalog:
    """Every text of the product that is to be translated, with the files it stands in."""
    found = Catalog(project="tracker", charset="utf-8")
    places = extract_from_dir(
        ROOT, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True,
        options_map={"templates/**": {"trimmed": "true", "silent": "false"}},
        directory_filter=lambda folder: Path(folder).name in _FOLDERS or _within(folder),
    )
    for file, line, msgid, comments, context in places:
        found.add(msgid, None, [(file, line)], auto_comments=comments, context=context)
    return found


_FOLDERS = ("tracker", "templates")


def _within(folder: str | Path) -> bool:
    parts = Path(folder).relative_to(ROOT).parts
    return bool(parts) and parts[0] in _FOLDERS


def update(language: str) -> int:
    """Bring a language's catalogue up to date; returns how many texts wait for a translation."""
    place, template = path(FOLDER, language), extracted()
    if place.exists():
        with place.open("rb") as file:
            told = read_po(file, locale=language)
    else:
        told = Catalog(locale=language, project="tracker", charset="utf-8", fuzzy=False,
                       header_comment=HEADER)
    # A date that changes at each run would be all that most changes consist of.
    template.creation_date = told.creation_date
    told.update(template, no_fuzzy_matching=True, update_creation_date=False)
    place.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, told, width=100, include_lineno=False, ignore_obsolete=True,
             sort_by_file=True)
    place.write_bytes(buffer.getvalue())
    return sum(not complete(one) for one in told if one.id)


def complete(message: Message) -> bool:
    """Whether a text has its translation, in every form that the language counts by."""
    told = message.string
    return bool(told if isinstance(told, str) else told and all(told))


if __name__ == "__main__":
    for code in sorted({*languages(), *sys.argv[1:]} - {SOURCE}):
        print(f"{code}: {update(code)} texts wait for a translation")
