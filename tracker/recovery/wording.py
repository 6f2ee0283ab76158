"""What one look shows, in words: answers beside what was expected, and the way they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.recovery.course import Timeline
from tracker.recovery.entry import Entry
from tracker.recovery.evidence.explanations import own_expectations
from tracker.recovery.findings import Finding
from tracker.recovery.sentence import Sentence, say
from tracker.recovery.symptoms import SCALES, SIGNS
from tracker.recovery.treatment import Recovery

NAMED = 1.0
"""A symptom is named where it stands so many points above what this person would answer."""
WARM_C = 37.5
"""From this temperature on it is mentioned, in degrees Celsius."""
PLURAL = ("dark_patches", "bumps")
STILL_FROM = 7
"""From this day on it is said that a symptom does not fall (evidence 2.7)."""


@dataclass(frozen=True)
class Look:
    """A finding with all that is needed to put it into words."""

    finding: Finding
    recovery: Recovery
    line: Timeline

    @cached_property
    def entry(self) -> Entry:
        """The entry that is looked at."""
        return self.finding.entry

    @cached_property
    def before(self) -> tuple[Entry, ...]:
        """The entries about earlier days that were known, by day."""
        return tuple(self.finding.followed.entries[at] for at in self.finding.known)

    def leading(self) -> list[str]:
        """The symptoms that stand out, the farthest first."""
        above = {name: self.entry.scores[name] - usual for name, usual in self._usual.items()
                 if name in self.entry.scores}
        return sorted((name for name in above if above[name] >= NAMED), key=lambda n: -above[n])

    def told(self, name: str) -> str:
        """An answer beside what was expected: by the timeline where it is above its limit, else
        by this person's own answers."""
        begin = f"{SCALES[name].label} {self.entry.scores[name]} on day {self.entry.day}"
        if name == "dark_patches":
            return f"{begin}; own start {self._own_start()}"
        treated = self.line.treatment(self.recovery.treatment)
        limit = self._most(name)
        if self.entry.scores[name] > limit:
            return f"{begin}; expected at most {limit} after {treated}"
        return f"{begin}; about {self._usual[name]:.0f} expected of this person after {treated}"

    def path(self, leading: Sequence[str]) -> Iterator[str]:
        """How the first leading symptom with a history came there."""
        for name in leading:
            earlier = [e for e in self.before if name in e.scores and e.day >= 1]
            if not earlier:
                continue
            label, score = SCALES[name].label, self.entry.scores[name]
            lowest = min(earlier, key=lambda e: (e.scores[name], -e.day))
            low, verb = lowest.scores[name], "were" if name in PLURAL else "was"
            fell = any(e.scores.get(name, 0) > low for e in self.before if e.day < lowest.day)
            start = f"fell to {low} by" if fell else f"{verb} {low} on"
            if score - low >= 2:
                now = "are" if name in PLURAL else "is"
                yield f"{label} {start} day {lowest.day} and {now} {score} on day {self.entry.day}"
                return
            if self.entry.day >= STILL_FROM and earlier[0].day <= self.entry.day - 3:
                yield f"{label} {score} on day {self.entry.day}: not falling since day {lowest.day}"
                return

    def signs(self) -> Iterator[str]:
        """The signs told, and a raised temperature."""
        told = [SIGNS[name].label for name, answer in self.entry.signs.items() if answer]
        words = [told[0], *(label.lower() for label in told[1:])] if told else []
        warm = self.entry.temperature_c
        if warm is not None and warm >= WARM_C:
            words.append(f"temperature {warm:g} °C" if words else f"Temperature {warm:g} °C")
        if words:
            yield " and ".join(words) + " reported"

    def told_patient(self, leading: Sequence[str]) -> Sentence:
        """The first of it for the patient, short and plain."""
        signs = [SIGNS[name].label.inside for name, yes in self.entry.signs.items() if yes]
        if signs:
            return say("You report: %(signs)s.", signs=tuple(signs))
        if not leading:
            return say("Something is not as expected.")
        if leading[0] == "dark_patches":
            return say("Dark patches are darker than on the day of your treatment.")
        label, score = SCALES[leading[0]].label, self.entry.scores[leading[0]]
        day, limit = self.entry.day, self._most(leading[0])
        known = [e.scores[leading[0]] for e in self.before
                 if leading[0] in e.scores and e.day >= 1]
        if known and score - min(known) >= 2:
            return say("%(what)s: up from %(low)s to %(score)s. On day %(day)s it is usually "
                       "%(limit)s or less.", what=label, low=min(known), score=score, day=day,
                       limit=limit)
        return say("%(what)s: %(score)s. On day %(day)s it is usually %(limit)s or less.",
                   what=label, score=score, day=day, limit=limit)

    def _most(self, name: str) -> int:
        return self.line.expected(name, self.entry.day, self.recovery).most

    @cached_property
    def _usual(self) -> Mapping[str, float]:
        return own_expectations(self.finding.followed, self.finding.at)

    def _own_start(self) -> str:
        start = next((e for e in self.before if "dark_patches" in e.scores and e.day <= 1), None)
        if start is None:
            return f"about {self._usual['dark_patches']:.0f}"
        return str(start.scores["dark_patches"])
