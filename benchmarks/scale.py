"""The clinic's pages beside a hundred thousand recoveries and two million entries (PostgreSQL)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from benchmarks.figures import ratio
from benchmarks.installation import Installation
from benchmarks.visitor import Visitor
from tests.builders import PASSWORD
from tracker.store.base import Base
from tracker.store.health import EntryRow, Status
from tracker.store.scope import EVERYBODY, set_scope

RECOVERIES = 100_000
ASKED, WARM = 200, 20
OWN_ID = "n || '-' || {}"
COPIES: Mapping[str, Mapping[str, str]] = {
    "patient": {"id": OWN_ID, "email": "n || {}", "person_id": "NULL"},
    "recovery": {"id": OWN_ID, "treated_at": "{} - n * interval '1 minute'"},
    "status": {"treated_at": "{} - n * interval '1 minute'"},
    "entry": {"day": "{} + 10 * k", "key": "NULL"},
    "audit": {},
}
"""What is another in the n-th copy of a patient's row of a table; every recovery_id and patient_id
is, too. An entry is there three times, ten days apart."""


def measure(site: Installation) -> None:
    """p95 of each page with the hundred recoveries there are, and with a thousand times as many."""
    few = _pages(site)
    begun = time.perf_counter()
    recoveries, entries = _grow(site.session)
    print(f"  {recoveries:,} recoveries, {entries:,} entries, copied in "
          f"{time.perf_counter() - begun:.0f} s; p95 of {ASKED} requests beside that with 100")
    for name, taken in _pages(site).items():
        ratio(name, taken, few[name], 2)


def _pages(site: Installation) -> dict[str, float]:
    """p95 of each page in milliseconds."""
    staff = Visitor(site.port).sign_in(site.clinic.world.staff_email, PASSWORD)
    paths = {"triage, one's own": "/triage", "triage, everybody's": "/triage?whose=all",
             "patients": "/patients",
             "one recovery's page": f"/recoveries/{site.clinic.patients[5][1]}"}
    taken = {name: _p95(partial(staff.get, path)) for name, path in paths.items()}
    search = partial(staff.post, "/patients", {"q": "person 7"}, 200)
    return {**taken, "patients by name": _p95(search)}


def _p95(act: Callable[[], object]) -> float:
    """Milliseconds within which 95 of 100 requests are answered."""
    taken = []
    for _ in range(WARM + ASKED):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken[WARM:])[int(ASKED * 0.95) - 1]


def _grow(session: Session) -> tuple[int, int]:
    """Copies of the clinic's calm patients with all that they have, and their trail; returns how
    many recoveries and entries there are."""
    set_scope(session, EVERYBODY)
    calm = session.scalar(select(func.count()).where(Status.level == 0)) or 1
    for table, changed in COPIES.items():
        session.execute(text(_copying(table, changed)), {"copies": RECOVERIES // calm + 1})
    session.commit()
    _calm_down(session)
    recoveries, entries = (session.scalar(select(func.count()).select_from(kind)) or 0
                           for kind in (Status, EntryRow))
    return recoveries, entries


def _calm_down(session: Session) -> None:
    """What the server would otherwise do for some minutes after such a change, beside us."""
    session.close()
    with session.get_bind().engine.connect() as connection:
        for words in ("VACUUM (ANALYZE)", "CHECKPOINT"):
            connection.exec_driver_sql(words)


def _copying(table: str, changed: Mapping[str, str]) -> str:
    changed = {"recovery_id": OWN_ID, "patient_id": OWN_ID, **changed}
    numbered = table in ("entry", "audit")
    names = [column.name for column in Base.metadata.tables[table].columns
             if not (numbered and column.name == "id")]
    values = [changed.get(name, "{}").format(f"t.{name}") for name in names]
    again = "generate_series(0, 2)" if table == "entry" else "generate_series(0, 0)"
    patient = "t.id" if table == "patient" else "t.patient_id"
    return (f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
            f"FROM {table} t, generate_series(1, :copies) n, {again} k "
            f"WHERE {patient} IN (SELECT patient_id FROM status WHERE level = 0)")
