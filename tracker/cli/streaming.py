"""Lines through several processes: in order, in constant memory, and without waiting for more.

1. What has come so far is cut into batches of whole lines; a slow source gives small ones.
2. The first batch is judged here, so that a short input starts no process; the others go to as many
   processes as there are processors, a few batches ahead and no more.
3. Answers leave in the order of the lines. Before waiting for input everything begun is finished.
"""

from __future__ import annotations

import multiprocessing
import os
import select
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import BinaryIO

Batch = list[tuple[int, bytes]]
"""Lines with their numbers."""
Judged = tuple[list[str], list[str]]
"""Answers, and errors."""
Judge = Callable[[Batch, float], Judged]
CHUNK = 1 << 17
"""So many bytes are read at most at once."""
AHEAD = 2
"""Batches under way for each process."""


def in_batches(stream: BinaryIO) -> Iterator[tuple[Batch, bool]]:
    """Batches of whole lines as they come, each with whether more input is waiting already."""
    rest, number = b"", 0
    while chunk := os.read(stream.fileno(), CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield list(enumerate(lines, start=number + 1)), _waiting(stream)
            number += len(lines)
    if rest:
        yield [(number + 1, rest)], False


def in_order(
    batches: Iterator[tuple[Batch, bool]], judge: Judge, false_alerts: float
) -> Iterator[Judged]:
    """The judged batches in their order."""
    first = next(batches, None)
    if first is None:
        return
    yield judge(first[0], false_alerts)
    processes = os.cpu_count() or 1
    if processes == 1:
        for batch, _ in batches:
            yield judge(batch, false_alerts)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context(_START)) as pool:
        begun: deque[Future[Judged]] = deque()
        for batch, more in batches:
            begun.append(pool.submit(judge, batch, false_alerts))
            while begun and (not more or len(begun) >= AHEAD * processes):
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


_START = "fork" if "fork" in multiprocessing.get_all_start_methods() else None


def _waiting(stream: BinaryIO) -> bool:
    """Whether a read would not have to wait. Where that cannot be known: no."""
    try:
        return bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError):
        return False
