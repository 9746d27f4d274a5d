"""The day a moment belongs to: the law counts days in Chongqing's zone (Asia/Shanghai)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai_date(moment: datetime) -> date:
    """The calendar day of ``moment`` (aware) in Asia/Shanghai."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """00:00 of ``day`` in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of_day(day: date) -> datetime:
    """24:00 of ``day`` in Asia/Shanghai: a term that ends on ``day`` ends at this moment."""
    return start_of_day(day + timedelta(days=1))
