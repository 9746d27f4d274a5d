"""A rule that reads the clock, moments without a zone, an article by hand."""

from datetime import UTC, date, datetime


def is_overdue(due):
    # ruleid: moment-without-a-zone, clock-in-rules
    return due < date.today()


def late_by(due):
    # ruleid: moment-without-a-zone, clock-in-rules
    late = datetime.now() - due
    # ruleid: clock-in-rules
    other = datetime.now(UTC) - due
    # ok: moment-without-a-zone
    there = datetime.fromtimestamp(0, tz=UTC)
    # ok: clock-in-rules
    return max(late, other, there - due, datetime(2026, 11, 23, tzinfo=UTC) - due)


def basis():
    """第二十七条 in a docstring is nobody's citation."""
    # ruleid: article-by-hand
    return "《工会法》第二十七条"


# ruleid: article-by-hand
BASIS = f"安全生产法第{60}条"
# ok: article-by-hand
KEY = "union-law-27"
