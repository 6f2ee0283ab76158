"""How soon an alert's mail is with the mail server."""

from __future__ import annotations

import statistics
import threading
import time

from benchmarks.figures import seconds
from benchmarks.installation import Installation
from benchmarks.pages import check_ins, send
from benchmarks.visitor import Visitor

ALONE, AT_ONCE = 5, 50


def measure(site: Installation) -> None:
    """One at a time, then fifty at once; counted from before the entry is sent."""
    emails = [email for email, _ in site.clinic.patients[-(ALONE + AT_ONCE):]]
    visitors = check_ins(site, emails)
    with site.working():
        time.sleep(3)
        times = [_until_mailed(site, [visitor]) for visitor in visitors[:ALONE]]
        together = _until_mailed(site, visitors[ALONE:])
    seconds("an entry sent to its mail accepted (median)", statistics.median(times), 0.5)
    seconds(f"the same, {AT_ONCE} at once, until the last", together, 3)


def _until_mailed(site: Installation, visitors: list[Visitor]) -> float:
    """Seconds from the first entry's sending to the last one's mail."""
    before, begun = len(site.mailbox.mails), time.perf_counter()
    threads = [threading.Thread(target=send, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while len(site.mailbox.mails) - before < len(visitors):
        if time.perf_counter() - begun > 30:
            raise RuntimeError("mails are missing")
        time.sleep(0.002)
    return time.perf_counter() - begun
