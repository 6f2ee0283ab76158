"""Patients from a spreadsheet: every fault is named with its row, and it is all or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import TREATED, World, build_world
from tracker.care.importing.people import people_of
from tracker.care.importing.preview import carry_out, look_again, preview
from tracker.care.importing.table import MOST_BYTES, MOST_ROWS, rows_of, text_of
from tracker.care.viewer import Refused, Viewer
from tracker.report.spreadsheet import BOM
from tracker.store import full_recoveries
from tracker.store import recoveries as stored
from tracker.store.alerts import Audit
from tracker.store.health import Patient, RecoveryRow, Screening, Status
from tracker.store.scope import set_scope

NOW = TREATED + timedelta(days=10)
GOOD = ("Name;E-Mail;skin type;treated_on;modality;depth_mm;area;cold_sores\r\n"
        "Ann Able;ANN@x.example;II;10.03.2026 10:30;Pen;1,5;face/Neck;yes\r\n"
        "\r\n"
        "Ann Able;ann@x.example;2;2026-06-10;rf;2;;yes\r\n"
        "Bob Baker;bob@x.example;5;;;;;\r\n")
HEAD = "name,email,skin_type,treated_on,modality,depth_mm,product_name\n"


@pytest.fixture
def world(session: Session) -> World:
    return build_world(session)


def counted(session: Session) -> list[int]:
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Patient, RecoveryRow, Status, Screening)]


def test_a_file_is_imported_whole_and_once(session: Session, boss: Viewer) -> None:
    before = counted(session)
    found, seal = preview(session, boss, (BOM + GOOD).encode(), now=NOW)
    assert (found.faults, len(found.newcomers), found.treatments) == ([], 2, 2)
    assert counted(session) == before and "Ann" not in seal
    carry_out(session, boss, seal, now=NOW)
    assert counted(session) == [before[0] + 2, before[1] + 2, before[2] + 2, before[3]]
    ann = session.scalars(select(Patient).where(Patient.email == "ann@x.example")).one()
    rf, pen = stored.recoveries_of(session, ann.id)
    assert (pen.depth_mm, pen.area, pen.cold_sores) == (1.5, ["face", "neck"], True)
    assert pen.treated_at.isoformat() == "2026-03-10T09:30:00+00:00"
    full = full_recoveries.full_recovery(session, rf.id)
    assert full is not None and full[2] is None, "no screening is made up"
    told = [*session.scalars(select(Audit.action).where(
        Audit.person_id == boss.person_id).order_by(Audit.id))]
    assert told == ["import looked at", *["patient added"] * 2, *["treatment recorded"] * 2,
                    "patients imported"]
    with pytest.raises(Refused):
        carry_out(session, boss, seal, now=NOW)
    assert counted(session)[0] == before[0] + 2
    assert {fault.words for fault in look_again(session, boss, seal, now=NOW).faults} == {
        "This address is a patient's here already."}


@pytest.mark.parametrize(("rows", "wrong"), [
    ("Ann,ann@x.example,7,,,,", ["2 skin_type"]),
    (",nowhere,2,,,,", ["2 email", "2 name"]),
    ("=A1,ann@x.example,2,,,,", ["2 name"]),
    ("Ann,ann@x.example,2,2026-03-10,pen,1,-x", ["2 product_name"]),
    ("Ann,ann@x.example,2,,,,\nAnn,ann@x.example,2,,,,", ["3 email"]),
    ("Ann,ann@x.example,2,,,,\nEva,ANN@X.example,2,2026-03-10,pen,1,", ["3 email"]),
    ("Ann,ann@x.example,2,10/03/2026,pen,1,", ["2 treated_on"]),
    ("Ann,ann@x.example,2,2026-11-30,pen,1,", ["2 treated_on"]),
    ("Ann,ann@x.example,2,0001-01-01,pen,1,", ["2 treated_on"]),
    ("Ann,ann@x.example,2,1970-01-01,pen,1,", ["2 treated_on"]),
    ("Ann,ann@x.example,2,,pen,1,", ["2 treated_on"]),
    ("Ann,ann@x.example,2,2026-03-10,magic,nan,", ["2 depth_mm", "2 modality"]),
    ("Ann,ann@x.example,2,2026-03-10,pen,1," + "x" * 121, ["2 product_name"]),
])
def test_every_fault_is_told_with_its_row(rows: str, wrong: list[str]) -> None:
    found = people_of(rows_of(f"{HEAD}{rows}\nBob,bob@x.example,3,,,,\n"), "Europe/Berlin", NOW)
    assert sorted(f"{fault.row} {fault.column}" for fault in found.faults) == wrong


def test_one_fault_and_nothing_is_imported(session: Session, boss: Viewer) -> None:
    before = counted(session)
    rows = f"{HEAD}Bob,bob@x.example,3,,,,\nAnn,PATIENT@harbour.example,2,,,,\n"
    found, seal = preview(session, boss, rows.encode(), now=NOW)
    assert [(fault.row, fault.column) for fault in found.faults] == [(3, "email")]
    with pytest.raises(Refused):
        carry_out(session, boss, seal, now=NOW)
    assert counted(session) == before


def test_a_treatment_of_today_is_not_imported_past_its_screening() -> None:
    day = NOW.date().isoformat()
    for when in (day, f"{day} 00:10"):
        rows = rows_of(f"{HEAD}A,a@x.example,2,{when},pen,1,")
        assert "screened" in people_of(rows, "Europe/Berlin", NOW).faults[0].words


@pytest.mark.parametrize("content", [
    b"", b"\xff\xfe\x00", "name,email,skin_type\nJosé,j@x.example,2".encode("latin-1"),
    b"name,email\nA,a@x.example", HEAD.encode(), b"name,email,skin_type,wish\nA,a@x.example,2,x",
    b"name,name,email,skin_type\nA,A,a@x.example,2", b"name,email,skin_type\nA,a@x.example,2,x",
    b'name,email,skin_type\n"A"x,a@x.example,2', b"name,email,skin_type\nA,a\0@x.example,2",
    b"name,email,skin_type\n" + b"x" * MOST_BYTES, b"\n\n\n", b'"' + b"x" * 200_000,
    b"name,email,skin_type\n" + b"A,a@x.example,2\n" * (MOST_ROWS + 1), b"%PDF-1.7 \n1 0 obj",
], ids=range(15))
def test_what_is_no_such_file_is_refused_beside_the_field(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        rows_of(text_of(content))
    assert set(refused.value.errors) == {"file"}


def test_a_seal_opens_for_its_maker_alone_and_not_for_long(
    session: Session, world: World, boss: Viewer
) -> None:
    _, seal = preview(session, boss, GOOD.encode(), now=NOW)
    for who, sent, at in ((world.staff, seal, NOW), (boss, seal, NOW + timedelta(hours=3)),
                          (boss, seal[:-4], NOW), (boss, "ü", NOW), (boss, "", NOW)):
        set_scope(session, who.scope)
        with pytest.raises(Refused) as refused:
            carry_out(session, who, sent, now=at)
        assert "file" in refused.value.errors


@given(st.text(max_size=400), st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=4))
def test_reading_never_fails(text: str, table: list[list[str]]) -> None:
    lines = "\n".join(",".join(cell.replace('"', "").replace("\n", "") for cell in row)
                      for row in table)
    for told in (text, HEAD + lines):
        try:
            rows = rows_of(text_of(told.encode("utf-8", "surrogatepass")))
        except Refused:
            continue
        people_of(rows, "Europe/Berlin", NOW)
