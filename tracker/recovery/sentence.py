"""Sentences that people of any language are told: plain English here, said otherwise elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

Value = int | float | str | tuple[str, ...]


class Sentence(str):
    """A text in English that keeps what it was made of, so that it can be told in any language.

    It is its English text, wherever text is wanted. `msgid` is the text with %(places)s for the
    `values`, which may be sentences themselves, or several of them; `plural` the text for any
    `number` but one, None where nothing is counted; `about` tells equal texts apart. `low`: it
    stands inside a sentence, so that it begins without a capital where the language has it so.
    """

    msgid: str
    values: Mapping[str, Value]
    plural: str | None
    number: int
    about: str
    low: bool

    def __new__(
        cls, msgid: str, values: Mapping[str, Value] | None = None, *, plural: str | None = None,
        number: int = 1, about: str = "", low: bool = False,
    ) -> Self:
        """The sentence, put together in English."""
        values = values or {}
        text = msgid if plural is None or number == 1 else plural
        if values:
            text = text % {name: _in_english(value) for name, value in values.items()}
        made = super().__new__(cls, text[:1].lower() + text[1:] if low else text)
        made.msgid, made.values, made.plural = msgid, MappingProxyType(dict(values)), plural
        made.number, made.about, made.low = number, about, low
        return made

    def __deepcopy__(self, _memo: object) -> Self:
        """Itself: it never changes."""
        return self

    @property
    def inside(self) -> Sentence:
        """The same as it stands inside another sentence: "redness" for "Redness"."""
        return Sentence(self.msgid, self.values, plural=self.plural, number=self.number,
                        about=self.about, low=True)


def say(msgid: str, **values: Value) -> Sentence:
    """A sentence: `say("Redness is %(score)s", score=7)`."""
    return Sentence(msgid, values)


def say_many(one: str, many: str, number: int, **values: Value) -> Sentence:
    """A sentence about a number of things, which it names as %(num)s."""
    return Sentence(one, {"num": number, **values}, plural=many, number=number)


def say_of(about: str, msgid: str) -> Sentence:
    """A text that other languages say otherwise for each thing that it is about."""
    return Sentence(msgid, about=about)


def _in_english(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
