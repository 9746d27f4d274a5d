"""The day of the golden samples, and what is told of it; ``of_day`` makes it another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from safety.corrections import documents as corrections
from safety.papers.rules import DEFAULT_TITLES, PaperKind

UNION, EMPLOYER = "渝中区总工会（示例）", "示例建设有限公司"
DAY = date(2026, 11, 23)


AT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


@contextmanager
def of_day(day: date) -> Iterator[None]:
    """Make the samples as of this day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "DAY", day)
        patch.setitem(globals(), "AT", AT.replace(year=day.year, month=day.month, day=day.day))
        yield


def number() -> str:
    return f"渝中劳监意〔{DAY.year}〕1号"


def named() -> str:
    return f"《劳动保护监督检查意见书》（{number()}）"


def told() -> str:
    return corrections.chinese_day(DAY)


def title(kind: PaperKind) -> str:
    return DEFAULT_TITLES[kind].title
