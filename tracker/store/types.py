"""Column types: aware UTC time, encrypted text and JSON."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_keys: MultiFernet | None = None
_newest: MultiFernet | None = None
_raw: tuple[bytes, ...] = ()


def use_keys(keys: tuple[str, ...]) -> None:
    """Set the keys for `EncryptedText`, newest first; the newest encrypts, all decrypt.

    Raises ValueError for a malformed key.
    """
    global _keys, _newest, _raw
    _keys = MultiFernet([Fernet(key) for key in keys])
    _newest = MultiFernet([Fernet(keys[0])])
    _raw = tuple(urlsafe_b64decode(key) for key in keys)


def derived_keys(purpose: str) -> tuple[bytes, ...]:
    """A key of 32 bytes for another purpose from each of the data keys, newest first (HKDF)."""
    assert _raw, "use_keys() was not called"  # noqa: S101
    return tuple(HKDF(SHA256(), 32, None, purpose.encode()).derive(key) for key in _raw)


def _read_by(keys: MultiFernet | None, stored: bytes) -> bool:
    assert keys is not None, "use_keys() was not called"  # noqa: S101
    try:
        keys.decrypt(bytes(stored))
    except InvalidToken:
        return False
    return True


def is_newest(stored: bytes) -> bool:
    """Whether the newest key alone reads an encrypted value."""
    return _read_by(_newest, stored)


def can_be_read(stored: bytes) -> bool:
    """Whether any of the keys reads an encrypted value."""
    return _read_by(_keys, stored)


def renewed(stored: bytes) -> bytes:
    """An encrypted value encrypted with the newest key. Raises InvalidToken where none reads it."""
    assert _keys is not None, "use_keys() was not called"  # noqa: S101
    return _keys.rotate(bytes(stored))


def sealed(content: bytes) -> bytes:
    """Bytes encrypted with the newest key."""
    assert _keys is not None, "use_keys() was not called"  # noqa: S101
    return _keys.encrypt(content)


def opened(stored: bytes) -> bytes:
    """What `sealed` encrypted. Raises InvalidToken where no key reads it."""
    assert _keys is not None, "use_keys() was not called"  # noqa: S101
    return _keys.decrypt(stored)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC; naive values are refused with ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Encrypted(TypeDecorator[Any]):
    """Something encrypted at rest with the newest of TRACKER_DATA_KEYS; key rotation finds it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        assert _keys is not None, "use_keys() was not called"  # noqa: S101
        return _keys.encrypt(self.written(value).encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        assert _keys is not None, "use_keys() was not called"  # noqa: S101
        return self.read(_keys.decrypt(bytes(value)).decode())

    def written(self, value: Any) -> str:
        """The value as text."""
        return str(value)

    def read(self, text: str) -> Any:
        """The value of a text."""
        return text


class EncryptedText(Encrypted):
    """Free text about health."""

    cache_ok = True


class EncryptedJson(Encrypted):
    """Words and links that open something."""

    cache_ok = True

    def written(self, value: Any) -> str:
        """The value as JSON."""
        return json.dumps(value)

    def read(self, text: str) -> Any:
        """The value of the JSON."""
        return json.loads(text)
