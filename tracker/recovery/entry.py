"""One day's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.recovery.sentence import say
from tracker.recovery.symptoms import (
    CORE,
    FEVER_C,
    HIGHEST,
    LOWEST,
    SCALES,
    SIGNS,
    TEMPERATURE,
    TEMPERATURE_C,
)

_FIELDS = frozenset((*SCALES, *SIGNS, TEMPERATURE))


class InvalidAnswers(ValueError):
    """Answers that cannot be taken; `errors` maps each field to the reason in plain words."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Entry:
    """The answers about one day. A symptom that is absent was not answered: never zero.

    `day` is the day meant, `submitted` the day of sending, both in whole days since treatment.
    """

    day: int
    submitted: int
    scores: Mapping[str, int]
    signs: Mapping[str, bool]
    temperature_c: float | None = None

    @classmethod
    def from_answers(cls, answers: Mapping[str, object], day: int, submitted: int) -> Entry:
        """Check flat answers and make an entry. Raises InvalidAnswers with every fault."""
        errors: dict[str, str] = {}
        if not answers.keys() <= _FIELDS:
            errors = {name: say("We do not know this field.") for name in answers
                      if name not in _FIELDS}
        for name in CORE:
            if answers.get(name) is None:
                errors[name] = say("Please choose a number from 0 to 10.")
        scores: dict[str, int] = {}
        signs: dict[str, bool] = {}
        for name, value in answers.items():
            if name in SCALES:
                if type(value) is int and LOWEST <= value <= HIGHEST:
                    scores[name] = value
                elif value is not None:
                    errors[name] = say("Please choose a whole number from 0 to 10.")
            elif name in SIGNS:
                if value is True or value is False:
                    signs[name] = value
                elif value is not None:
                    errors[name] = say("Please answer yes or no.")
        temperature = None
        if TEMPERATURE in answers:
            temperature = _temperature(answers[TEMPERATURE], errors)
        if errors:
            raise InvalidAnswers(errors)
        return cls(day, submitted, scores, signs, temperature)

    def answers(self) -> dict[str, int | bool | float]:
        """The answers as they are exchanged, without the days."""
        flat: dict[str, int | bool | float] = {**self.scores, **self.signs}
        if self.temperature_c is not None:
            flat[TEMPERATURE] = self.temperature_c
        return flat

    def has(self, sign: str) -> bool:
        """Whether the sign was answered with yes."""
        return self.signs.get(sign, False)

    def or_worse(self, other: Entry) -> Entry:
        """The graver of two readings of one day, answer by answer: the safe one to judge by."""
        scores, signs = {**other.scores, **self.scores}, {**other.signs, **self.signs}
        return replace(
            self,
            scores={name: max(score, other.scores.get(name, score))
                    for name, score in scores.items()},
            signs={name: sign or other.has(name) for name, sign in signs.items()},
            temperature_c=max((t for t in (self.temperature_c, other.temperature_c)
                               if t is not None), default=None),
        )

    @property
    def fever(self) -> bool:
        """Whether a temperature of 38.0 degrees Celsius or more was told."""
        return self.temperature_c is not None and self.temperature_c >= FEVER_C


def _temperature(value: object, errors: dict[str, str]) -> float | None:
    if value is None:
        return None
    low, high = TEMPERATURE_C
    # nan is told apart by being unequal to itself: isfinite knows no whole number of 400 digits.
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        errors[TEMPERATURE] = say("Please give the temperature as a number, for example "
                                  "%(example)s.", example=37.2)
    elif not low <= value <= high:
        errors[TEMPERATURE] = say("Please give a temperature from %(low)s to %(high)s °C.",
                                  low=low, high=high)
    else:
        return float(value)
    return None
