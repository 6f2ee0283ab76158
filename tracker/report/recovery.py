"""One recovery on paper as its clinic knows it: for the record, or for who sees the patient next.

In English, as all that staff read. Free text stands in it only where it was asked for: a note to a
colleague was not written for a referral.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.care.reading import Episode, RecoveryPage
from tracker.care.report import Report
from tracker.recovery.assessment import KINDS, Level
from tracker.recovery.outcomes import outcome_label
from tracker.recovery.screening import ITEMS
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import AREAS, FITZPATRICK, MODALITIES, PRODUCTS
from tracker.report.typesetting import (
    Block,
    Document,
    Drawn,
    curves,
    facts,
    heading,
    numbered,
    paragraph,
    pdf,
    saying,
    small,
    table,
)
from tracker.store.entries import Written

NOT_A_DIAGNOSIS = "Decision support, not a diagnosis."
UNKNOWN = "not known"
LEAST_SHARE = 0.01
"""An explanation with less than this is not worth a line."""


def report_pdf(report: Report, drawn: Sequence[Drawn]) -> bytes:
    """The whole report."""
    return pdf(recovery_report(report, drawn), at=report.at)


def recovery_report(report: Report, drawn: Sequence[Drawn]) -> Document:
    """What stands in it."""
    told = _Teller(report)
    return Document(
        title="Report on a recovery", subject="Recovery after a skin treatment", language="en",
        boxes="Empty boxes are letters that could not be printed here; the page has them.",
        footer=f"Made {told.moment(report.at)} by {report.made_by}, {report.clinic.name}. "
               f"{NOT_A_DIAGNOSIS}",
        blocks=[*told.person(), *told.treatment(), *told.flags(), *told.course(drawn),
                *(told.notes() if report.with_notes else ())],
    )


class _Teller:
    """Says each part of a report, with moments by the clinic's clock."""

    def __init__(self, report: Report) -> None:
        self.report, self.page = report, report.page
        self.zone = ZoneInfo(report.clinic.zone)

    def moment(self, at: datetime) -> str:
        """Date and clock time, for example 3 Nov 2026 10:30."""
        there = at.astimezone(self.zone)
        return f"{there.day} {there:%b %Y %H:%M}"

    def person(self) -> Iterator[Block]:
        """Whom it is about, and who sends it."""
        patient, row, clinic = self.page.patient, self.page.row, self.report.clinic
        born = f"{patient.born_on.day} {patient.born_on:%b %Y}" if patient.born_on else UNKNOWN
        yield facts([
            ("Name", patient.name), ("Born", born),
            ("Skin type", f"{row.fitzpatrick}. {FITZPATRICK[row.fitzpatrick]}"),
            ("Cold sores", UNKNOWN if row.cold_sores is None else _yes_no(row.cold_sores)),
            ("Clinic", f"{clinic.name}, {clinic.phone}"),
        ])

    def treatment(self) -> Iterator[Block]:
        """What was done, and what was known before."""
        row = self.page.row
        lot = f"lot {row.product_lot}" if row.product_lot else ""
        product = ", ".join(filter(None, (PRODUCTS[row.product], row.product_name, lot)))
        yield heading(1, "Treatment")
        yield facts([
            ("Kind", f"{MODALITIES[row.modality]}, {row.depth_mm:g} mm"),
            ("When", f"{self.moment(row.treated_at)}, {self.page.day} days ago"),
            ("Area", ", ".join(str(AREAS[area]) for area in row.area) or UNKNOWN),
            ("Passes", str(row.passes or UNKNOWN)), ("Device", row.device or UNKNOWN),
            ("Put on", product), ("Screening", self._screened()),
        ])
        if decided := list(self._decided()):
            yield table(["Item", "Decision", "By", "When"], [2, 2, 2, 2], decided)

    def _screened(self) -> str:
        if self.page.screening is None:
            return "not recorded"
        found = [ITEMS[name].label for name, yes in self.page.screening.answers.items() if yes]
        return ", ".join(found) or "nothing found"

    def _decided(self) -> Iterator[list[str]]:
        for decision, who in self.page.decisions:
            if decision.voided_at is None:
                word = "cleared" if decision.cleared else "not cleared"
                reason = f": {decision.reason}" if self.report.with_notes else ""
                yield [ITEMS[decision.item].label, word + reason, who,
                       self.moment(decision.decided_at)]

    def flags(self) -> Iterator[Block]:
        """Each illness that was suspected: when, why, what else it may be, what came of it."""
        yield heading(1, "Flags")
        if not self.page.episodes:
            yield paragraph("None.")
        for episode in self.page.episodes:
            yield from self._flag(episode)

    def _flag(self, episode: Episode) -> Iterator[Block]:
        worst = episode.worst
        yield heading(2, KINDS[worst.kind])
        told = [("Raised", "; ".join(self._raised(episode))), ("Outcome", self._outcome(episode))]
        if worst.override_level is not None and worst.override_at is not None:
            told.insert(1, ("Level set", f"{Level(worst.override_level).word} by {episode.setter}, "
                                         f"{self.moment(worst.override_at)}"))
        yield facts(told)
        yield numbered(worst.reasons)
        shares = sorted(worst.weights.items(), key=lambda told: -told[1])
        if likely := [[KINDS.get(name, name.capitalize()), f"{100 * share:.0f} %"]
                      for name, share in shares if share >= LEAST_SHARE]:
            yield table(["What it may be", "How likely beside each other"], [1, 1], likely)
        yield small(f"Would clear it: {worst.clears}. {NOT_A_DIAGNOSIS}")

    def _raised(self, episode: Episode) -> Iterator[str]:
        for alert in reversed(episode.alerts):
            yield f"{Level(alert.level).word} on day {alert.day}, {self.moment(alert.raised_at)}"

    def _outcome(self, episode: Episode) -> str:
        worst = episode.worst
        if worst.resolved_at:
            return (f"{outcome_label(worst.outcome)}; resolved by {episode.resolver}, "
                    f"{self.moment(worst.resolved_at)}")
        if worst.acknowledged_at:
            return f"open; taken by {episode.taker}, {self.moment(worst.acknowledged_at)}"
        return "open; taken by nobody"

    def course(self, drawn: Sequence[Drawn]) -> Iterator[Block]:
        """The curves, and every version of every answer."""
        yield heading(1, "Course")
        if not self.page.versions:
            yield paragraph("Nothing was answered.")
            return
        yield curves(drawn)
        yield small("Dark line: the patient's answers, 0 to 10, by day after the treatment. "
                    "Grey-green: 97 of 100 people after the same treatment. Thin line: at most "
                    "expected of this person, from their own answers. Hollow: what another version "
                    "of that day said.")
        yield heading(2, "Entries")
        head = ["Day", *(SCALES[name].label for name in CORE), "Also", "Sent"]
        yield table(head, [0, *(0 for _ in CORE), 4, 2], [self._entry(e) for e in
                                                          self.page.versions])
        yield small("≤ is the most that is expected on that day. Worked out by the expected "
                    f"recovery in its version {self.page.timeline.version}.")

    def _entry(self, entry: Written) -> list[str]:
        page = self.page
        return [str(entry.day),
                *(f"{entry.answers[name]} (≤ {_most(page, name, entry.day)})" for name in CORE),
                "; ".join(_also(entry)), self.moment(entry.made_at)]

    def notes(self) -> Iterator[Block]:
        """Free text: the clinic's notes, and what the patient wrote."""
        clinics = [(f"{note.author}, {self.moment(note.made_at)}", note.text or "")
                   for note in self.page.notes]
        patients = [(f"Day {entry.day}", entry.note) for entry in self.page.versions if entry.note]
        for name, said in (("Notes of the clinic", clinics), ("Notes of the patient", patients)):
            if said:
                yield heading(1, name)
                yield saying(said)


def _most(page: RecoveryPage, name: str, day: int) -> int:
    return page.timeline.expected(name, day, page.recovery).most


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _also(entry: Written) -> Iterator[str]:
    for name, value in entry.answers.items():
        if name in SIGNS:
            yield f"{SIGNS[name].label}: {_yes_no(value)}"
        elif name in SCALES and name not in CORE:
            yield f"{SCALES[name].label} {value}"
        elif name not in SCALES:
            yield f"Temperature {value:g} °C"
    if entry.unseen:
        yield "two answers stand, the worse of each counts"
    elif not entry.current:
        yield "earlier version"
