from __future__ import annotations

import pytest
from marshmallow import ValidationError

from safety.wire.schemas import Line, Strict


class Note(Strict):
    """Two lines, one of them needed."""

    title = Line(maximum=5, required=True)
    words = Line(maximum=5, load_default=None, allow_none=True)


def test_an_optional_line_that_was_emptied_is_absent() -> None:
    assert Note().load({"title": "甲", "words": "  "})["words"] is None


def test_a_needed_line_of_blanks_is_missing() -> None:
    with pytest.raises(ValidationError):
        Note().load({"title": "   "})


def test_a_line_over_its_length_is_refused() -> None:
    with pytest.raises(ValidationError):
        Note().load({"title": "甲乙丙丁戊己"})
