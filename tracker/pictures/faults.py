"""Why something sent as a picture is not taken."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with it."""

    KIND = "kind"
    BROKEN = "broken"
    PIXELS = "pixels"
    SMALL = "small"
    BUSY = "busy"


class NotTaken(ValueError):
    """It is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
