"""A patient's own record on paper, in the language of the patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from tracker.care.own_data import Course, OwnData
from tracker.recovery.assessment import Flag, Level
from tracker.recovery.sentence import Sentence, say, say_many
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
from tracker.store.entries import Written
from tracker.store.messages import ENTRY, PHOTO
from tracker.translations import SOURCE, locale_of
from tracker.translations.telling import tell

Curves = Mapping[str, Sequence[Drawn]]
"""The curves of each recovery, by its id."""
HOW_SOON = {
    Level.WATCH: say("Keep an eye on it"), Level.CONCERN: say("Your clinic looks within 48 hours"),
    Level.URGENT: say("Call your clinic the same day"),
}
NOT_A_DIAGNOSIS = say("Decision support, not a diagnosis.")
YES, NO = say("yes"), say("no")
NOT_GIVEN = say("not given")
CLINIC, YOU = say("Your clinic"), say("You")
ASKED_FOR = {ENTRY: say("Please do a check-in."), PHOTO: say("Please send a photo.")}
ASKED = {
    "active_acne": say("Inflamed acne"), "herpes_now": say("A cold sore or herpes now"),
    "eczema": say("Eczema"), "psoriasis": say("Psoriasis"),
    "open_wounds": say("An open wound or an infection"),
    "abnormal_scarring": say("Unusual scars"), "keloids": say("Keloids"),
    "recent_radiation": say("Radiation not long ago"), "pregnancy": say("Pregnant"),
    "cold_sores_ever": say("Cold sores ever"), "isotretinoin": say("Isotretinoin"),
    "blood_thinners": say("Blood thinners or a bleeding disorder"),
    "allergy_steel": say("Allergy to steel or nickel"),
    "allergy_anaesthetic": say("Allergy to a local anaesthetic"),
    "immunosuppression": say("Weakened defences, uncontrolled diabetes or chemotherapy"),
}
"""What was asked before the treatment, in the patient's words: screening.ITEMS."""


@dataclass(frozen=True)
class _Voice:
    """Says things in a language."""

    language: str

    def __call__(self, *texts: str) -> str:
        """Sentences one after the other."""
        return " ".join(tell(text, self.language) for text in texts)

    def all(self, texts: Iterable[str]) -> list[str]:
        """Each for itself."""
        return [self(text) for text in texts]

    def listed(self, texts: Iterable[str]) -> str:
        """Several things in one line."""
        return ", ".join(self.all(texts))

    def date(self, day: date) -> str:
        """A date, for example 20 Nov 2026."""
        return str(format_skeleton("yMMMd", day, locale=locale_of(self.language)))


def record_pdf(data: OwnData, drawn: Curves, language: str = SOURCE) -> bytes:
    """The whole record."""
    return pdf(record(data, drawn, language), at=data.at)


def record(data: OwnData, drawn: Curves, language: str = SOURCE) -> Document:
    """What stands in it; the words of the curves are in that language already."""
    voice = _Voice(language)
    return Document(
        title=voice(say("Your recovery record")),
        subject=voice(say("Answers after a skin treatment, and what was said")),
        boxes=voice(say("Empty boxes are letters that could not be printed here; the spreadsheet "
                        "has them.")),
        footer=voice(say("Made on %(date)s.", date=voice.date(data.at.date())), NOT_A_DIAGNOSIS),
        language=locale_of(language).language,
        blocks=[*_person(data, voice),
                *(block for course in data.courses
                  for block in _course(course, drawn[course.own.row.id], voice))],
    )


def _facts(rows: Iterable[tuple[str, str]], voice: _Voice) -> Block:
    return facts([(voice(name), voice(value)) for name, value in rows])


def _person(data: OwnData, voice: _Voice) -> Iterator[Block]:
    patient, clinic = data.patient, data.clinic
    yield _facts([
        (say("Name"), patient.name), (say("E-mail"), patient.email),
        (say("Born"), voice.date(patient.born_on) if patient.born_on else NOT_GIVEN),
        (say("Skin type"), f"{patient.fitzpatrick}. {voice(FITZPATRICK[patient.fitzpatrick])}"),
        (say("Cold sores"), _yes_no(patient.cold_sores)), (say("Time zone"), patient.zone),
        (say("Clinic"), f"{clinic.name}, {clinic.phone}"),
    ], voice)
    yield small(voice(say("This is what you told your clinic here, and what you were told. Your "
                          "clinic's own notes are not in it: ask your clinic for them.")))
    if not data.courses:
        yield paragraph(voice(say("No treatment has been recorded yet.")))


def _course(course: Course, drawn: Sequence[Drawn], voice: _Voice) -> Iterator[Block]:
    own = course.own
    treated = voice(own.timeline.treatment(own.recovery.treatment))
    yield heading(1, f"{treated[0].upper()}{treated[1:]}, {voice.date(course.date(0))}")
    yield _facts(_treatment(course, voice), voice)
    yield heading(2, voice(say("Before the treatment")))
    yield paragraph(voice(*_screened(course)))
    yield from _messages(course, voice)
    if not own.entries:
        yield paragraph(voice(say("No day has been answered yet.")))
        return
    yield heading(2, voice(say("Your curves")))
    yield curves(drawn)
    yield small(voice(say("The dark line is your answers, from 0 to 10, by day after the "
                          "treatment. The grey-green area is what 97 of 100 people report after "
                          "the same treatment.")))
    yield heading(2, voice(say("Your answers")))
    yield _answers(own.entries, course, voice)
    if notes := [(voice(say("Day %(day)s", day=row.day)), row.note)
                 for row in own.entries if row.note]:
        yield heading(2, voice(say("Your notes")))
        yield saying(notes)
    yield heading(2, voice(say("What we told you")))
    yield table(voice.all([say("Day"), say("In short"), say("To do")]), [0, 3, 3],
                [voice.all([str(row.day), said.headline, said.action])
                 for row, said in course.told()])
    if course.flags:
        yield heading(2, voice(say("What stood out")))
        yield table(voice.all([say("Day"), say("Why"), say("What it means")]), [0, 3, 2],
                    [voice.all(_flag(flag)) for flag in course.flags])
    yield small(voice(say("Worked out from your answers by the expected recovery in its version "
                          "%(version)s.", version=str(own.timeline.version)), NOT_A_DIAGNOSIS))


def _messages(course: Course, voice: _Voice) -> Iterator[Block]:
    if not course.messages:
        return
    yield heading(2, voice(say("Messages with your clinic")))
    zone = ZoneInfo(course.own.row.zone)
    yield saying([
        (f"{voice(CLINIC if one.from_clinic else YOU)}, "
         f"{voice.date(one.made_at.astimezone(zone).date())}",
         one.text or voice(ASKED_FOR[one.asks])) for one in course.messages])


def _treatment(course: Course, voice: _Voice) -> Iterator[tuple[str, str]]:
    row = course.own.row
    yield say("Area"), voice.listed(AREAS[area] for area in row.area) or NOT_GIVEN
    if row.passes:
        yield say("Passes"), str(row.passes)
    if row.device:
        yield say("Device"), row.device
    lot = say("lot %(number)s", number=row.product_lot) if row.product_lot else ""
    product = voice.listed(filter(None, (row.product_name, lot)))
    yield say("Put on"), _named(PRODUCTS[row.product], product) if product else (
        PRODUCTS[row.product])
    yield say("Skin type"), str(row.fitzpatrick)
    yield say("Cold sores"), _yes_no(row.cold_sores)


def _named(what: str, answer: str) -> Sentence:
    return say("%(what)s: %(answer)s", what=what, answer=answer)


def _yes_no(value: bool | None) -> Sentence:
    return say("not known") if value is None else (YES if value else NO)


def _screened(course: Course) -> Iterator[Sentence]:
    if course.screening is None:
        yield say("No questions are recorded.")
        return
    answers = course.screening.answers
    yes = tuple(words for name, words in ASKED.items() if answers.get(name))
    yield say_many("%(num)s question was asked.", "%(num)s questions were asked.", len(answers))
    yield (say("Yes to: %(items)s. No to the others.", items=yes) if yes
           else say("No to all of them."))


def _answers(rows: Sequence[Written], course: Course, voice: _Voice) -> Block:
    head = [say("Day"), say("Date"), *(SCALES[name].label for name in CORE), say("Also")]
    return table(voice.all(head), [0, 2, *(0 for _ in CORE), 5], [
        [str(row.day), voice.date(course.date(row.day)),
         *(str(row.answers[name]) for name in CORE), "; ".join(voice.all(_also(row)))]
        for row in rows
    ])


def _also(row: Written) -> Iterator[Sentence]:
    yield from (_answer(name, value) for name, value in row.answers.items() if name not in CORE)
    if row.version > 1:
        yield say("changed, version %(version)s", version=row.version)


def _answer(name: str, value: float) -> Sentence:
    if name in SIGNS:
        return _named(SIGNS[name].label, YES if value else NO)
    if name in SCALES:
        return say("%(what)s %(score)s", what=SCALES[name].label, score=value)
    return say("Temperature %(degrees)s °C", degrees=value)


def _flag(flag: Flag) -> list[str]:
    return [str(flag.day), flag.patient_reason, HOW_SOON[flag.level]]
