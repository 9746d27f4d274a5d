"""What the drill counts on a map's page before it compares a file with it."""

from __future__ import annotations

import pytest

from tests.drill.exports import placed

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("words", "expected"),
    [("显示 40 个场所，共 40 个", 42), ("显示 40 个场所，共 40 个；另有 2 个场所没有位置", 40), ("", 42)],
)
def test_a_site_without_a_position_is_not_missed_on_the_map(words: str, expected: int) -> None:
    assert placed(42, words) == expected
