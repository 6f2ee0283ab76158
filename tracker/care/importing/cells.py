"""What single cells mean; each function raises ValueError with words for whoever filled it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tracker.recovery.treatment import AREAS, MODALITIES, PASSES, PRODUCTS

NOON = time(12)
"""When a treatment is taken to have been whose clock time is not told."""
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_DATES = ("%Y-%m-%d", "%d.%m.%Y")
"""What is written with slashes means another day in another country, and is refused."""
_CLOCKS = ("", " %H:%M", "T%H:%M", " %H:%M:%S", "T%H:%M:%S")
_ANSWERS = {"yes": True, "no": False, "": None}


def skin_type(text: str) -> int:
    """1 to 6, or I to VI."""
    known = {**_ROMAN, **{str(number): number for number in _ROMAN.values()}}
    if text.casefold() not in known:
        raise ValueError("The skin type must be from 1 to 6.")
    return known[text.casefold()]


def day(text: str) -> date | None:
    """A date, or none."""
    return _read(text, ("",)).date() if text else None


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Date and, where it is told, clock time at the clinic, as a moment."""
    told = _read(text, _CLOCKS)
    if told.time() == time(0) and ":" not in text:
        told = datetime.combine(told, NOON)
    try:
        return told.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise ValueError("This date cannot be right.") from None


def _read(text: str, clocks: tuple[str, ...]) -> datetime:
    for pattern in (f"{written}{clock}" for written in _DATES for clock in clocks):
        try:
            return datetime.strptime(text[:40], pattern)  # noqa: DTZ007  the zone comes after
        except ValueError:
            continue
    raise ValueError("Please write dates as 2026-03-10 or 10.03.2026.")


def answer(text: str) -> bool | None:
    """yes, no, or nothing."""
    if text.casefold() not in _ANSWERS:
        raise ValueError("Please write yes or no, or nothing.")
    return _ANSWERS[text.casefold()]


def depth(text: str) -> float:
    """Millimetres, with a point or a comma."""
    try:
        return float(text[:12].replace(",", "."))
    except ValueError:
        raise ValueError("Please give the depth in mm, for example 1.5.") from None


def passes(text: str) -> int | None:
    """A small whole number, or none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise ValueError(f"Please give {PASSES[0]} to {PASSES[1]} passes.")
    return int(text)


def modality(text: str) -> str:
    """A kind of treatment by its code or its name."""
    return _one_of(MODALITIES, text, "kind of treatment")


def product(text: str) -> str:
    """What was put on, by its code or its words; nothing told is not known."""
    return _one_of(PRODUCTS, text, "product") if text else "unknown"


def area(text: str) -> tuple[str, ...]:
    """Areas by code or name, parted by a slash, a bar or a plus."""
    parts = text.replace("|", "/").replace("+", "/").split("/") if text else []
    return tuple(dict.fromkeys(_one_of(AREAS, part.strip(), "area") for part in parts))


def _one_of(known: Mapping[str, str], text: str, what: str) -> str:
    for code, label in known.items():
        if text.casefold() in (code, label.casefold()):
            return code
    raise ValueError(f"There is no {what} “{text[:40]}”; these are known: {', '.join(known)}.")
