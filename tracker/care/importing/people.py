"""From rows to patients with their treatments, and what is wrong in which row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from tracker.care import patients, recoveries
from tracker.care.importing import cells
from tracker.care.importing.table import Cells
from tracker.care.patients import NewPatient
from tracker.care.recoveries import NewTreatment
from tracker.recovery.treatment import FITZPATRICK
from tracker.report.formulas import harmless
from tracker.translations import SOURCE

OLDEST = timedelta(days=20 * 365)
COLUMN_OF = {"fitzpatrick": "skin_type", "zone": "time_zone", "treated_at": "treated_on",
             "product_lot": "lot"}
"""What the forms call otherwise than the file."""
ONLY_WITH_TREATMENT = ("modality", "depth_mm", "passes", "area", "device", "product",
                       "product_name", "lot")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row, and in which column."""

    row: int
    column: str
    words: str


@dataclass
class Newcomer:
    """A patient to be added; `row` is where the file first tells of them."""

    row: int
    who: NewPatient
    cold_sores: bool | None
    treatments: list[tuple[int, NewTreatment]] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """All that a file tells: patients in its order, and every fault."""

    newcomers: Sequence[Newcomer]
    faults: Sequence[Fault]

    @property
    def treatments(self) -> int:
        """How many there are."""
        return sum(len(one.treatments) for one in self.newcomers)


def people_of(rows: Sequence[tuple[int, Cells]], zone: str, now: datetime) -> Found:
    """Read every row; several rows of one address are one person with several treatments.

    `zone` is the clinic's: in it treatments were given, and people live unless told.
    """
    known: dict[str, Newcomer] = {}
    faults: list[Fault] = []
    for number, row in rows:
        reader = _Row(number, row, zone, now)
        newcomer = reader.newcomer()
        faults += reader.faults
        if reader.faults:
            continue
        address = patients.normal_email(newcomer.who.email)
        newcomer.who = replace(newcomer.who, email=address)
        first = known.setdefault(address, newcomer)
        if first is not newcomer:
            faults += _joined(first, newcomer)
    return Found(list(known.values()), faults)


def _joined(first: Newcomer, again: Newcomer) -> Iterator[Fault]:
    """Give an earlier row's person what a later row tells of them, if it is the same person."""
    if (first.who, first.cold_sores) != (again.who, again.cold_sores):
        yield Fault(again.row, "email", f"Row {first.row} has this address for somebody else, or "
                                        "tells other things about the same person.")
        return
    dates = {told.treated_at for _, told in first.treatments}
    if not again.treatments or again.treatments[0][1].treated_at in dates:
        yield Fault(again.row, "email", f"This repeats row {first.row}.")
        return
    first.treatments += again.treatments


class _Row:
    """Reads one row, gathering its faults."""

    def __init__(self, number: int, row: Cells, zone: str, now: datetime) -> None:
        self.number, self.zone, self.now = number, zone, now
        self.faults: list[Fault] = []
        self._row = row
        for column, text in row.items():
            if harmless(text) != text:
                self._wrong(column, "This begins as a formula does; please take the sign away.")

    def newcomer(self) -> Newcomer:
        """The row's person, with the treatment where one is told."""
        who = NewPatient(
            self._cell("name"), self._cell("email"), self._read("born_on", cells.day, None),
            self._read("skin_type", cells.skin_type, next(iter(FITZPATRICK))),
            self._cell("language").casefold() or SOURCE, self._cell("time_zone") or self.zone)
        self._wrong_fields(patients.faults(who, self.now))
        treatment = self._treatment()
        return Newcomer(self.number, who, self._read("cold_sores", cells.answer, None),
                        [(self.number, treatment)] if treatment else [])

    def _treatment(self) -> NewTreatment | None:
        if not self._cell("treated_on"):
            if told := [name for name in ONLY_WITH_TREATMENT if self._cell(name)]:
                self._wrong("treated_on", f"Please give the date, as {told[0]} is given.")
            return None
        there = ZoneInfo(self.zone)
        at = self._read("treated_on", lambda text: cells.moment(text, there), self.now)
        new = NewTreatment(
            treated_at=at, modality=self._read("modality", cells.modality, "pen"),
            depth_mm=self._read("depth_mm", cells.depth, 1.0),
            passes=self._read("passes", cells.passes, None),
            area=self._read("area", cells.area, ()), device=self._cell("device"),
            product=self._read("product", cells.product, "unknown"),
            product_name=self._cell("product_name"), product_lot=self._cell("lot"))
        if at.astimezone(there).date() == self.now.astimezone(there).date():
            self._wrong("treated_on", "Only past treatments are imported; whoever is treated today "
                                      "is screened here.")
        self._wrong_fields(recoveries.faults(new, self.now, OLDEST))
        return new

    def _cell(self, column: str) -> str:
        return self._row.get(column, "")

    def _read(self, column: str, reader: Callable[[str], Value], instead: Value) -> Value:
        try:
            return reader(self._cell(column))
        except ValueError as error:
            self._wrong(column, str(error))
            return instead

    def _wrong_fields(self, errors: dict[str, str]) -> None:
        for name, words in errors.items():
            self._wrong(COLUMN_OF.get(name, name), words)

    def _wrong(self, column: str, words: str) -> None:
        if all(fault.column != column for fault in self.faults):
            self.faults.append(Fault(self.number, column, words))
