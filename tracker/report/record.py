"""A patient's own record on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tracker.care.own_data import Course, OwnData
from tracker.recovery.assessment import Flag, Level
from tracker.recovery.screening import ITEMS
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import AREAS, FITZPATRICK, PRODUCTS
from tracker.report.typesetting import (
    Block,
    Document,
    Drawn,
    curves,
    facts,
    heading,
    paragraph,
    pdf,
    saying,
    small,
    table,
)
from tracker.store.health import EntryRow

Curves = Mapping[str, Sequence[Drawn]]
"""The curves of each recovery, by its id."""
HOW_SOON = {
    Level.WATCH: "Keep an eye on it", Level.CONCERN: "Your clinic looks within 48 hours",
    Level.URGENT: "Call your clinic the same day",
}
NOT_A_DIAGNOSIS = "Decision support, not a diagnosis."


def record_pdf(data: OwnData, drawn: Curves) -> bytes:
    """The whole record."""
    return pdf(record(data, drawn), at=data.at)


def record(data: OwnData, drawn: Curves) -> Document:
    """What stands in it."""
    made = _date(data.at.date())
    return Document(
        title="Your recovery record", subject="Answers after a skin treatment, and what was said",
        boxes="Empty boxes are letters that could not be printed here; the spreadsheet has them.",
        footer=f"Made on {made}. {NOT_A_DIAGNOSIS}", language="en",
        blocks=[*_person(data), *(block for course in data.courses
                                  for block in _course(course, drawn[course.own.row.id]))],
    )


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _person(data: OwnData) -> Iterator[Block]:
    patient, clinic = data.patient, data.clinic
    yield facts([
        ("Name", patient.name), ("E-mail", patient.email),
        ("Born", _date(patient.born_on) if patient.born_on else "not given"),
        ("Skin type", f"{patient.fitzpatrick}. {FITZPATRICK[patient.fitzpatrick]}"),
        ("Cold sores", _yes_no(patient.cold_sores)), ("Time zone", patient.zone),
        ("Clinic", f"{clinic.name}, {clinic.phone}"),
    ])
    yield small("This is what you told your clinic here, and what you were told. Your clinic's own "
                "notes are not in it: ask your clinic for them.")
    if not data.courses:
        yield paragraph("No treatment has been recorded yet.")


def _course(course: Course, drawn: Sequence[Drawn]) -> Iterator[Block]:
    own = course.own
    treated = own.timeline.treatment(own.recovery.treatment)
    yield heading(1, f"{treated[0].upper()}{treated[1:]}, {_date(course.date(0))}")
    yield facts(list(_treatment(course)))
    yield heading(2, "Before the treatment")
    yield paragraph(_screened(course))
    if not own.entries:
        yield paragraph("No day has been answered yet.")
        return
    yield heading(2, "Your curves")
    yield curves(drawn)
    yield small("The dark line is your answers, from 0 to 10, by day after the treatment. The "
                "grey-green area is what 97 of 100 people report after the same treatment.")
    yield heading(2, "Your answers")
    yield _answers(own.entries, course)
    if notes := [(f"Day {row.day}", row.note) for row in own.entries if row.note]:
        yield heading(2, "Your notes")
        yield saying(notes)
    yield heading(2, "What we told you")
    yield table(["Day", "In short", "To do"], [0, 3, 3],
                [[str(row.day), said.headline, said.action] for row, said in course.told()])
    if course.flags:
        yield heading(2, "What stood out")
        yield table(["Day", "Why", "What it means"], [0, 3, 2], [_flag(f) for f in course.flags])
    yield small(f"Worked out from your answers by the expected recovery in its version "
                f"{own.timeline.version}. {NOT_A_DIAGNOSIS}")


def _treatment(course: Course) -> Iterator[tuple[str, str]]:
    row = course.own.row
    yield "Area", ", ".join(AREAS[area] for area in row.area) or "not given"
    if row.passes:
        yield "Passes", str(row.passes)
    if row.device:
        yield "Device", row.device
    product = ", ".join(filter(None, (row.product_name, f"lot {row.product_lot}"
                                      if row.product_lot else "")))
    yield "Put on", f"{PRODUCTS[row.product]}{f': {product}' if product else ''}"
    yield "Skin type", str(row.fitzpatrick)
    yield "Cold sores", _yes_no(row.cold_sores)


def _yes_no(value: bool | None) -> str:
    return "not known" if value is None else ("yes" if value else "no")


def _screened(course: Course) -> str:
    if course.screening is None:
        return "No questions are recorded."
    answers = course.screening.answers
    yes = [ITEMS[name].label for name in ITEMS if answers.get(name)]
    asked = f"{len(answers)} questions were asked. "
    return asked + (f"Yes to: {', '.join(yes)}. No to the others." if yes else "No to all of them.")


def _answers(rows: Sequence[EntryRow], course: Course) -> Block:
    head = ["Day", "Date", *(SCALES[name].label for name in CORE), "Also"]
    return table(head, [0, 2, *(0 for _ in CORE), 5], [
        [str(row.day), _date(course.date(row.day)), *(str(row.answers[name]) for name in CORE),
         _also(row)] for row in rows
    ])


def _also(row: EntryRow) -> str:
    told = [_answer(name, value) for name, value in row.answers.items() if name not in CORE]
    if row.version > 1:
        told.append(f"changed, version {row.version}")
    return "; ".join(told)


def _answer(name: str, value: object) -> str:
    if name in SIGNS:
        return f"{SIGNS[name].label}: {'yes' if value else 'no'}"
    return f"{SCALES[name].label} {value}" if name in SCALES else f"Temperature {value} °C"


def _flag(flag: Flag) -> list[str]:
    return [str(flag.day), flag.patient_reason, HOW_SOON[flag.level]]
