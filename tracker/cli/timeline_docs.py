"""docs/timelines.md and its pictures, made of the data files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracker.recovery.course import LAST_DAY, Effect, Timeline
from tracker.recovery.symptoms import HIGHEST, SCALES
from tracker.recovery.timeline import CERTAINTIES, all_timelines

DEPTH_MM = 1.5
"""The needle depth of pictures and tables."""
SHOWN_DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 42)
_WIDTH, _HEIGHT, _COLUMNS = 180, 110, 4
_PLOT_WIDTH, _PLOT_HEIGHT = 150, 64


def pages() -> dict[str, str]:
    """The files of the documentation by their names below docs/."""
    made = {f"timelines/{line.modality}.svg": picture(line) for line in all_timelines()}
    made["timelines.md"] = "\n".join(_document()) + "\n"
    return made


def _document() -> Iterator[str]:
    yield "# Timelines"
    yield ""
    yield ("Made by `tracker timelines docs` of the files in `tracker/recovery/timelines/`; do not "
           "edit. Figures are `median (upper limit of normal)` on a scale of 0 to 10; the limit is "
           "the 97.5th percentile. The keys of the sources are those of the evidence file.")
    yield ""
    yield ("How sure: " + "; ".join(f"**{key}** {words}" for key, words in CERTAINTIES.items())
           + ". No study has published daily diaries with percentiles: nearly all figures a day "
             "are our estimates, fitted to published durations.")
    for line in all_timelines():
        yield from _timeline(line)


def _timeline(line: Timeline) -> Iterator[str]:
    deep = f", {DEPTH_MM:g} mm" if line.depth_factor else ""
    yield ""
    yield f"## {line.label}"
    yield ""
    yield f"Version {line.version}. Sources: {', '.join(line.sources)}."
    yield ""
    yield f"![{line.label}: expected course of each symptom](timelines/{line.modality}.svg)"
    yield ""
    yield f"Skin types I to III{deep}, small area, usual passes:"
    yield ""
    yield "| symptom | " + " | ".join(f"d{day}" for day in SHOWN_DAYS) + " | sure | source |"
    yield "|---" * (len(SHOWN_DAYS) + 3) + "|"
    for symptom, scale in SCALES.items():
        medians, limits = _course(line, symptom, np.array(SHOWN_DAYS, dtype=float))
        cells = [f"{m:.2g} ({top:.2g})" for m, top in zip(medians, limits, strict=True)]
        source, certainty = line.origins[symptom]
        yield f"| {scale.label} | {' | '.join(cells)} | {certainty} | {source} |"
    yield ""
    yield from _depths(line)
    for effect in line.effects:
        yield f"- {_told(effect)} ({effect.source}; {effect.certainty})"
    yield ""
    for phase in line.phases:
        yield (f"**{phase.title}** (from day {phase.from_day}). {phase.expect} "
               f"Do: {'; '.join(phase.do).lower()}. Avoid: {'; '.join(phase.avoid).lower()}. "
               f"({phase.source})")
        yield ""


def _depths(line: Timeline) -> Iterator[str]:
    if not line.depth_factor:
        yield "- A depth is recorded and changes nothing: there is no needle."
        return
    known = ", ".join(f"{depth:g}" for depth in line.depths)
    yield f"- Courses are given at {known} mm and interpolated on the logarithm of depth."
    if line.depth_factor != 1:
        yield f"- They are read at {line.depth_factor:g} times the needle's depth."


def _told(effect: Effect) -> str:
    what = [
        *([f"median x {effect.median_times:g}"] if effect.median_times != 1 else []),
        *([f"median {effect.median_add:+g}"] if effect.median_add else []),
        *([f"limit {effect.limit_add:+g}"] if effect.limit_add else []),
        *([f"{effect.per_doubling:+g} for each doubling of the passes over "
           f"{effect.passes_reference:g}"] if effect.per_doubling else []),
        *([f"{effect.later_days:g} days later"] if effect.later_days else []),
    ]
    where = [
        *([f"skin types {', '.join(map(str, effect.skin))}"] if effect.skin else []),
        *([effect.area] if effect.area else []),
        *([f"days {effect.from_day:g} to {effect.to_day:g}"]
          if (effect.from_day, effect.to_day) != (0, LAST_DAY) else []),
    ]
    labels = ", ".join(SCALES[name].label for name in effect.symptoms)
    begin = f"{effect.name.replace('_', ' ')}: {labels}"
    return f"{begin}: {', '.join(what)}" + (f" ({'; '.join(where)})" if where else "")


def _course(
    line: Timeline, symptom: str, days: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[list[float], list[float]]:
    medians, limits = line.course(symptom, days, line.working_depth(DEPTH_MM), skin=2, area=())
    return medians.tolist(), limits.tolist()


def picture(line: Timeline) -> str:
    """Small curves of all symptoms: the band up to the limit, and the median, by day."""
    rows = -(-len(SCALES) // _COLUMNS)
    width, height = _COLUMNS * _WIDTH, rows * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="11">',
        f"<title>{line.label}: expected course of each symptom from day 0 to {LAST_DAY}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (symptom, scale) in enumerate(SCALES.items()):
        x, y = number % _COLUMNS * _WIDTH, number // _COLUMNS * _HEIGHT
        parts.append(f'<g transform="translate({x + 22} {y + 24})">')
        parts += _small(line, symptom, scale.label)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>"]) + "\n"


def _small(line: Timeline, symptom: str, label: str) -> Iterator[str]:
    days = np.arange(0, LAST_DAY + 0.5, 0.5)
    medians, limits = _course(line, symptom, days)

    def points(values: list[float]) -> str:
        return " ".join(f"{_PLOT_WIDTH * day / LAST_DAY:.1f},"
                        f"{_PLOT_HEIGHT * (1 - value / HIGHEST):.1f}"
                        for day, value in zip(days.tolist(), values, strict=True))

    certainty = line.origins[symptom][1]
    yield f'<text y="-8" fill="#222222">{label} <tspan fill="#5f5f5f">({certainty})</tspan></text>'
    yield (f'<polygon fill="#cfe3dc" points="0,{_PLOT_HEIGHT} {points(limits)} '
           f'{_PLOT_WIDTH},{_PLOT_HEIGHT}"/>')
    yield f'<polyline fill="none" stroke="#14614c" stroke-width="1.5" points="{points(medians)}"/>'
    yield (f'<path d="M0 0V{_PLOT_HEIGHT}H{_PLOT_WIDTH}" fill="none" stroke="#777777" '
           'stroke-width="0.8"/>')
    for value in (0, HIGHEST):
        y = _PLOT_HEIGHT * (1 - value / HIGHEST)
        yield f'<text x="-4" y="{y + 4:.0f}" text-anchor="end" fill="#5f5f5f">{value}</text>'
    for day in (0, 14, 28, 42):
        x = _PLOT_WIDTH * day / LAST_DAY
        yield (f'<text x="{x:.0f}" y="{_PLOT_HEIGHT + 12}" text-anchor="middle" '
               f'fill="#5f5f5f">{day}</text>')
