"""Drawn pictures for the demonstration: scenes marked 示例 in place of photographs, and scribbled signatures."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONT = Path(__file__).parents[1] / "papers/fonts/NotoSansSC-Bold.ttf"
SIZE = (960, 720)
#: Sky and ground of each scene, by the key of the checklist.
_GROUNDS = {
    "construction": ((176, 204, 226), (158, 140, 116)),
    "chemicals": ((206, 218, 226), (120, 126, 130)),
    "machinery": ((216, 220, 214), (104, 112, 110)),
    "mining": ((150, 156, 166), (92, 82, 70)),
    "dust": ((232, 222, 200), (150, 128, 96)),
    "confined": ((196, 210, 200), (96, 108, 100)),
}
STEEL, WARNING, PAPER = (70, 82, 96), (226, 168, 32), (250, 250, 246)


def scene(key: str, rng: random.Random) -> bytes:
    """A simple scene of a trade as a JPEG, with 示例 written over it."""
    sky, ground = _GROUNDS[key]
    picture = Image.new("RGB", SIZE, sky)
    draw = ImageDraw.Draw(picture)
    horizon = rng.randrange(400, 500)
    draw.rectangle((0, horizon, *SIZE), fill=ground)
    _structures(draw, rng, horizon, round_tops=key in {"chemicals", "confined"})
    for x in range(0, SIZE[0], 80):
        draw.polygon([(x, 690), (x + 40, 690), (x + 70, 720), (x + 30, 720)], fill=WARNING)
    _caption(draw)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _structures(draw: ImageDraw.ImageDraw, rng: random.Random, horizon: int, *, round_tops: bool) -> None:
    for _ in range(5):
        left, width, height = rng.randrange(20, 820), rng.randrange(70, 190), rng.randrange(120, 340)
        shade = rng.randrange(-20, 21)
        colour = (STEEL[0] + shade, STEEL[1] + shade, STEEL[2] + shade)
        top = horizon - height
        draw.rectangle((left, top, left + width, horizon + 30), fill=colour)
        if round_tops:
            draw.ellipse((left, top - 30, left + width, top + 30), fill=colour)
        for y in range(top + 30, horizon, 44):
            draw.line((left, y, left + width, y), fill=PAPER, width=3)


def _caption(draw: ImageDraw.ImageDraw) -> None:
    if _FONT.exists():
        draw.text((330, 290), "示例", font=ImageFont.truetype(str(_FONT), 150), fill=PAPER)
    else:  # the fonts come with the front-end packages
        draw.text((400, 340), "DEMO", fill=PAPER)


def report_file(title: str) -> bytes:
    """A one-page report as a PDF, marked 示例; its days are fixed so that it is the same whenever it is made."""
    picture = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(picture)
    if _FONT.exists():
        draw.text((140, 200), f"{title}（示例）", font=ImageFont.truetype(str(_FONT), 44), fill=(20, 20, 20))
        draw.text((430, 760), "示例", font=ImageFont.truetype(str(_FONT), 180), fill=(200, 200, 200))
    else:
        draw.text((140, 200), "DEMO", fill=(20, 20, 20))
    out = io.BytesIO()
    made = time.gmtime(0)
    picture.save(out, "PDF", resolution=150, creationDate=made, modDate=made)
    return out.getvalue()


def signature(rng: random.Random) -> bytes:
    """A scribble as a PNG, as a finger draws it."""
    picture = Image.new("RGB", (480, 160), "white")
    draw = ImageDraw.Draw(picture)
    x = 40.0
    for _ in range(rng.choice((2, 3))):
        points = [
            (x + step * rng.uniform(8, 12), 80 + rng.uniform(-48, 48)) for step in range(rng.randrange(7, 12))
        ]
        draw.line(points, fill=(20, 30, 60), width=4, joint="curve")
        x += 135
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
