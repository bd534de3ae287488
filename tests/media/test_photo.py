"""Photos from outside: whatever is filed as one is read safely or not at all; copies are known again on a made set."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from bench.photo import print_of, within
from bench.picture import FAMILY, as_jpeg, copies, photo
from sekisho.domain.evidence.signal.likeness import SIDE, Sought, fingerprint
from sekisho.media.photo import MOST_PIXELS, PhotoReader

READER = PhotoReader()
#: Enough for two families with their retakes; the benchmark takes two thousand.
MADE = 2 * FAMILY
#: How far two readings of one picture may lie apart, in grey levels of 256 (JPEG is lossy and decoded small).
CLOSE = 12


def picture(mode="L", size=(320, 240)):
    """A small picture with something to see."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.paste(Image.new(mode, (90, 60)), (30, 40))
    return image


def written(image, kind, **how):
    """A picture in a format."""
    kept = io.BytesIO()
    image.save(kept, kind, **how)
    return kept.getvalue()


def chunk(name, data):
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width, height):
    """A PNG whose header claims more than anybody photographs, and whose bytes unfold to nothing but zeros."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


GOOD = {
    "jpeg": written(picture(), "JPEG"),
    "progressive": written(picture("RGB"), "JPEG", progressive=True),
    "cmyk": written(picture("CMYK"), "JPEG"),
    "png": written(picture("RGBA"), "PNG"),
    "palette": written(picture("P"), "PNG"),
    "one bit": written(picture("1"), "PNG"),
    "sixteen bits": written(picture().convert("I;16"), "PNG"),
    "webp": written(picture("RGB"), "WEBP"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_cameras_and_screens_write_is_read(name):
    """Every mode of the three formats comes as a square of grey values."""
    grey = READER.grey(GOOD[name], SIDE)
    assert grey is not None
    assert len(grey) == SIDE * SIDE


BAD = {
    "empty": b"",
    "text": b"a photo, said the name",
    "gif": written(picture("P"), "GIF"),
    "bmp": written(picture(), "BMP"),
    "tiff": written(picture(), "TIFF"),
    "pdf": b"%PDF-1.7\n",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "header alone": GOOD["jpeg"][:20],
    "bomb": bomb(30_000, 30_000),
    "wide bomb": bomb(2**31 - 1, 1),
    "no pixels": bomb(0, 0),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_readable_photo_is_none(name):
    """Another format, and a header that is cut off or claims too much or nothing are no picture, and no fault."""
    assert READER.grey(BAD[name], SIDE) is None


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_what_is_cut_off_is_read_as_far_as_it_goes(name):
    """Half a file gives half a picture or none, whether or not a letter was printed before by the same process."""
    grey = READER.grey(GOOD[name][: len(GOOD[name]) // 2], SIDE)
    assert grey is None or len(grey) == SIDE * SIDE


def test_a_picture_that_unfolds_to_nothing_says_nothing():
    """A header within the limit over bytes that are all zero is a blank picture."""
    grey = READER.grey(bomb(4_000, 4_000), SIDE)
    assert grey is None or fingerprint(grey) is None


def test_too_many_pixels_are_refused_by_the_header():
    """One row more than the limit is refused without being unfolded; the limit itself is far above any screen."""
    assert MOST_PIXELS["PNG"] >= 3840 * 2160
    assert READER.grey(bomb(MOST_PIXELS["PNG"] // 1000, 1001), SIDE) is None


@pytest.mark.parametrize("turned", range(1, 9))
def test_the_turn_a_camera_noted_is_undone(turned):
    """However the camera was held, the picture stands upright, also where it is mirrored."""
    upright = READER.grey(written(picture(), "PNG"), SIDE)
    back = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    stored = picture()
    if turned > 1:
        exif = Image.Exif()
        exif[0x0112] = back[turned]
        from PIL import ImageOps  # noqa: PLC0415 - because only this test stores a turned picture

        kept = io.BytesIO()
        stored.save(kept, "PNG", exif=exif)
        stored = ImageOps.exif_transpose(Image.open(io.BytesIO(kept.getvalue())))
    exif = Image.Exif()
    exif[0x0112] = turned
    seen = READER.grey(written(stored, "PNG", exif=exif), SIDE)
    assert max(abs(a - b) for a, b in zip(upright, seen, strict=True)) <= CLOSE


@pytest.mark.parametrize("note", [b"", b"Exif\x00\x00garbage", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"])
def test_a_note_that_cannot_be_read_turns_nothing(note):
    """Broken camera notes leave the picture as it is stored."""
    assert READER.grey(written(picture(), "JPEG", exif=note), SIDE) is not None


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 4000), st.binary(min_size=1, max_size=6), st.integers(0, 4000))
def test_no_damage_breaks_the_reader(name, place, damage, kept):
    """Bytes overwritten anywhere and files cut off anywhere give a picture or none, never a fault."""
    data = bytearray(GOOD[name])
    data[place % len(data) : place % len(data) + len(damage)] = damage
    grey = READER.grey(bytes(data[: max(kept, 20)]), SIDE)
    assert grey is None or len(grey) == SIDE * SIDE


def test_copies_are_found_and_others_told_apart():
    """On a made set every copy is found after each change and all of them together, and no other photo is taken for it.

    The benchmark measures the same on two thousand photos: ``python -m bench photo --json``.
    """
    limit = within()
    images = [photo(n) for n in range(MADE)]
    prints = [print_of(as_jpeg(image)) for image in images]
    sought = [Sought.of(one) for one in prints]
    for n, image in enumerate(images):
        found = {change: sought[n].distance(print_of(data)) for change, data in copies(n, image)}
        assert {change: distance for change, distance in found.items() if distance > limit} == {}
    pairs = [(a, b) for a in range(MADE) for b in range(a) if sought[a].distance(prints[b]) <= limit]
    assert pairs == []


def test_a_blank_photo_says_nothing():
    """A white wall is read, and has no fingerprint."""
    grey = READER.grey(written(Image.new("RGB", (200, 100), "white"), "JPEG"), SIDE)
    assert grey is not None
    assert fingerprint(grey) is None


@pytest.mark.parametrize(
    ("noted", "expected"),
    [("2026:10:20 10:03:00", "2026:10:20 10:03:00"), ("yesterday", ""), ("2026:10:20 10:03:00 <b>", ""), (None, "")],
)
def test_the_time_a_camera_noted_is_read_as_it_wrote_it(noted, expected):
    """A time in the usual form is given; whatever else stands there, or nothing, says no time."""
    image, exif, kept = picture(), Image.Exif(), io.BytesIO()
    if noted:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = noted
    image.save(kept, "JPEG", exif=exif)
    assert PhotoReader().taken_at(kept.getvalue()) == expected


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x00\x00\x00\x18ftypmp42" + bytes(40), b"\xff\xd8\xff" + bytes(20)])
def test_what_is_no_readable_photo_notes_no_time(data):
    """A video, a damaged file or none has no camera's note that could be read here."""
    assert PhotoReader().taken_at(data) == ""


def test_no_picture_is_unfolded_beyond_measure_for_its_time(monkeypatch):
    """Half a megabyte that unfolds to half a gigabyte is refused by its header before its notes are looked for."""
    unfolded = []
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load_prepare", lambda image: unfolded.append(image.size))
    assert (READER.taken_at(bomb(13_000, 13_000)), unfolded) == ("", [])
