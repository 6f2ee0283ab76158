"""What patients read is plain English: at most grade 6 by Flesch and Kincaid, page by page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pyphen
import pytest

from tracker.translations.extracting import extracted

HIGHEST_GRADE = 6.0
FEWEST_WORDS = 25
"""A page of fewer words of its own says too little to be measured; all texts together count it."""
_SYLLABLES = pyphen.Pyphen(lang="en_US", left=2, right=2)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; what is filled in is taken for a short word."""
    plain = re.sub(r"<[^>]*>", "", re.sub(r"%\(\w+\)s", "it", text))
    parts = re.split(r"[.?!:;]+(?:\s|$)", plain)
    return [words for part in parts if (words := re.findall(r"[A-Za-z][A-Za-z'-]*", part))]


def syllables(word: str) -> int:
    """How many syllables: by hyphenation, or by groups of vowels where those are more.

    Hyphenation leaves out where no line is broken (eas-y, a-gain), so alone it would flatter us.
    """
    return sum(max(len(_SYLLABLES.positions(part)) + 1, _vowel_groups(part))
               for part in word.lower().split("-") if part)


def _vowel_groups(word: str) -> int:
    heard = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$", "", word)
    return len(re.findall(r"[aeiouy]+", heard))


def grade(texts: Iterable[str]) -> float:
    """The school grade by Flesch and Kincaid."""
    told = [words for text in texts for words in sentences(text)]
    count = sum(map(len, told))
    spoken = sum(syllables(word) for words in told for word in words)
    return 0.39 * count / len(told) + 11.8 * spoken / count - 15.59


@cache
def by_page() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in extracted():
        if one.id:
            text = one.id if isinstance(one.id, str) else one.id[1]
            for file, _ in one.locations:
                found[file].append(text)
    return {page: texts for page, texts in found.items()
            if sum(len(words) for text in texts for words in sentences(text)) >= FEWEST_WORDS}


def test_the_measure_tells_plain_from_hard() -> None:
    hard = "Dermatological complications necessitate professional evaluation immediately."
    assert grade(["Keep your hands clean. Call your clinic."]) < 3
    assert grade([hard]) > 15


@pytest.mark.parametrize("page", sorted(by_page()))
def test_each_page_is_plain(page: str) -> None:
    assert grade(by_page()[page]) <= HIGHEST_GRADE


def test_all_texts_together_are_plain() -> None:
    assert grade(text for texts in by_page().values() for text in texts) <= HIGHEST_GRADE - 2
