"""From the bytes that were sent to the picture that is kept, without trusting the bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

from tracker.pictures.encoding import Picture
from tracker.pictures.faults import Fault, NotTaken

SECONDS = 30.0
PATIENCE = 15.0
_room = threading.BoundedSemaphore(3)
_turn = threading.Lock()


def prepare(data: bytes) -> Picture:
    """Decode, clean and encode a picture in a process of its own, one at a time.

    Two more may wait for a while, so that photos never take all the threads that serve pages.
    Raises NotTaken: for the file's faults, or with Fault.BUSY when there is no room.
    """
    if not _room.acquire(blocking=False):
        raise NotTaken(Fault.BUSY)
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise NotTaken(Fault.BUSY)
        try:
            return _read(_run(data))
        finally:
            _turn.release()
    finally:
        _room.release()


def _run(data: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "tracker.pictures.child"], input=data,
            capture_output=True, timeout=SECONDS, check=True, env={"LANG": "C.UTF-8"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        # It ran out of its time or memory, or a decoder crashed.
        raise NotTaken(Fault.BROKEN) from error
    return done.stdout


def _read(answer: bytes) -> Picture:
    head, _, body = answer.partition(b"\n")
    told = json.loads(head)
    if "fault" in told:
        raise NotTaken(Fault(told["fault"]))
    return Picture(body[:told["image"]], body[told["image"]:], told["width"], told["height"])
