"""What is kept of a picture: its bare pixels, bounded, as JPEG, and a small one for lists."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

LONG_SIDE = 1600
SMALL_SIDE = 320
CONTENT_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: two JPEGs, and the size in pixels of the larger."""

    image: bytes
    small: bytes
    width: int
    height: int


def encoded(image: Image.Image) -> Picture:
    """Bound and encode an RGB image; nothing but its pixels goes along."""
    large = _bare(image, LONG_SIDE)
    return Picture(_jpeg(large, 88), _jpeg(_bare(large, SMALL_SIDE), 80), large.width, large.height)


def _bare(image: Image.Image, side: int) -> Image.Image:
    """The pixels alone, in a new image: a saved copy would take EXIF, XMP and comments along."""
    fitted = image.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", fitted.size)
    bare.paste(fitted)
    return bare


def _jpeg(image: Image.Image, quality: int) -> bytes:
    kept = BytesIO()
    # Full colour resolution: colour is measured from what is kept.
    image.save(kept, "JPEG", quality=quality, optimize=True, subsampling=0)
    return kept.getvalue()
