"""Photos as files, each encrypted, where TRACKER_PHOTO_URL says: a folder, S3, what fsspec knows.

A row of the database names each. The file is written first and forgotten last, so that a row never
names nothing; what no row names is an orphan, and swept.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tracker.store.types import is_newest, opened, renewed, sealed

PART = ".part"
REACHED, ANSWERED = 3, 10
"""Seconds in which a remote store must be reached, and in which it must answer."""
AT_ONCE, TURN = 4, 2.0
"""So many may wait for a remote store, others for so many seconds: a store that hangs must not take
all the threads that serve pages."""
Done = TypeVar("Done")


class StoreTrouble(RuntimeError):
    """The photo store cannot be reached or refuses; the words say what it said."""


class Blobs:
    """The photo store. Connects when it is first needed. Every method may raise StoreTrouble."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connected: tuple[Any, str] | None = None
        self._room = threading.BoundedSemaphore(AT_ONCE)

    @property
    def local(self) -> bool:
        """Whether it is a folder of this machine."""
        return self._url.startswith("file:")

    def put(self, name: str, content: bytes) -> None:
        """Keep a file, encrypted with the newest key; whole or not at all."""
        self._trying(lambda: self._write(name, sealed(content)))

    def get(self, name: str) -> bytes:
        """The file's content. Raises KeyError where there is none, InvalidToken without its key."""
        return opened(self._stored(name))

    def delete(self, names: Iterable[str]) -> None:
        """Remove these files; one that is gone already is no trouble."""
        for name in names:
            self._trying(lambda name=name: self._remove(name))  # type: ignore[misc]

    def renew(self, name: str) -> bool:
        """Encrypt a file with the newest key; False where it bears that already.

        Raises KeyError where there is none, InvalidToken where none of the keys reads it.
        """
        stored = self._stored(name)
        if is_newest(stored):
            return False
        fresh = renewed(stored)
        self._trying(lambda: self._write(name, fresh))
        return True

    def names(self, before: datetime) -> Iterator[str]:
        """Every file that was written before a moment, half-written ones too."""
        for path, told in self._trying(self._listed).items():
            if _written(told) < before:
                yield path.rpartition("/")[2]

    def probe(self) -> None:
        """Write, read and remove a file, to see that all three can be done."""
        name = f"probe-{secrets.token_hex(8)}"
        self.put(name, b"ok")
        try:
            if self.get(name) != b"ok":
                raise StoreTrouble("what was read is not what was written")
        except KeyError as error:
            raise StoreTrouble("what was written is not there") from error
        finally:
            self.delete([name])

    def _stored(self, name: str) -> bytes:
        stored = self._trying(lambda: self._read(name))
        if stored is None:
            raise KeyError(name)
        return stored

    def _read(self, name: str) -> bytes | None:
        system, folder = self._place()
        try:
            return bytes(system.cat_file(f"{folder}/{name}"))
        except FileNotFoundError:
            return None

    def _write(self, name: str, stored: bytes) -> None:
        system, folder = self._place()
        if self.local:
            _write_durably(Path(folder), name, stored)
        else:
            system.pipe_file(f"{folder}/{name}", stored)

    def _remove(self, name: str) -> None:
        system, folder = self._place()
        try:
            system.rm_file(f"{folder}/{name}")
        except FileNotFoundError:
            return

    def _listed(self) -> dict[str, dict[str, Any]]:
        system, folder = self._place()
        return dict(system.find(folder, detail=True))

    def _place(self) -> tuple[Any, str]:
        if self._connected is None:
            self._connected = self._connect()
        return self._connected

    def _connect(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        options: dict[str, Any] = {"skip_instance_cache": True}
        if self._url.startswith("s3:"):
            options |= {"use_listings_cache": False,
                        "config_kwargs": {"connect_timeout": REACHED, "read_timeout": ANSWERED,
                                          "retries": {"total_max_attempts": 1}}}
        system, folder = url_to_fs(self._url, **options)
        system.retries = 2  # s3fs tries again by itself
        return system, str(folder).rstrip("/")

    def _trying(self, do: Callable[[], Done]) -> Done:
        if not self._room.acquire(timeout=TURN):
            raise StoreTrouble("too many wait for it already")
        try:
            return do()
        except Exception as error:
            # Each kind of store fails in its own ways.
            words = next(iter(str(error).splitlines()), "")
            raise StoreTrouble(f"{type(error).__name__}: {words}"[:300]) from error
        finally:
            self._room.release()


def _written(told: dict[str, Any]) -> datetime:
    """When a file was written, by what its store tells of it."""
    moment = told.get("LastModified") or told.get("mtime") or told.get("created")
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.fromtimestamp(float(moment or 0), UTC)


def _write_durably(folder: Path, name: str, stored: bytes) -> None:
    """Into a folder, on the disk before this returns: the row that names it comes after."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{name}{PART}"
    with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(stored)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    inside = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(inside)
    finally:
        os.close(inside)
