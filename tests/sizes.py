"""How large the random machines are: a fifth in ``make test``, whole in ``make test-long``."""

from __future__ import annotations

import os
from typing import Final

#: A release and a nightly run set it.
WHOLE: Final = os.environ.get("QUNJIAN_TEST_SIZE") == "whole"
EVERYDAY_SHARE: Final = 5


def of_whole(number: int) -> int:
    """``number`` examples or rounds of the whole machine, or a fifth of them in an everyday run."""
    return number if WHOLE else max(1, number // EVERYDAY_SHARE)
