"""Every setting of an installation, from the environment, checked at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

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
    base_url = env.get("TRACKER_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise ConfigError("TRACKER_BASE_URL must look like https://tracker.example")
    mail_url = env.get("TRACKER_MAIL_URL", "outbox:")
    if urlsplit(mail_url).scheme not in ("outbox", "smtp", "smtps"):
        raise ConfigError("TRACKER_MAIL_URL must begin with outbox:, smtp:// or smtps://")
    return Config(
        database_url=env.get("TRACKER_DATABASE_URL", f"sqlite:///{instance / 'tracker.db'}"),
        secret_key=secret,
        data_keys=_checked_keys(keys),
        base_url=base_url,
        mail_url=mail_url,
        mail_from=env.get("TRACKER_MAIL_FROM", "tracker@localhost"),
        photo_url=env.get("TRACKER_PHOTO_URL", f"file:{instance / 'photos'}"),
        trusted_proxy=_checked_proxy(env.get("TRACKER_TRUSTED_PROXY", "")),
        demo=demo or env.get("TRACKER_DEMO") == "1",
        instance=instance,
    )


def _checked_proxy(address: str) -> str:
    try:
        return str(ip_address(address)) if address else ""
    except ValueError as error:
        raise ConfigError(
            "TRACKER_TRUSTED_PROXY must be the reverse proxy's IP address, for example 127.0.0.1"
        ) from error


def _checked_keys(keys: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in keys.split(",") if part.strip())
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
