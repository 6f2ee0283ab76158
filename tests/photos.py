"""Pictures for the tests: a treated left half, an untreated right half, a white edge on top."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

REDDER, SKIN = (196, 130, 112), (206, 168, 142)
PLACE = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 0.0)}


def skin(width: int = 640, height: int = 480) -> Image.Image:
    """Two halves of skin below a white edge."""
    image = Image.new("RGB", (width, height), SKIN)
    image.paste(REDDER, (0, 0, width // 2, height))
    image.paste((255, 255, 255), (0, 0, width, height // 10))
    return image


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    """The picture as a file of a kind."""
    kept = BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def jpeg() -> bytes:
    """A plain photo."""
    return saved(skin(), "JPEG", quality=92)


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: its name, the way it was held, and the place."""
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x0112] = "Telltale Phones", "Canary 9", orientation
    told[0x8825] = PLACE
    return told
