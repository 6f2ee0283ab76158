"""Whether the time of an answer tells who has an account."""

from __future__ import annotations

import statistics
import time

from benchmarks.figures import seconds
from benchmarks.installation import Installation
from benchmarks.visitor import Visitor

ASKED, CLOSE = 50, 0.005
WAYS = (("a wrong password", "/login", {"password": "wrong wrong wrong"}, 422),
        ("a forgotten password", "/reset", {}, 200))


def measure(site: Installation) -> None:
    """The medians of known and unknown addresses, asked in turns, each from its own network."""
    known = [email for email, _ in site.clinic.patients[:ASKED]]
    for subject, path, form, code in WAYS:
        taken: dict[bool, list[float]] = {True: [], False: []}
        for number, email in enumerate(known):
            for is_known in (True, False):
                visitor = Visitor(site.port, f"127.0.{number + 1}.{1 + is_known}")
                visitor.get(path)
                address = email if is_known else f"nobody-{number}@bench.example"
                begun = time.perf_counter()
                visitor.post(path, {**form, "email": address}, code)
                taken[is_known].append(time.perf_counter() - begun)
        apart = abs(statistics.median(taken[True]) - statistics.median(taken[False]))
        seconds(f"{subject}: known and unknown apart", apart, CLOSE)
