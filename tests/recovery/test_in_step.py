"""Most recoveries come in step; they are looked at by a shorter way, which must be the same one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.recovery.entry import Entry
from tracker.recovery.evidence.looking import looks


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=10))
def test_the_looks_rest_on_the_last_earlier_day_known_by_then(sent: list[tuple[int, int]]) -> None:
    core = {"redness": 1, "swelling": 0, "itching": 0, "bleeding": 0}
    entries = sorted((Entry.from_answers(core, day=day, submitted=day + late)
                      for day, late in sent), key=lambda entry: entry.submitted)
    for look in looks(entries):
        entry = entries[look.entry]
        known = [other.day for other in entries
                 if other.submitted <= look.sent and other.day < entry.day]
        assert look.last == max(known, default=-1)
    in_step = all(a.day < b.day for a, b in pairwise(entries))
    if in_step:
        assert [look.entry for look in looks(entries)] == list(range(len(entries)))
