"""Photos people file, as a small square of grey values; whatever cannot be read safely is no picture.

A photo is material from outside: it may be cut off (then it is read as far as it goes), be something else than its name
says, or unfold to gigabytes. Only the three formats cameras and scanners write are tried; the size a header claims is
judged before anything is unfolded, and a JPEG is decoded small from the start.
"""

import re
import struct
import warnings
import zlib
from io import BytesIO

from PIL import ExifTags, Image, ImageFile

# What prints letters turns this on for the whole process: a photo must read the same whether one was printed or not.
ImageFile.LOAD_TRUNCATED_IMAGES = True

#: What is read at all: the formats of telephones, cameras and screens.
FORMATS = ("JPEG", "PNG", "WEBP")
#: A JPEG is decoded at an eighth of its size; the others unfold whole, so fewer pixels are let in (4 bytes each).
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
#: A progressive JPEG unfolds whole before it is reduced, whatever size it is decoded at.
MOST_PROGRESSIVE = 24_000_000
#: The least a JPEG is decoded to before it is reduced.
DRAFT = (256, 256)
#: What the decoders raise for files that are cut off, damaged or hostile.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)
#: How cameras write an instant, in the time of the place they were set to.
_NOTED = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(small: Image.Image, turned: object) -> Image.Image:
    turn = _TURNS.get(turned) if isinstance(turned, int) else None
    return small.transpose(turn) if turn is not None else small


def _orientation(image: Image.Image) -> object:
    """Give the turn a camera noted; a note that cannot be read turns nothing."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except BROKEN:
        return None


def _is_too_large(image: Image.Image) -> bool:
    width, height = image.size
    most = MOST_PIXELS.get(str(image.format), 0)
    return width * height > (min(most, MOST_PROGRESSIVE) if image.info.get("progressive") else most)


def _square(data: bytes, side: int) -> bytes | None:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if _is_too_large(image):
            return None
        turned = _orientation(image)
        image.draft("L", DRAFT)
        small = image.convert("L").resize((side, side), Image.Resampling.BOX)
        return _upright(small, turned).tobytes()


def _noted(data: bytes) -> object:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        # A PNG may keep its notes at its end and is unfolded whole to find them; the others are not.
        if image.format == "PNG" and _is_too_large(image):
            return None
        return image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)


class PhotoReader:
    """Reads photos (``desk.Photos``)."""

    def taken_at(self, data: bytes) -> str:
        """Give the time a camera noted in a photo, as it wrote it; empty where there is none that can be read."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                noted = _noted(data)
            except (*BROKEN, Image.DecompressionBombError):
                return ""
        return noted if isinstance(noted, str) and _NOTED.fullmatch(noted) else ""

    def grey(self, data: bytes, side: int) -> bytes | None:
        """Give a photo as a square of ``side`` × ``side`` grey values; None for whatever is no readable picture."""
        with warnings.catch_warnings():
            # Pillow warns of camera notes it cannot read, and of pictures that unfold beyond all measure: the first
            # turn nothing, the others are refused by their header already.
            warnings.simplefilter("ignore")
            try:
                return _square(data, side)
            except (*BROKEN, Image.DecompressionBombError):
                return None
