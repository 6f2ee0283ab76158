"""The pixels of a marked area of a picture that we keep."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def pixels(image: bytes, x: float, y: float, side: float) -> NDArray[np.uint8]:
    """The pixels (n x 3) of a square around a place, all in shares of width and height.

    `side` is a share of the shorter side; what would lie outside is cut off.
    """
    with Image.open(BytesIO(image), formats=("JPEG",)) as opened:
        picture = opened.convert("RGB")
    half = max(1, round(side * min(picture.size) / 2))
    across, down = round(x * picture.width), round(y * picture.height)
    box = (max(0, across - half), max(0, down - half),
           min(picture.width, across + half), min(picture.height, down + half))
    return np.asarray(picture.crop(box)).reshape(-1, 3)
