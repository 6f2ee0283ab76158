"""Every setting of an installation, from the environment, checked at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent


class ConfigError(ValueError):
    """A setting that is missing or wrong; the message names it and says how to mend it."""


@dataclass(frozen=True)
class Config:
    """The settings; see `from_environment` for their names."""

    database_url: str
    secret_key: str
    data_keys: tuple[str, ...]
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = "outbox:"
    mail_from: str = "tracker@localhost"
    photo_url: str = "file:instance/photos"
    trusted_proxy: str = ""
    metrics_token: str = ""
    demo: bool = False
    instance: Path = ROOT / "instance"

    @property
    def secure(self) -> bool:
        """Whether people reach us by https, so that cookies are marked Secure."""
        return self.base_url.startswith("https://")

    @property
    def sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self.database_url.startswith("sqlite")


def from_environment(env: Mapping[str, str] | None = None, *, demo: bool = False) -> Config:
    """Read the TRACKER_* settings. In the demo, missing secrets are made in instance/.

    Raises ConfigError naming the setting that is missing or malformed.
    """
    env = os.environ if env is None else env
    instance = Path(env.get("TRACKER_INSTANCE", str(ROOT / "instance"))).resolve()
    secret = env.get("TRACKER_SECRET_KEY") or _kept(instance, "secret_key", demo)
    keys = env.get("TRACKER_DATA_KEYS") or _kept(instance, "data_keys", demo)
    if len(secret) < 32:
        raise ConfigError("TRACKER_SECRET_KEY is shorter than 32 characters; make a longer one")
    return Config(
        database_url=_checked_database(
            env.get("TRACKER_DATABASE_URL", f"sqlite:///{instance / 'tracker.db'}")),
        secret_key=secret,
        data_keys=_checked_keys(keys),
        base_url=_checked_base(env.get("TRACKER_BASE_URL", "http://127.0.0.1:8000")),
        mail_url=_checked_mail(env.get("TRACKER_MAIL_URL", "outbox:")),
        mail_from=_checked_sender(env.get("TRACKER_MAIL_FROM", "tracker@localhost")),
        photo_url=_checked_photos(
            env.get("TRACKER_PHOTO_URL", f"file:{instance / 'photos'}")),
        trusted_proxy=_checked_proxy(env.get("TRACKER_TRUSTED_PROXY", "")),
        metrics_token=_checked_token(env.get("TRACKER_METRICS_TOKEN", "")),
        demo=demo or env.get("TRACKER_DEMO") == "1",
        instance=instance,
    )


def _parts(url: str) -> SplitResult | None:
    """The parts of an address, or None where it is none (a port that is no number, say)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _checked_base(url: str) -> str:
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("TRACKER_BASE_URL must look like https://tracker.example")
    return url.rstrip("/")


def _checked_mail(url: str) -> str:
    parts = _parts(url)
    if parts is None or parts.scheme not in ("outbox", "smtp", "smtps"):
        raise ConfigError("TRACKER_MAIL_URL must begin with outbox:, smtp:// or smtps://")
    if parts.scheme != "outbox" and not parts.hostname:
        raise ConfigError("TRACKER_MAIL_URL names no host; it looks like smtp://mail.example:587")
    return url


def _checked_sender(text: str) -> str:
    """Every mail bears this address: a wrong one would spoil them all, so it ends the start."""
    name, address = parseaddr(text)
    try:
        sender = Address(name, addr_spec=address)
        well = bool(sender.username and sender.domain) and text.isprintable() and address.isascii()
        # What lies outside name and address was dropped while reading: then it was misread.
        well = well and text.count("@") == 1
    except (MessageError, ValueError, IndexError):
        well = False
    if not well:
        raise ConfigError("TRACKER_MAIL_FROM must be one address, like tracker@clinic.example "
                          "or Tracker <tracker@clinic.example>")
    return text


def _checked_database(text: str) -> str:
    """One of the two kinds of database that the tests run on, by the drivers that are installed."""
    wanted = "sqlite:///folder/file.db or postgresql+psycopg://user:password@host/name"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(f"TRACKER_DATABASE_URL is not an address; use {wanted}") from error
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError(f"TRACKER_DATABASE_URL begins with {url.drivername}:, which is not "
                          f"supported; use {wanted}")
    if not url.database or url.database == ":memory:":
        raise ConfigError(f"TRACKER_DATABASE_URL names no database; use {wanted}")
    return text


def _checked_photos(url: str) -> str:
    """A kind of store that fsspec knows; whether it can be reached is the doctor's to say."""
    kind, colon, place = url.partition(":")
    if kind == "file" and place:
        return url
    from fsspec import available_protocols

    if not colon or kind not in available_protocols() or not place.strip("/"):
        raise ConfigError("TRACKER_PHOTO_URL must look like file:/srv/photos or "
                          "s3://bucket/prefix")
    return url


def _checked_proxy(address: str) -> str:
    try:
        return str(ip_address(address)) if address else ""
    except ValueError as error:
        raise ConfigError(
            "TRACKER_TRUSTED_PROXY must be the reverse proxy's IP address, for example 127.0.0.1"
        ) from error


def _checked_token(secret: str) -> str:
    # Nothing counts the guesses at it, so it must be one that nobody guesses.
    if secret and (len(secret) < 32 or not secret.isascii() or not secret.isprintable()
                   or " " in secret):
        raise ConfigError("TRACKER_METRICS_TOKEN must be at least 32 letters and digits; make one "
                          "with `openssl rand -hex 32`")
    return secret


def _checked_keys(keys: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in keys.split(",") if part.strip())
    if not parts:
        raise ConfigError(
            "TRACKER_DATA_KEYS holds no key; make one with `tracker keys generate`")
    try:
        for part in parts:
            Fernet(part)
    except ValueError as error:
        raise ConfigError(
            "TRACKER_DATA_KEYS holds a malformed key; make one with `tracker keys generate`"
        ) from error
    return parts


def _kept(instance: Path, name: str, make: bool) -> str:
    """The secret kept in instance/, made there for the demo alone."""
    path = instance / name
    if path.exists():
        return path.read_text().strip()
    if not make:
        raise ConfigError(f"TRACKER_{name.upper()} is not set; it is required outside the demo")
    instance.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(48) if name == "secret_key" else Fernet.generate_key().decode()
    path.touch(mode=0o600)
    path.write_text(value)
    return value
