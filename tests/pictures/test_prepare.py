"""Whatever is sent as a picture: clean and bounded, or refused, never a failure or a long wait."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tests.photos import REDDER, SKIN, exif, jpeg, saved, skin
from tracker.pictures.decoding import decode
from tracker.pictures.encoding import LONG_SIDE, SMALL_SIDE
from tracker.pictures.faults import Fault, NotTaken
from tracker.pictures.prepare import prepare

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
TELLTALE = (b"Telltale", b"Canary", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"secret")


def refused(data: bytes) -> Fault:
    with pytest.raises(NotTaken) as error:
        prepare(data)
    return error.value.fault


def opened(image: bytes) -> Image.Image:
    return Image.open(BytesIO(image), formats=("JPEG",))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_becomes_a_bounded_jpeg_without_anything_told_beside_its_pixels(
    kind: str,
) -> None:
    more = {} if kind == "HEIF" else {"xmp": b"<x:xmpmeta>secret</x:xmpmeta>"}
    data = saved(skin(2400, 1800), kind, exif=exif(), **more)
    assert b"Canary" in data or kind == "PNG"
    picture = prepare(data)
    assert (picture.width, picture.height) == (LONG_SIDE, 1200)
    for file in (picture.image, picture.small):
        shown = opened(file)
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not dict(shown.getexif())
        assert not any(word in file for word in TELLTALE)
    assert max(opened(picture.small).size) == SMALL_SIDE
    left = opened(picture.image).getpixel((300, 700))
    assert np.abs(np.subtract(left, REDDER)).max() < 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright_however_the_phone_was_held(kind: str) -> None:
    lying = skin(640, 480).transpose(Image.Transpose.ROTATE_90)
    picture = prepare(saved(lying, kind, exif=exif(orientation=6)))
    assert (picture.width, picture.height) == (640, 480)
    assert np.abs(np.subtract(opened(picture.image).getpixel((600, 300)), SKIN)).max() < 6


def test_colours_of_another_space_are_brought_to_srgb() -> None:
    """In a profile with red and green swapped, what is written as red means green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = (profile.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ")
               .replace(b"xXYZ", b"gXYZ"))
    red = Image.new("RGB", (200, 200), (220, 40, 40))
    for kind in KINDS:
        r, g, _ = decode(saved(red, kind, icc_profile=swapped)).getpixel((100, 100))
        assert g > 200 > 60 > r, kind
    assert decode(saved(skin(), "JPEG", icc_profile=b"no profile at all")).size == (640, 480)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "I;16", "CMYK", "1"])
def test_every_way_of_writing_pixels_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("I;16", (200, 160), 30000) if mode == "I;16" else skin(200, 160).convert(
        "L" if mode == "LA" else mode)
    if mode == "LA":
        image = image.convert("LA")
    assert prepare(saved(image, kind)).width == 200


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_file_is_refused(kind: str) -> None:
    noise = Image.effect_noise((640, 480), 80).convert("RGB")
    data = saved(noise, kind)
    assert refused(data[:len(data) // 2]) in (Fault.BROKEN, Fault.KIND)


@pytest.mark.parametrize("data", [
    b"", b"hello", b"%PDF-1.7 and so on", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"GIF89a" + b"\0" * 200, b"BM" + b"\0" * 200, b"\x00\x00\x00\x20ftypmp42" + b"\0" * 200,
    b"%!PS-Adobe-3.0 EPSF-3.0\n", b"II*\0" + b"\0" * 200,
])
def test_what_is_no_photo_is_refused_by_its_content(data: bytes) -> None:
    assert refused(data) in (Fault.KIND, Fault.BROKEN)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and holds none of them."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(
            ">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))


@pytest.mark.parametrize("bomb", [
    png_of(30_000, 30_000), png_of(2_000_000_000, 2_000_000_000), png_of(60_000, 1000),
    saved(Image.new("1", (16_000, 16_000)), "PNG"),
    saved(Image.new("L", (9_000, 9_000)), "JPEG", quality=1),
], ids=["large", "absurd", "wide", "real", "jpeg"])
def test_bombs_are_refused_before_they_are_decoded(bomb: bytes) -> None:
    begun = time.monotonic()
    assert refused(bomb) in (Fault.PIXELS, Fault.BROKEN)
    assert time.monotonic() - begun < 5


def test_too_small_to_see_anything() -> None:
    assert refused(saved(skin(99, 400), "PNG")) == Fault.SMALL


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_bytes_are_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    """In this very process, so that an error of another kind would be seen."""
    whole = bytearray(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NotTaken):
        assert decode(bytes(whole)).mode == "RGB"


FILES = [saved(skin(160, 120), kind, exif=exif()) for kind in ("JPEG", "PNG", "WEBP")]


def test_one_is_read_at_a_time_and_the_crowd_is_told_to_come_again() -> None:
    answers: list[str] = []

    def send() -> None:
        try:
            answers.append(str(prepare(jpeg()).width))
        except NotTaken as error:
            answers.append(error.fault)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {"640", "busy"}
    assert answers.count("640") >= 3


def test_a_decoder_that_ends_its_process_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.pictures.prepare.SECONDS", 0.001)
    assert refused(jpeg()) == Fault.BROKEN
