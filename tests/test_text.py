"""Words of ours that must fit: what is left out is told, and what matters at the end stays."""

from __future__ import annotations

import pytest

from safety.text import fitted


@pytest.mark.parametrize(
    ("middle", "told"),
    [("配电箱未上锁", "“配电箱未上锁”逾期未整改"), ("配电箱未上锁且无警示标志", "“配电箱未……”逾期未整改")],
)
def test_a_long_name_is_shortened_in_the_middle_and_says_so(middle: str, told: str) -> None:
    assert fitted(middle, 13, before="“", after="”逾期未整改") == told


def test_what_fits_in_no_way_is_shortened_at_its_end() -> None:
    assert fitted("中", 6, before="很长很长很长的单位", after="的问题") == "很长很长……"
