"""Courses to try promises on: wild ones, and ones as people log them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from benchmarks.simulation.recoveries import complicated, normal
from benchmarks.simulation.worlds import WORLDS
from tracker.recovery.entry import Entry
from tracker.recovery.symptoms import CORE, SCALES, SIGNS
from tracker.recovery.treatment import Recovery, Treatment

answers = st.fixed_dictionaries(
    {name: st.integers(0, 10) for name in CORE},
    optional={**{name: st.integers(0, 10) for name in SCALES if name not in CORE},
              **{name: st.booleans() for name in SIGNS},
              "temperature_c": st.floats(35, 42)},
)
_days = st.tuples(st.integers(0, 45), st.integers(0, 5), answers)


@st.composite
def wild(draw: st.DrawFn) -> Recovery:
    """Anything that can be told."""
    told = draw(st.lists(_days, min_size=1, max_size=12))
    treatment = Treatment(draw(st.sampled_from(["pen", "roller", "rf"])),
                          draw(st.floats(0.2, 3.5)))
    return Recovery("w", draw(st.integers(1, 6)), treatment, tuple(
        Entry.from_answers(given, day, day + late) for day, late, given in told))


@st.composite
def lifelike(draw: st.DrawFn) -> Recovery:
    """A simulated recovery, cut off on some day, with or without a complication."""
    world = WORLDS[draw(st.sampled_from(sorted(WORLDS)))]
    seed = draw(st.integers(0, 10_000))
    one = (next(iter(normal(world, seed, 1, (1, 2, 3, 4, 5, 6)))) if draw(st.booleans())
           else next(iter(complicated(world, seed, 1)))[0])
    until = draw(st.integers(0, 42))
    return replace(one, entries=tuple(e for e in one.entries if e.submitted <= until)
                   or one.entries[:1])


recoveries = st.one_of(wild(), lifelike())


def newest(recovery: Recovery) -> Entry:
    """The newest entry: about the last day, as sent last; of equals the last."""
    return max(reversed(recovery.entries), key=lambda e: (e.day, e.submitted))


def with_newest(recovery: Recovery, entry: Entry) -> Recovery:
    """The same with another newest entry."""
    others = [e for e in recovery.entries if e is not newest(recovery)]
    return replace(recovery, entries=(*others, entry))


@st.composite
def worsened(draw: st.DrawFn, entry: Entry) -> Entry:
    """The same entry, worse in at least nothing: scores up, signs told, temperature up."""
    scores = {name: draw(st.integers(score, 10)) if draw(st.booleans()) else score
              for name, score in entry.scores.items()}
    signs = dict(entry.signs)
    for name in SIGNS:
        if draw(st.integers(0, 5)) == 0:
            signs[name] = True
    warm = entry.temperature_c
    if warm is not None and draw(st.booleans()):
        warm = draw(st.floats(warm, 42)) if warm < 42 else warm
    return replace(entry, scores=scores, signs=signs, temperature_c=warm)
