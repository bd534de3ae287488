"""Made photos: nameplates and machines, each drawn from a number alone; some are near and still not the same.

Eight photos of a family show the same model, photographed apart. Every fourth photo is the one before it taken again:
the same hall and machine from a step aside, in other light. What people do to a copy stands beside it.
"""

import io
from collections.abc import Iterator
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageOps

SCENE, PHOTO = (800, 600), (640, 480)
FAMILY = 8
LETTERS, DIGITS = "ABCDEFHKLMNPRSTUVXYZ", "0123456789-"
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)


def _hall(draw: ImageDraw.ImageDraw, dice: Random) -> None:
    """Draw what stands around: cabinets, pipes, cables."""
    width, height = SCENE
    for _ in range(dice.randint(6, 18)):
        x, y = dice.randint(-50, width), dice.randint(-50, height)
        box = (x, y, x + dice.randint(15, 260), y + dice.randint(15, 200))
        (draw.rectangle if dice.random() < 0.6 else draw.ellipse)(box, fill=dice.randint(10, 245))
    for _ in range(dice.randint(3, 10)):
        ends = [dice.randint(0, side) for side in (width, height, width, height)]
        draw.line(ends, fill=dice.randint(0, 255), width=dice.randint(1, 8))


def _plate(model: Random, own: Random) -> Image.Image:
    """Draw a nameplate: the model gives its shape and headings, the machine its numbers."""
    width, height = model.randint(300, 460), model.randint(200, 330)
    plate = Image.new("L", (width, height), model.randint(150, 240))
    draw = ImageDraw.Draw(plate)
    draw.rectangle((4, 4, width - 5, height - 5), outline=30, width=4)
    draw.rectangle((12, 14, width - 12, 14 + model.randint(26, 50)), fill=model.randint(20, 120))
    for y in range(74, height - 20, model.randint(20, 30)):
        draw.text((18, y), "".join(model.choice(LETTERS) for _ in range(6)), fill=30)
        draw.text((18 + width // 3, y), "".join(own.choice(DIGITS) for _ in range(10)), fill=30)
        draw.line((12, y + 14, width - 12, y + 14), fill=90)
    return plate


def _machine(model: Random, own: Random) -> Image.Image:
    """Draw a machine: body, door with a window, panel with keys, feet; how far its door stands open is its own."""
    width, height = model.randint(320, 480), model.randint(240, 360)
    body = Image.new("L", (width, height), model.randint(90, 230))
    draw = ImageDraw.Draw(body)
    left, right = width // 8, width * model.randint(45, 65) // 100
    draw.rectangle((left, height // 6, right, height * 4 // 5), fill=model.randint(40, 140), outline=20, width=3)
    opened = left + (right - left) * own.randint(0, 60) // 100
    draw.rectangle((opened, height // 5, right, height * 3 // 4), fill=model.randint(140, 250))
    for n in range(model.randint(4, 12)):
        x, y = width * 3 // 4 + n % 3 * 24, height // 4 + n // 3 * 24
        draw.ellipse((x, y, x + 14, y + 14), fill=own.randint(0, 255))
    draw.rectangle((0, height - 24, width, height), fill=model.randint(10, 90))
    return body


def _scene(n: int) -> Image.Image:
    own, model = Random(n), Random(f"model {n // FAMILY}")  # noqa: S311 - because a made picture guards nothing
    shade = sorted((own.randint(40, 200), own.randint(40, 200)))
    light = Image.linear_gradient("L").resize(SCENE).rotate(own.choice((0, 90, 180, 270)))
    scene = light.point(lambda value: shade[0] + (shade[1] - shade[0]) * value // 255)
    _hall(ImageDraw.Draw(scene), own)
    thing = (_plate if n // FAMILY % 2 else _machine)(model, own)
    scale = own.uniform(0.85, 1.1)
    thing = thing.resize((int(thing.width * scale), int(thing.height * scale)))
    mask = Image.new("L", thing.size, 255)
    turned = own.uniform(-8, 8)
    thing, mask = (one.rotate(turned, expand=True) for one in (thing, mask))
    scene.paste(
        thing, (own.randint(90, max(91, 700 - thing.width)), own.randint(60, max(61, 560 - thing.height))), mask
    )
    return scene


def is_retake(n: int) -> bool:
    """Say whether a photo is the one before it, taken again from a step aside."""
    return n % 4 == 3


def are_near(one: int, other: int) -> bool:
    """Say whether two photos show the same model, or the same scene."""
    return one // FAMILY == other // FAMILY


def photo(n: int) -> Image.Image:
    """Make the photo of a number."""
    dice = Random(f"camera {n}")  # noqa: S311 - because a made picture guards nothing
    scene = _scene(n - 1 if is_retake(n) else n)
    aside = dice.choice((-1, 1)) * dice.randint(64, 80) if is_retake(n) else 0
    if is_retake(n):
        scene = ImageOps.autocontrast(
            scene.rotate(dice.choice((-1, 1)) * dice.uniform(4, 9)), cutoff=dice.randint(1, 5)
        )
    left, top = 80 + aside, 60 + aside * 3 // 4
    taken = scene.crop((left, top, left + PHOTO[0], top + PHOTO[1]))
    return taken.filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 1.5)))


def as_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """Write a photo as a camera does."""
    kept = io.BytesIO()
    image.convert("L").save(kept, "JPEG", quality=quality)
    return kept.getvalue()


def _trimmed(image: Image.Image, dice: Random) -> Image.Image:
    """Cut five per cent off each axis, at either end or from both."""
    width, height = image.size
    left, top = dice.uniform(0, 0.05), dice.uniform(0, 0.05)
    return image.crop(
        (round(left * width), round(top * height), round((0.95 + left) * width), round((0.95 + top) * height))
    )


def copies(n: int, image: Image.Image) -> Iterator[tuple[str, bytes]]:
    """Make what people make of a copy: each change alone, and all of them together."""
    dice = Random(f"copy {n}")  # noqa: S311 - because a made picture guards nothing
    width, height = image.size
    half = (width // 2, height // 2)
    yield "scale", as_jpeg(image.resize(half))
    yield "jpeg", as_jpeg(image, 50)
    yield "crop", as_jpeg(_trimmed(image, dice))
    yield "edges", as_jpeg(ImageOps.crop(image, (width // 20, height // 20, width // 20, height // 20)))
    yield "turn", as_jpeg(image.transpose(dice.choice(TURNS)))
    yield "all", as_jpeg(_trimmed(image, dice).resize(half).transpose(dice.choice(TURNS)), 50)
