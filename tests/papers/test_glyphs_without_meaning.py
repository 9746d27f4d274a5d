"""A character of private use, or in place of a lost one, is named before issuing, whatever a font draws for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from safety.papers.glyphs import missing


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """A folder with a font that draws a box for 王, U+E000 and U+FFFD alike."""
    made = FontBuilder(1000)
    made.setupGlyphOrder([".notdef", "box"])
    made.setupCharacterMap({ord("王"): "box", 0xE000: "box", 0xFFFD: "box", 0x100000: "box"})
    empty = TTGlyphPen(None).glyph()
    made.setupGlyf({".notdef": empty, "box": empty})
    made.setupHorizontalMetrics({".notdef": (600, 0), "box": (600, 0)})
    made.setupHorizontalHeader()
    made.setupPost()
    made.save(tmp_path / "box.ttf")
    return tmp_path


def test_a_font_that_draws_them_makes_them_no_words(font: Path) -> None:
    assert missing("王", [font]) == ()
    assert missing("王\ue000\ufffd\U00100000", [font]) == ("\ue000", "\ufffd", "\U00100000")
