"""Settings are checked at start: what is wrong is named with the way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Config, ConfigError, from_environment
from tests.conftest import KEY


def read(folder: Path, **settings: str) -> Config:
    return from_environment({"TRACKER_INSTANCE": str(folder), "TRACKER_SECRET_KEY": "s" * 40,
                             "TRACKER_DATA_KEYS": KEY, **settings})


@pytest.mark.parametrize(("name", "value"), [
    ("TRACKER_DATABASE_URL", "nonsense"),
    ("TRACKER_DATABASE_URL", ""),
    ("TRACKER_DATABASE_URL", "mysql://root@localhost/tracker"),
    ("TRACKER_DATABASE_URL", "postgresql://localhost/tracker"),
    ("TRACKER_DATABASE_URL", "postgresql+psycopg://localhost:port/tracker"),
    ("TRACKER_DATABASE_URL", "postgresql+psycopg://localhost"),
    ("TRACKER_DATABASE_URL", "sqlite://"),
    ("TRACKER_DATABASE_URL", "sqlite:///:memory:"),
    ("TRACKER_DATA_KEYS", ","),
    ("TRACKER_DATA_KEYS", "short"),
    ("TRACKER_DATA_KEYS", f"{KEY},ключ"),
    ("TRACKER_SECRET_KEY", "short"),
    ("TRACKER_BASE_URL", "tracker.example"),
    ("TRACKER_BASE_URL", "http://["),
    ("TRACKER_BASE_URL", "http://tracker.example:port"),
    ("TRACKER_MAIL_URL", "mail.example"),
    ("TRACKER_MAIL_URL", "smtp://"),
    ("TRACKER_MAIL_URL", "smtp://mail.example:port"),
    ("TRACKER_PHOTO_URL", "photos"),
    ("TRACKER_PHOTO_URL", "file:"),
    ("TRACKER_PHOTO_URL", "s3://"),
    ("TRACKER_PHOTO_URL", "nothing://bucket/photos"),
    ("TRACKER_MAIL_FROM", ""),
    ("TRACKER_MAIL_FROM", "nobody"),
    ("TRACKER_MAIL_FROM", "@clinic.example"),
    ("TRACKER_MAIL_FROM", "nobody@"),
    ("TRACKER_MAIL_FROM", "Tracker <>"),
    ("TRACKER_MAIL_FROM", "a@b@c"),
    ("TRACKER_MAIL_FROM", "a@b.example, c@d.example"),
    ("TRACKER_MAIL_FROM", "a b@c.example"),
    ("TRACKER_MAIL_FROM", "tracker@clinic.example\r\nBcc: all@example.org"),
    ("TRACKER_MAIL_FROM", "tracker@clínica.example"),
])
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as told:
        read(tmp_path, **{name: value})
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize(("name", "value"), [
    ("TRACKER_DATABASE_URL", "sqlite:///instance/tracker.db"),
    ("TRACKER_DATABASE_URL", "postgresql+psycopg://u:p@db.example:5432/tracker"),
    ("TRACKER_DATABASE_URL", "postgresql+psycopg:///tracker?host=/run/postgresql"),
    ("TRACKER_PHOTO_URL", "file:photos"),
    ("TRACKER_PHOTO_URL", "s3://bucket/clinic"),
    ("TRACKER_BASE_URL", "https://tracker.example/"),
    ("TRACKER_MAIL_URL", "smtp://u%40x:p@mail.example:587?starttls=1"),
    ("TRACKER_MAIL_URL", "smtps://[::1]:465"),
    ("TRACKER_MAIL_FROM", "tracker@localhost"),
    ("TRACKER_MAIL_FROM", "Clínica Sol <tracker@clinic.example>"),
])
def test_a_right_setting_is_taken(tmp_path: Path, name: str, value: str) -> None:
    read(tmp_path, **{name: value})
