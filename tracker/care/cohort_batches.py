"""From stored rows to the columns that are counted (`tracker.recovery.cohort.tally`)."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

import numpy as np

from tracker.recovery.cohort.centiles import Ints
from tracker.recovery.cohort.tally import SYMPTOMS, Batch, Treated
from tracker.recovery.days import day_number
from tracker.store.cohorts import Chunk, Started

NOT_ANSWERED = -1


class Reader:
    """Reads answers once for all days on which the same were given."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: dict[tuple[str, str | None], int] = {}
        self._scores: list[list[int]] = []

    def batch(self, chunk: Chunk, unlike_normal: Collection[str]) -> Batch:
        """A chunk as columns; `unlike_normal` are the recoveries that teach nothing of healing."""
        place = {row.id: at for at, row in enumerate(chunk.recoveries)}
        codes = [self._code(row.answers, row.unseen) for row in chunk.answers]
        table = np.array(self._scores, np.int64).reshape(-1, len(SYMPTOMS))
        return Batch(
            [Treated(row.depth_mm, row.fitzpatrick, _area(row.area), row.passes)
             for row in chunk.recoveries],
            _ints([self._passed(row) for row in chunk.recoveries]),
            np.array([row.id not in unlike_normal for row in chunk.recoveries], bool),
            _ints([place[row.recovery_id] for row in chunk.answers]),
            _ints([row.day for row in chunk.answers]),
            table[_ints(codes)],
        )

    def _code(self, answers: str, unseen: str | None) -> int:
        code = self._known.get((answers, unseen))
        if code is None:
            code = self._known[answers, unseen] = len(self._scores)
            told = [json.loads(text) for text in (answers, unseen) if text]
            # Of two that stand the graver of each answer counts, as in judging.
            self._scores.append([max(one.get(name, NOT_ANSWERED) for one in told)
                                 for name in SYMPTOMS])
        return code

    def _passed(self, row: Started) -> int:
        """How many days of a recovery are over; with the next treatment it ends."""
        days = day_number(row.treated_at, self._now, row.zone)
        if row.next_at is not None:
            days = min(days, day_number(row.treated_at, row.next_at, row.zone))
        return max(days, 0)


@lru_cache(maxsize=1024)
def _area(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, np.int64)
