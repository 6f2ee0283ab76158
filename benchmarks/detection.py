"""`python -m benchmarks.detection [COUNT] [SEED]`: the operating points, and the speeds.

COUNT normal recoveries of each world and group of skins and as many complicated ones of each world
are simulated with a SEED of their own, other than that of the calibration; then scored by the rules
of `benchmarks.scoring`. Intervals are Wilson's, 95 %. Everything here is simulated.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.baselines import FIXED, TUNABLE, Rule
from benchmarks.calibrate import GROUPS, highest_of_all, world_seed
from benchmarks.scoring import Alert, Score, Share, score
from benchmarks.simulation.recoveries import Truth, complicated, normal
from benchmarks.simulation.worlds import HELD_OUT, WORLDS, World
from benchmarks.speed import print_speeds
from tracker.recovery.assess import assess
from tracker.recovery.assessment import Level
from tracker.recovery.timeline import Timeline, load_timeline
from tracker.recovery.treatment import Recovery

SETTINGS = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
DETAILED = (2.0, 3.0, 5.0)
TUNED_TO = 10.0
"""False alerts in 100 that the tunable baselines are set to."""


@dataclass(frozen=True)
class Sample:
    """Simulated recoveries of one world."""

    light: Sequence[Recovery]
    dark: Sequence[Recovery]
    complicated: Sequence[tuple[Recovery, Truth]]

    @property
    def healthy(self) -> list[Recovery]:
        """The normal ones of both groups."""
        return [*self.light, *self.dark]


def alerts(recovery: Recovery, setting: float) -> list[Alert]:
    """The concerns and urgent flags that the core raises."""
    line = load_timeline(recovery.treatment.modality)
    return [(flag.day, flag.kind) for flag in assess(recovery, line, false_alerts=setting).flags
            if flag.level >= Level.CONCERN]


def draw_samples(count: int, seed: int) -> Mapping[str, Sample]:
    """The recoveries of every world."""
    return {name: draw_sample(world, world_seed(seed, name), count)
            for name, world in WORLDS.items()}


def draw_sample(world: World, seed: int, count: int) -> Sample:
    """The recoveries of one world."""
    return Sample(list(normal(world, seed, count, GROUPS["light"])),
                  list(normal(world, seed + 1_000_000, count, GROUPS["dark"])),
                  list(complicated(world, seed, count)))


def false_alerts(recoveries: Sequence[Recovery], setting: float) -> Share:
    """How many normal recoveries raise a concern."""
    share = Share()
    for recovery in recoveries:
        share.add(bool(alerts(recovery, setting)))
    return share


def print_false_alerts(samples: Mapping[str, Sample]) -> None:
    """What is asked for, and what comes."""
    print("\nNormal recoveries in 100 that raise a concern, all worlds together (simulated)")
    print(f"  {'asked for':>10} {'types I-III':>20} {'types IV-VI':>20}   by world, I-III / IV-VI")
    for setting in SETTINGS:
        by_world = {name: (false_alerts(sample.light, setting),
                           false_alerts(sample.dark, setting))
                    for name, sample in samples.items()}
        light, dark = (Share(sum(pair[i].hits for pair in by_world.values()),
                             sum(pair[i].of for pair in by_world.values())) for i in (0, 1))
        worlds = "  ".join(f"{name} {one.percent:.1f}/{two.percent:.1f}"
                           for name, (one, two) in by_world.items())
        print(f"  {setting:10g} {light!s:>20} {dark!s:>20}   {worlds}")


def print_detection(samples: Mapping[str, Sample]) -> None:
    """How many complications are found in time."""
    print("\nComplications found in time, percent (simulated; 95 % interval)")
    print(f"  {'setting':>8} {'world':10} {'infection, herpes':>18} {'any':>18} "
          f"{'PIH by 28':>18} {'PIH by 42':>18} {'right kind':>18}")
    for setting in DETAILED:
        whole = Score()
        for name, sample in samples.items():
            told = [alerts(recovery, setting) for recovery, _ in sample.complicated]
            _print_score(setting, name, score(sample.complicated, told))
            for (recovery, truth), one in zip(sample.complicated, told, strict=True):
                whole.count(recovery, truth, one)
        _print_score(setting, "all", whole)
        for group, skins in GROUPS.items():
            part = Score()
            for sample in samples.values():
                for recovery, truth in sample.complicated:
                    if recovery.fitzpatrick in skins:
                        part.count(recovery, truth, alerts(recovery, setting))
            _print_score(setting, f"all {group}", part)


def _print_score(setting: float, name: str, found: Score) -> None:
    cells = " ".join(f"{share!s:>18}" for share in (
        found.acute, found.any, found.pih_28, found.pih_42, found.named))
    print(f"  {setting:8g} {name:10} {cells}")


def print_baselines(samples: Mapping[str, Sample]) -> None:
    """The simple rules on the same recoveries."""
    print(f"\nSimple rules, all worlds together (simulated; the tunable ones set to {TUNED_TO:g} "
          "on the very recoveries they are shown on)")
    print(f"  {'rule':30} {'false alerts':>18} {'infection, herpes':>18} {'any':>18}")
    for name, rule in FIXED.items():
        _print_baseline(name, rule, 0.5, samples)
    for name, rule in TUNABLE.items():
        highest = [max(value for _, value in rule(recovery, _line(recovery)))
                   for sample in samples.values() for recovery in sample.healthy]
        _print_baseline(name, rule, float(np.quantile(highest, 1 - TUNED_TO / 100)), samples)


def _print_baseline(
    name: str, rule: Rule, limit: float, samples: Mapping[str, Sample]
) -> None:
    wrong, found = Share(), Score()
    for sample in samples.values():
        for recovery in sample.healthy:
            wrong.add(any(value > limit for _, value in rule(recovery, _line(recovery))))
        for recovery, truth in sample.complicated:
            found.count(recovery, truth, [(day, "") for day, value in
                                          rule(recovery, _line(recovery)) if value > limit])
    print(f"  {name:30} {wrong!s:>18} {found.acute!s:>18} {found.any!s:>18}")


def _line(recovery: Recovery) -> Timeline:
    return load_timeline(recovery.treatment.modality)


def print_transfer(samples: Mapping[str, Sample]) -> None:
    """Limits taken from one world alone, and what they give in the others."""
    print("\nLimits for 3 false alerts taken from one world (rows): what comes in each (columns)")
    odds = {name: np.array(highest_of_all(sample.healthy)) for name, sample in samples.items()}
    print(f"  {'':10}" + "".join(f"{name:>10}" for name in odds))
    for name, own in odds.items():
        limit = np.quantile(own, 0.97)
        print(f"  {name:10}" + "".join(f"{100 * (other >= limit).mean():10.1f}"
                                       for other in odds.values()))


def report(count: int, seed: int) -> None:
    """Print every table."""
    print(f"Detection: {count} recoveries of each world and group, seed {seed}")
    samples = draw_samples(count, seed)
    print_false_alerts(samples)
    print_detection(samples)
    print_baselines(samples)
    print_transfer(samples)
    print("\nA world built in another way, which nothing was calibrated on")
    held_out = {HELD_OUT.name: draw_sample(HELD_OUT, seed * 1000 + 500, 2 * count)}
    print_false_alerts(held_out)
    print_detection(held_out)
    print_baselines(held_out)
    print_speeds()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    report(*numbers, *(400, 7)[len(numbers):])
