"""Static files are fetched once and small; what is compressed tells no secret by its length."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Config
from tests.builders import PASSWORD, build_world, days_ago
from tracker import create_app
from tracker.web import bootstrap_parts
from tracker.web.squeezing import MOST_PADDING, squeezed
from tracker.web.static_files import fingerprint

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def client(config: Config, session: Session) -> FlaskClient:
    build_world(session, treated_at=days_ago(4))
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def addresses(client: FlaskClient) -> list[str]:
    return re.findall(r'="(/static/[^"]+)"', client.get("/login").text)


def test_every_file_of_a_page_is_kept_for_good_and_the_same_for_everybody(
    client: FlaskClient
) -> None:
    found = addresses(client)
    assert len(found) >= 5
    for address in found:
        answer = client.get(address, headers=GZIP)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers


def test_texts_come_compressed_and_say_the_same(client: FlaskClient) -> None:
    address = next(a for a in addresses(client) if a.endswith("tracker.css"))
    small, plain = client.get(address, headers=GZIP), client.get(address)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 3 < len(plain.data)
    assert "Content-Encoding" not in plain.headers
    again = client.get(address, headers={**GZIP, "If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304


def test_another_version_is_no_reason_to_keep_a_file_for_good(client: FlaskClient) -> None:
    for address in ("/static/css/tracker.css", "/static/0123456789ab/css/tracker.css"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" not in answer.headers["Cache-Control"]


def test_a_changed_file_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = fingerprint.__wrapped__(tmp_path)
    (tmp_path / "a.css").write_text("b")
    assert fingerprint.__wrapped__(tmp_path) != before


@pytest.mark.parametrize("bad", ["/static/../config.py", "/static/0123456789ab/../../config.py",
                                 "/static/0123456789ab/nothing.css"])
def test_only_files_of_the_folder_are_served(client: FlaskClient, bad: str) -> None:
    assert client.get(bad, headers=GZIP).status_code == 404


def test_only_pages_that_repeat_nothing_of_the_request_are_compressed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/login", headers=GZIP).headers
    client.post("/login", data={"email": "patient@harbour.example", "password": PASSWORD})
    page = client.get("/check-in?word=guessed-by-a-stranger", headers=GZIP)
    assert page.headers["Content-Encoding"] == "gzip"
    assert page.headers["Cache-Control"] == "no-store"
    text = gzip.decompress(page.data).decode()
    assert "How is your skin today?" in text and "guessed-by-a-stranger" not in text
    assert client.get("/check-in?recovery=guessed", headers=GZIP).status_code == 404
    refused = client.post("/check-in", data={"note": "words of the request"}, headers=GZIP)
    assert refused.status_code == 422 and "Content-Encoding" not in refused.headers


def test_the_length_of_a_compressed_page_is_blurred() -> None:
    page = b"the same page " * 100
    sizes = {len(squeezed(page)) for _ in range(200)}
    assert len(sizes) > MOST_PADDING / 2
    assert gzip.decompress(squeezed(page)) == page


def test_what_is_kept_of_bootstrap_is_what_the_pages_use() -> None:
    kept = bootstrap_parts.trimmed(bootstrap_parts.SOURCE.read_text(),
                                   bootstrap_parts.used_classes())
    assert bootstrap_parts.TARGET.read_text() == kept, "run `make css`"


def test_a_rule_is_kept_for_the_classes_that_are_used() -> None:
    style = ("/*!\n * x */.a{color:var(--bs-x)}.b,.a .c{x:1}.a:not(.d){y:1}"
             "@media print{.b{z:1}.a{z:2}}:root{--bs-x:1;--bs-y:2}@keyframes k{to{x:0}}")
    kept = bootstrap_parts.trimmed(style, {"a"})
    assert kept.replace("\n", "").endswith(
        "*/.a{color:var(--bs-x)}.a:not(.d){y:1}@media print{.a{z:2}}:root{--bs-x:1;}")
