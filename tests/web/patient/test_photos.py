"""Photos by the pages: sent, seen side by side, refused beside the field, removed, measured."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from tests.builders import CALM, World, days_ago
from tests.photos import exif, jpeg, saved, skin
from tests.web.clinic.conftest import sign_in
from tracker import create_app
from tracker.care.photos import MOST_BYTES, add_photo
from tracker.store.blobs import Blobs
from tracker.store.scope import set_scope


def send(phone: FlaskClient, world: World, data: bytes, name: str = "photo.jpg",
         key: str = "") -> TestResponse:
    form = {"recovery": world.recovery_id, "key": key, "photo": (BytesIO(data), name)}
    return phone.post("/photos", data=form, content_type="multipart/form-data")


def addresses(page: str, kind: str = r"/photos/[\w-]+") -> list[str]:
    return list(dict.fromkeys(re.findall(rf'src="({kind})"', page)))


def older(session: Session, config: Config, world: World, days: int) -> str:
    """A photo sent so many days ago."""
    set_scope(session, world.patient.scope)
    return add_photo(session, world.patient, Blobs(config.photo_url), world.recovery_id, jpeg(),
                     now=days_ago(days)).name


@pytest.mark.parametrize(("kind", "name"), [
    ("JPEG", "IMG_1.JPG"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("HEIF", "IMG_1.HEIC"),
    ("PNG", "wrong name.txt"),
])
def test_what_a_phone_sends_is_kept_and_shown_as_a_jpeg_that_no_cache_keeps(
    phone: FlaskClient, world: World, kind: str, name: str
) -> None:
    answer = send(phone, world, saved(skin(), kind, exif=exif()), name)
    assert answer.status_code == 303, answer.text
    page = phone.get(answer.location).text
    assert "Your photo is saved" in page
    shown = phone.get(addresses(page)[0])
    assert shown.data.startswith(b"\xff\xd8\xff") and b"Canary" not in shown.data
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    small = phone.get(addresses(page, r"/photos/[\w-]+/small")[0])
    assert small.status_code == 200 and len(small.data) < len(shown.data)


@pytest.mark.parametrize(("data", "code", "words"), [
    (b"", 422, "Choose a photo first"),
    (b"just words", 422, "not a photo that we can read"),
    (jpeg()[:2000], 422, "damaged or did not arrive whole"),
    (saved(skin(20, 20), "PNG"), 422, "too small"),
    (b"\xff\xd8\xff" + b"x" * MOST_BYTES, 413, "up to 20 MB"),
])
def test_what_cannot_be_taken_is_told_beside_the_field(
    phone: FlaskClient, world: World, data: bytes, code: int, words: str
) -> None:
    answer = send(phone, world, data, "photo.jpg")
    assert answer.status_code == code
    assert re.search(rf'id="photo-error">.*{words}', answer.text)


def test_far_too_much_is_refused_unread_and_other_forms_keep_their_limit(
    phone: FlaskClient, world: World
) -> None:
    assert send(phone, world, b"x" * (2 * MOST_BYTES + 1)).status_code == 413
    form = {**{k: str(v) for k, v in CALM.items()}, "photo": (BytesIO(b"x" * 3_000_000), "a.jpg")}
    assert phone.post("/check-in", data=form,
                      content_type="multipart/form-data").status_code == 413


def test_answers_are_saved_before_a_photo_is_sent_and_stay(
    phone: FlaskClient, world: World
) -> None:
    form = {name: str(score) for name, score in CALM.items()}
    saved_page = phone.post("/check-in", data=form).location
    assert 'enctype="multipart/form-data"' in phone.get(saved_page).text
    assert send(phone, world, b"broken").status_code == 422
    assert "Change day 4" in phone.get("/history").text


def test_the_fifth_of_a_day_is_refused_and_the_form_goes_away(
    phone: FlaskClient, world: World
) -> None:
    for _ in range(4):
        assert send(phone, world, jpeg()).status_code == 303
    assert 'type="file"' not in phone.get("/photos").text
    answer = send(phone, world, jpeg())
    assert answer.status_code == 422 and "There are 4 photos of today already" in answer.text


def test_sent_again_after_a_lost_answer_it_is_one_photo(phone: FlaskClient, world: World) -> None:
    for _ in range(2):
        assert send(phone, world, jpeg(), key="same-form").status_code == 303
    assert len(addresses(phone.get("/photos").text)) == 1


def test_each_day_stands_beside_the_first(
    phone: FlaskClient, world: World, session: Session, config: Config
) -> None:
    first, middle = (older(session, config, world, days) for days in (4, 2))
    send(phone, world, jpeg())
    page = phone.get("/photos").text
    assert "Day 4 beside day 0" in page and addresses(page)[0] == f"/photos/{first}"
    chosen = phone.get(f"/photos?photo={middle}").text
    assert "Day 2 beside day 0" in chosen
    assert addresses(chosen) == [f"/photos/{first}", f"/photos/{middle}"]


def test_todays_photo_can_be_removed_and_an_older_one_not(
    phone: FlaskClient, world: World, session: Session, config: Config
) -> None:
    old = older(session, config, world, 2)
    send(phone, world, jpeg())
    assert phone.get("/photos").text.count("/remove") == 1
    answer = phone.post(f"/photos/{old}/remove")
    assert answer.status_code == 422 and "Only photos of today" in answer.text
    today = next(a for a in addresses(phone.get("/photos").text) if old not in a)
    assert phone.post(f"{today}/remove").status_code == 303
    assert phone.get(today).status_code == 404


def test_colour_is_measured_without_scripts_and_drawn(phone: FlaskClient, world: World) -> None:
    send(phone, world, jpeg())
    place = addresses(phone.get("/photos").text)[0]
    page = phone.get(f"{place}/colour").text
    assert page.count('type="radio"') == 18
    answer = phone.post(f"{place}/colour", data={"treated": "4"})
    assert answer.status_code == 422 and 'id="untreated-error"' in answer.text
    assert 'name="treated" value="4" checked' in answer.text
    assert phone.post(f"{place}/colour",
                      data={"treated": "4", "untreated": "6"}).status_code == 303
    for shown in ("/photos", "/history"):
        text = phone.get(shown).text
        assert "Redness in the photos" in text and "no alert ever comes from them" in text
        assert re.search(r"day 4 \+\d", text) and "<caption>Skin tone" in text


@pytest.mark.parametrize("spot", ["2,0.5", "0.5", "nan,0.5", "0.5,0.5;", "-1,0", "1.5,0.2"])
def test_places_that_are_none_are_refused(phone: FlaskClient, world: World, spot: str) -> None:
    send(phone, world, jpeg())
    place = addresses(phone.get("/photos").text)[0]
    answer = phone.post(f"{place}/colour",
                        data={"treated_spot": spot, "untreated_spot": "0.8,0.5"})
    assert answer.status_code == 422


def test_the_clinic_sees_them_side_by_side_and_leaves_its_row(
    phone: FlaskClient, world: World, session: Session, config: Config
) -> None:
    names = [older(session, config, world, days) for days in (4, 1)]
    desk = sign_in(create_app(config).test_client(), world)
    page = desk.get(f"/recoveries/{world.recovery_id}").text
    assert "Photos: day 3 beside day 0" in page
    place = f"/recoveries/{world.recovery_id}/photos"
    assert addresses(page, rf"{place}/[\w-]+") == [f"{place}/{name}" for name in names]
    shown = desk.get(f"{place}/{names[0]}")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "private, no-store"
    form = {"treated_spot": "0.2,0.5", "untreated_spot": "0.8,0.5"}
    assert desk.post(f"{place}/{names[0]}/colour", form).status_code == 303
    page = desk.get(f"/recoveries/{world.recovery_id}?photo={names[0]}").text
    assert "Redness in the photos" in page
    assert "photo seen (day 0" in page and "photo measured (day 0" in page


def test_a_store_that_is_away_is_told_and_answers_still_go_in(
    phone: FlaskClient, world: World, config: Config, session: Session
) -> None:
    name = older(session, config, world, 1)
    folder = Path(config.photo_url.removeprefix("file:"))
    folder.rename(folder.with_name("away"))
    folder.write_text("no folder")
    assert phone.get(f"/photos/{name}").status_code in (404, 503)
    answer = send(phone, world, jpeg())
    assert answer.status_code == 422 and "Your answers are safe" in answer.text
    form = {name: str(score) for name, score in CALM.items()}
    assert phone.post("/check-in", data=form).status_code == 303
