"""Reading the signatures from their files (`signatures/*.yaml`), each checked as it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from tracker.recovery.course import LAST_DAY
from tracker.recovery.evidence.answering import ANSWERING, Floats, reporters_with_marks
from tracker.recovery.evidence.panel import Gate, Panel

States = Sequence[Mapping[str, Any]]


class SignatureError(ValueError):
    """A data file that is wrong; the message names the state."""


@lru_cache(maxsize=16)
def load_panel(name: str, *, dark: bool) -> Panel:
    """The panel of a data file in signatures/, for skin types I-III or (dark) IV-VI."""
    folder = resources.files("tracker.recovery.evidence") / "signatures"
    return compile_panel(yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")), dark=dark)


def compile_panel(told: Mapping[str, Any], *, dark: bool) -> Panel:
    """Make a panel of a file's data, for skin types I-III or (dark) IV-VI.

    Raises SignatureError naming the state.
    """
    states, channels = told["states"], tuple(told["channels"])
    kinds = tuple(state.get("kind") for state in states)
    if any(kind is not None for kind in kinds[: kinds.count(None)]):
        raise SignatureError(f"{told['panel']}: complications come after what is normal")
    shape = len(states)
    enter, leave = np.zeros((LAST_DAY + 1, shape)), np.zeros((shape, shape))
    lifts = np.zeros((shape, len(channels)), dtype=np.intp)
    at = {state["name"]: number for number, state in enumerate(states)}
    for number, state in enumerate(states):
        try:
            if not state["source"]:
                raise ValueError("needs a source")
            for name, points in state.get("lift", {}).items():
                lifts[number, channels.index(name)] = ANSWERING.lifts.index(points)
            for name, chance in state.get("leave", {}).items():
                leave[number, at[name]] = chance
            enter[:, number] = _entering(state.get("enter"), dark)
        except (KeyError, ValueError) as error:
            raise SignatureError(f"{told['panel']}: {state.get('name')}: {error}") from error
        leave[number, number] = 1 - leave[number].sum()
    signs = tuple(told.get("signs", {}))
    return Panel(
        name=told["panel"], channels=channels, gate=Gate(**told["gate"]),
        reporters=(reporters_with_marks(told["own"]) if "own" in told
                   else ANSWERING.reporters),
        called=tuple(state.get("called", state["name"]) for state in states),
        urgent=tuple(bool(state.get("urgent")) for state in states), signs=signs,
        warm_from=tuple(told.get("temperature", {}).get("from", ())),
        states=tuple(at), kinds=kinds, lift_at=lifts,
        sign_loglik=_sign_loglik(told, signs), enter=enter, leave=leave)


def _entering(told: Mapping[str, Any] | None, dark: bool) -> Floats:
    """The chance of entering a state on each day."""
    chances = np.zeros(LAST_DAY + 1, dtype=np.float32)
    if told:
        odds = told["odds"] * (told.get("dark_skin", 1) if dark else 1)
        chances[told["from"]:told["to"] + 1] = odds / (told["to"] + 1 - told["from"])
    return chances


def _sign_loglik(told: Mapping[str, Any], signs: tuple[str, ...]) -> Floats:
    """Log-likelihood of each feature (no, yes for each sign; a band of temperature) by state."""
    rows: list[list[float]] = []
    for sign in signs:
        yes = [state.get("signs", {}).get(sign, told["signs"][sign]) for state in told["states"]]
        rows += [[1 - chance for chance in yes], yes]
    warm = told.get("temperature")
    if warm:
        bands = [state.get("temperature", warm["odds"]) for state in told["states"]]
        rows += [list(band) for band in zip(*bands, strict=True)]
    if not rows:
        return np.zeros((0, len(told["states"])), dtype=np.float32)
    return np.log(np.array(rows)).astype(np.float32)
