"""Reading what somebody sent as a picture. Hostile bytes come here: see `prepare` for the walls."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from tracker.pictures.encoding import LONG_SIDE
from tracker.pictures.faults import Fault, NotTaken

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 50_000_000
"""As many as the largest photos that phones take in their ordinary modes (48 to 50 million)."""
SHORTEST_SIDE = 100


def decode(data: bytes) -> Image.Image:
    """The picture as upright RGB in sRGB, bounded. Its kind is told by its bytes, never its name.

    Raises NotTaken. The number of pixels is looked at before any is decoded.
    """
    register_heif_opener()
    try:
        image = Image.open(BytesIO(data), formats=KINDS)
        _bounded(image)
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
        image.load()
    except UnidentifiedImageError as error:
        raise NotTaken(Fault.KIND) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise NotTaken(Fault.PIXELS) from error
    except NotTaken:
        raise
    except Exception as error:
        # Each decoder fails in its own ways on damaged bytes.
        raise NotTaken(Fault.BROKEN) from error
    return _in_srgb(_opaque(_upright(image)), image.info.get("icc_profile"))


def _bounded(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NotTaken(Fault.PIXELS)
    if min(image.size) < SHORTEST_SIDE:
        raise NotTaken(Fault.SMALL)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says, made small first; damaged EXIF leaves it as it lies."""
    try:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        return ImageOps.exif_transpose(image)
    except Exception:
        return image


def _opaque(image: Image.Image) -> Image.Image:
    """Without transparency: on white."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")
    through = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), through).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as sRGB means them (many phones write Display P3): colour is measured later on."""
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"),
                outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
