"""Photos kept, seen, removed, swept and re-encrypted, with real files on real databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import Config
from tests.builders import TREATED, World, build_world
from tests.conftest import KEY
from tests.photos import jpeg
from tracker.care import photo_upkeep
from tracker.care.colours import Spot, mark_colour, readings
from tracker.care.keys import rotate
from tracker.care.photos import (
    MOST_BYTES,
    add_photo,
    discard,
    erase_photos,
    photos_of,
    read_photo,
    remove_photo,
)
from tracker.care.viewer import NotFound, Refused
from tracker.store.alerts import Audit
from tracker.store.blobs import Blobs, StoreTrouble
from tracker.store.database import writing
from tracker.store.photos import PhotoRow
from tracker.store.scope import EVERYBODY, set_scope
from tracker.store.types import use_keys

NOW = TREATED + timedelta(days=2)
PHOTO = jpeg()


@pytest.fixture
def folder(config: Config) -> Path:
    return Path(config.photo_url.removeprefix("file:"))


@pytest.fixture
def blobs(config: Config) -> Blobs:
    return Blobs(config.photo_url)


@pytest.fixture
def world(session: Session) -> Iterator[World]:
    built = build_world(session)
    set_scope(session, built.patient.scope)
    yield built


def add(session: Session, world: World, blobs: Blobs, **more: object) -> str:
    told = {"data": PHOTO, "now": NOW, **more}
    return add_photo(session, world.patient, blobs, world.recovery_id, **told).name  # type: ignore[arg-type]


def steps(session: Session) -> list[str]:
    set_scope(session, EVERYBODY)
    return list(session.scalars(
        select(Audit.action).where(Audit.action.like("photo%")).order_by(Audit.id)))


def reason(error: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(error.value.errors.values())


def test_a_photo_lies_encrypted_and_comes_back_as_a_clean_jpeg(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    name = add(session, world, blobs)
    stored = sorted(folder.iterdir())
    assert [file.name for file in stored] == [f"{name}.photo", f"{name}.small"]
    for file in stored:
        assert b"\xff\xd8\xff" not in file.read_bytes() and b"JFIF" not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    large = read_photo(session, world.patient, blobs, name, now=NOW)
    small = read_photo(session, world.patient, blobs, name, small=True, now=NOW)
    assert large.startswith(b"\xff\xd8\xff") and small.startswith(b"\xff\xd8\xff")
    assert len(small) < len(large)
    assert steps(session) == ["photo added", "photo seen"]


def test_the_clinic_sees_it_and_each_looks_row_is_theirs(
    session: Session, world: World, blobs: Blobs
) -> None:
    name = add(session, world, blobs)
    set_scope(session, world.staff.scope)
    for minutes in (0, 5, 40):
        read_photo(session, world.staff, blobs, name, recovery_id=world.recovery_id,
                   now=NOW + timedelta(minutes=minutes))
    with pytest.raises(NotFound):
        read_photo(session, world.staff, blobs, name, recovery_id="another", now=NOW)
    assert steps(session) == ["photo added", "photo seen", "photo seen"]


def test_another_clinic_finds_nothing(session: Session, world: World, blobs: Blobs) -> None:
    name = add(session, world, blobs)
    other = build_world(session, "hillside")
    for viewer in (other.staff, other.patient):
        set_scope(session, viewer.scope)
        with pytest.raises(NotFound):
            read_photo(session, viewer, blobs, name, now=NOW)
        with pytest.raises(NotFound):
            remove_photo(session, viewer, blobs, name, now=NOW)
        with pytest.raises(NotFound):
            add_photo(session, viewer, blobs, world.recovery_id, PHOTO, now=NOW)


def test_the_fifth_photo_of_a_day_is_refused_and_leaves_no_file(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    for _ in range(4):
        add(session, world, blobs)
    with pytest.raises(Refused) as error:
        add(session, world, blobs)
    assert "4 photos of today" in reason(error)
    assert len(list(folder.iterdir())) == 8
    add(session, world, blobs, now=NOW + timedelta(days=1))


def test_five_at_once_leave_four(
    session: Session, world: World, blobs: Blobs, folder: Path, engine: Engine
) -> None:
    refused: list[str] = []

    def send() -> None:
        with Session(engine, expire_on_commit=False) as own:
            set_scope(own, world.patient.scope)
            while True:
                try:
                    add(own, world, blobs)
                except Refused as error:
                    if "coming in" in error.errors["photo"]:
                        continue
                    refused.append(error.errors["photo"])
                return

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1 and "4 photos of today" in refused[0]
    assert len(photos_of(session, world.recovery_id)) == 4
    assert len(list(folder.iterdir())) == 8


def test_a_form_that_was_sent_twice_brings_one_photo(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    assert add(session, world, blobs, key="k1") == add(session, world, blobs, key="k1")
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize(("data", "words"), [
    (b"", "Choose a photo"), (b"x" * (MOST_BYTES + 1), "too large"), (b"hello", "not a photo"),
    (PHOTO[:len(PHOTO) // 2], "damaged"),
])
def test_what_is_no_photo_is_refused_with_the_reason(
    session: Session, world: World, blobs: Blobs, folder: Path, data: bytes, words: str
) -> None:
    with pytest.raises(Refused) as error:
        add(session, world, blobs, data=data)
    assert words in error.value.errors["photo"]
    assert not folder.exists()


def test_the_patient_removes_a_photo_of_today_and_no_older_one(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    name, older = add(session, world, blobs), add(session, world, blobs,
                                                  now=NOW - timedelta(days=1))
    with pytest.raises(Refused):
        remove_photo(session, world.patient, blobs, older, now=NOW)
    remove_photo(session, world.patient, blobs, name, now=NOW)
    assert [row.name for row in photos_of(session, world.recovery_id)] == [older]
    assert {file.stem for file in folder.iterdir()} == {older}
    set_scope(session, world.staff.scope)
    with pytest.raises(NotFound):
        remove_photo(session, world.staff, blobs, older, now=NOW - timedelta(days=1))
    assert steps(session)[-1] == "photo removed"


def test_no_row_is_left_where_the_store_fails(
    session: Session, world: World, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("not a folder")
    with pytest.raises(Refused) as error:
        add(session, world, Blobs(f"file:{tmp_path / 'blocked'}"))
    assert "Your answers are safe" in reason(error)
    assert photos_of(session, world.recovery_id) == []


def test_no_file_is_left_where_the_row_cannot_be_written(
    session: Session, world: World, blobs: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("tracker.care.photos.trail.record", broken)
    with pytest.raises(RuntimeError):
        add(session, world, blobs)
    assert list(folder.iterdir()) == []


def test_a_lost_file_is_not_found_and_no_failure(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    name = add(session, world, blobs)
    (folder / f"{name}.photo").unlink()
    with pytest.raises(NotFound):
        read_photo(session, world.patient, blobs, name, now=NOW)


def test_erasing_a_patient_removes_rows_and_files(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    add(session, world, blobs)
    other = build_world(session, "hillside")
    set_scope(session, other.patient.scope)
    kept = add(session, other, blobs)
    set_scope(session, EVERYBODY)
    with writing(session):
        names = erase_photos(session, world.patient_id)
    discard(blobs, names)
    assert [row.name for row in session.scalars(select(PhotoRow))] == [kept]
    assert {file.stem for file in folder.iterdir()} == {kept}


def test_files_without_a_row_are_swept_after_a_day(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    name = add(session, world, blobs)
    for orphan in ("lost.photo", "lost.small", f"{name}.photo.part", "probe-1"):
        (folder / orphan).write_bytes(b"x")
    assert photo_upkeep.sweep_orphans(session, blobs, now=datetime.now(UTC)) == 0
    later = datetime.now(UTC) + timedelta(days=2)
    assert photo_upkeep.sweep_orphans(session, blobs, now=later) == 4
    assert {file.name for file in folder.iterdir()} == {f"{name}.photo", f"{name}.small"}


def test_another_databases_photos_are_not_swept_away(
    session: Session, world: World, blobs: Blobs, folder: Path
) -> None:
    folder.mkdir()
    for number in range(60):
        (folder / f"other{number}.photo").write_bytes(b"x")
    later = datetime.now(UTC) + timedelta(days=2)
    with pytest.raises(photo_upkeep.TooManyOrphans):
        photo_upkeep.sweep_orphans(session, blobs, now=later)
    assert len(list(folder.iterdir())) == 60
    assert photo_upkeep.sweep_orphans(session, blobs, now=later, sure=True) == 60


def test_rotation_finds_photos_and_goes_on_where_it_was_cut_off(
    session: Session, world: World, blobs: Blobs
) -> None:
    names = [add(session, world, blobs) for _ in range(3)]
    mark_colour(session, world.patient, blobs, names[0], Spot(0.2, 0.5, 0.1),
                Spot(0.8, 0.5, 0.1), now=NOW)
    new = Fernet.generate_key().decode()
    use_keys((new, KEY))
    first = photo_upkeep.renew_photos(session, blobs, size=1)
    assert next(first).written == 2
    first.close()
    last = {step.column: step for step in rotate(session, blobs)}
    assert (last["photos"].done, last["photos"].total, last["photos"].written) == (3, 3, 4)
    assert last["photo.colour"].written == 1
    use_keys((new,))
    session.expire_all()
    set_scope(session, world.patient.scope)
    for name in names:
        assert read_photo(session, world.patient, blobs, name, now=NOW).startswith(b"\xff\xd8")
    assert readings(photos_of(session, world.recovery_id))
    use_keys((Fernet.generate_key().decode(),))
    assert list(photo_upkeep.renew_photos(session, blobs))[-1].unreadable == 6


def test_redness_is_measured_against_the_skin_beside_it(
    session: Session, world: World, blobs: Blobs
) -> None:
    name = add(session, world, blobs)
    left, right = Spot(0.2, 0.5, 0.1), Spot(0.8, 0.5, 0.1)
    mark_colour(session, world.patient, blobs, name, left, right, now=NOW)
    said = readings(photos_of(session, world.recovery_id))
    assert [told.day for told in said] == [2]
    assert said[0].reading.redness > 8 and said[0].reading.angle < -5
    set_scope(session, world.staff.scope)
    mark_colour(session, world.staff, blobs, name, right, left, recovery_id=world.recovery_id,
                now=NOW)
    turned = readings(photos_of(session, world.recovery_id))[0].reading
    assert turned.redness == pytest.approx(-said[0].reading.redness, abs=0.01)
    assert steps(session).count("photo measured") == 2


@pytest.mark.parametrize(("treated", "untreated", "field"), [
    (None, Spot(0.8, 0.5, 0.1), "treated"), (Spot(0.2, 0.5, 0.1), None, "untreated"),
    (Spot(0.2, 0.5, 0.1), Spot(0.22, 0.5, 0.1), "untreated"),
    (Spot(0.2, 0.02, 0.02), Spot(0.8, 0.5, 0.1), "treated"),
])
def test_spots_that_say_nothing_are_refused(
    session: Session, world: World, blobs: Blobs, treated: Spot | None, untreated: Spot | None,
    field: str,
) -> None:
    name = add(session, world, blobs)
    with pytest.raises(Refused) as error:
        mark_colour(session, world.patient, blobs, name, treated, untreated, now=NOW)
    assert set(error.value.errors) == {field}
    assert readings(photos_of(session, world.recovery_id)) == []


def test_a_store_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("")
    with pytest.raises(StoreTrouble):
        Blobs(f"file:{tmp_path / 'blocked'}").probe()
    Blobs(f"file:{tmp_path / 'new'}").probe()
    assert list((tmp_path / "new").iterdir()) == []
