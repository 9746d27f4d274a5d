"""Signature pads in a browser test: strokes drawn, and counted where they are seen and where they are sent."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Locator, expect

#: Counts upright strokes in a picture: runs of columns with ink in them, kept apart by columns without.
_COUNT = """async (box) => {
  const count = (width, height, pixels) => {
    let runs = 0, inside = false;
    for (let x = 0; x < width; x += 1) {
      let ink = false;
      for (let y = 0; y < height && !ink; y += 1) {
        const at = (y * width + x) * 4;
        ink = pixels[at + 3] > 0 && pixels[at] < 128;
      }
      if (ink && !inside) runs += 1;
      inside = ink;
    }
    return runs;
  };
  const of = (source, width, height) => {
    if (!width || !height) return 0;
    const canvas = new OffscreenCanvas(width, height);
    const ink = canvas.getContext("2d");
    ink.drawImage(source, 0, 0);
    return count(width, height, ink.getImageData(0, 0, width, height).data);
  };
  const canvas = box.querySelector("canvas");
  const value = box.querySelector("input[type=hidden]").value;
  const seen = of(canvas, canvas.width, canvas.height);
  if (!value) return [seen, 0];
  const picture = new Image();
  picture.src = value;
  await picture.decode();
  return [seen, of(picture, picture.naturalWidth, picture.naturalHeight)];
}"""


def pad(page_or_form: Locator, name: str) -> Locator:
    """The pad whose drawing travels under ``name``."""
    return page_or_form.locator(f"fieldset[data-signature]:has([name={name}])")


def stroke(box: Locator, at: int) -> None:
    """Draw an upright stroke, ``at`` so many pixels from the left, once the pad takes it: people see that it does."""
    expect(box).to_have_attribute("data-ready", "")
    canvas = box.locator("canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    assert place is not None
    mouse = box.page.mouse
    mouse.move(place["x"] + at, place["y"] + 30)
    mouse.down()
    mouse.move(place["x"] + at, place["y"] + 110, steps=4)
    mouse.up()


def shows_and_holds(box: Locator, count: int | None) -> None:
    """Wait until the pad shows so many strokes (``None``: any number), and what would be sent has as many."""
    seen = sent = -1
    for _ in range(50):
        seen, sent = box.evaluate(_COUNT)
        if seen == sent and count in (None, seen):
            return
        box.page.wait_for_timeout(100)
    raise AssertionError(f"{seen} strokes are seen, {sent} would be sent, not {count}")


def turn(box: Locator, width: int, height: int) -> None:
    """Turn the device."""
    box.page.set_viewport_size({"width": width, "height": height})
    expect(box.locator("canvas")).to_be_visible()


def strokes_of(content: bytes) -> int:
    """The upright strokes of a picture that arrived."""
    picture = Image.open(io.BytesIO(content)).convert("L")
    columns = [min(picture.crop((x, 0, x + 1, picture.height)).tobytes()) < 128 for x in range(picture.width)]
    return sum(now and not before for before, now in zip([False, *columns], columns, strict=False))
