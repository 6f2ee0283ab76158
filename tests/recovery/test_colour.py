"""Colour: known values of the conversion, and what must hold of any picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tracker.recovery.colour import (
    Lab,
    NotMeasurable,
    area_colour,
    compare,
    lab,
    typology_angle,
)

KNOWN = {
    (255, 255, 255): (100.0, 0.0, 0.0), (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 0, 0): (53.24, 80.09, 67.20), (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86), (119, 119, 119): (50.03, 0.0, 0.0),
}
SKIN = st.tuples(st.integers(90, 240), st.integers(60, 200), st.integers(40, 180)).filter(
    lambda c: c[0] > c[1] + 10 > c[2] + 20)


def area(colour: tuple[int, int, int], count: int = 100) -> np.ndarray:
    return np.tile(np.array(colour, dtype=np.uint8), (count, 1))


@pytest.mark.parametrize("rgb", KNOWN)
def test_the_conversion_gives_the_known_values(rgb: tuple[int, int, int]) -> None:
    assert lab(area(rgb, 1))[0] == pytest.approx(KNOWN[rgb], abs=0.02)


@given(arrays(np.uint8, (20, 3)))
def test_every_pixel_lies_inside_the_space(pixels: np.ndarray) -> None:
    found = lab(pixels)
    assert np.isfinite(found).all()
    assert (found[:, 0] >= -1e-6).all() and (found[:, 0] <= 100 + 1e-4).all()


@given(st.integers(0, 255))
def test_grey_has_no_hue(value: int) -> None:
    assert np.abs(lab(area((value,) * 3, 1))[0, 1:]).max() < 0.02


@given(SKIN)
def test_an_area_beside_its_like_differs_by_nothing(colour: tuple[int, int, int]) -> None:
    found = area_colour(area(colour))
    reading = compare(found, found)
    assert (reading.redness, reading.angle) == (0, 0)


@given(SKIN, SKIN)
def test_the_other_way_round_is_the_opposite(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    first, second = area_colour(area(one)), area_colour(area(other))
    there, back = compare(first, second), compare(second, first)
    assert there.redness == pytest.approx(-back.redness)
    assert there.angle == pytest.approx(-back.angle)


@given(SKIN, st.integers(10, 40))
def test_less_green_and_blue_is_redder(colour: tuple[int, int, int], less: int) -> None:
    redder = area((colour[0], max(6, colour[1] - less), max(6, colour[2] - less)))
    assert compare(area_colour(redder), area_colour(area(colour))).redness > 0


@given(st.floats(51, 90), st.floats(5, 25), st.floats(1, 20))
def test_darker_skin_has_a_lower_angle(light: float, yellow: float, less: float) -> None:
    assert typology_angle(Lab(light - less, 10, yellow)) < typology_angle(Lab(light, 10, yellow))


@pytest.mark.parametrize(("lightness", "yellow", "angle"), [
    (50, 15, 0), (65, 15, 45), (35, 15, -45), (76, 15, 60.02),
])
def test_the_angle_is_that_of_its_definition(
    lightness: float, yellow: float, angle: float
) -> None:
    assert typology_angle(Lab(lightness, 12, yellow)) == pytest.approx(angle, abs=0.01)


def test_hairs_and_gleams_do_not_move_the_middle() -> None:
    skin = area((200, 160, 135), 100)
    skin[:8], skin[8:15] = (20, 15, 12), (249, 245, 240)
    assert area_colour(skin) == area_colour(area((200, 160, 135)))


@pytest.mark.parametrize(("pixels", "reason"), [
    (area((255, 255, 255)), "light"), (area((2, 1, 0)), "light"), (area((0, 0, 0), 0), "light"),
])
def test_burnt_out_and_black_areas_hold_no_colour(pixels: np.ndarray, reason: str) -> None:
    with pytest.raises(NotMeasurable) as error:
        area_colour(pixels)
    assert error.value.reason == reason


def test_blue_is_no_skin() -> None:
    with pytest.raises(NotMeasurable) as error:
        typology_angle(area_colour(area((60, 90, 200))))
    assert error.value.reason == "skin"
