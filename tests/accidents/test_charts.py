"""The arithmetic of the pictures: bars and steps."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from safety.accidents.charts import BAR_WIDTH, SERIES_HEIGHT, SERIES_WIDTH, bar_chart, series_chart

DAY = date(2026, 7, 1)


def test_the_longest_bar_is_the_largest_number() -> None:
    chart = bar_chart([("渝中", 4, "4"), ("南岸", 1, "1"), ("涪陵", 0, "0")])
    assert [bar.length for bar in chart.bars] == [BAR_WIDTH, BAR_WIDTH / 4, 0]


def test_a_share_is_drawn_against_the_whole() -> None:
    chart = bar_chart([("渝中", 0.25, "25%")], most=1)
    assert chart.bars[0].length == BAR_WIDTH / 4


def test_nothing_at_all_is_a_picture_of_one_empty_row() -> None:
    assert bar_chart([]).bars == ()
    assert bar_chart([("渝中", 0, "0")]).bars[0].length == 0


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_no_bar_is_longer_than_its_ground(values: list[int]) -> None:
    chart = bar_chart([(str(value), value, str(value)) for value in values])
    assert all(0 <= bar.length <= BAR_WIDTH for bar in chart.bars)


def test_a_number_holds_until_the_next_report_and_then_until_today() -> None:
    days = [DAY, DAY.replace(day=11)]
    chart = series_chart(days, [("死亡", "danger", [1, 2])], until=DAY.replace(day=31))
    assert chart is not None
    assert chart.lines[0].path.count("H") == 2
    assert chart.lines[0].last == 2
    assert chart.lines[0].end[0] <= SERIES_WIDTH


def test_a_kind_that_never_happened_is_left_out() -> None:
    chart = series_chart([DAY], [("死亡", "danger", [0]), ("重伤", "warning", [2])], until=DAY)
    assert chart is not None
    assert [line.label for line in chart.lines] == ["重伤"]
    assert series_chart([DAY], [("死亡", "danger", [0])], until=DAY) is None
    assert series_chart([], [], until=DAY) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 500)), min_size=1, max_size=12))
def test_every_end_lies_in_the_picture(rows: list[tuple[int, int]]) -> None:
    days = sorted({DAY.fromordinal(DAY.toordinal() + ago) for ago, _ in rows})
    values = [value for _, value in rows][: len(days)]
    chart = series_chart(days, [("死亡", "danger", values)], until=days[-1])
    assert chart is None or 0 <= chart.lines[0].end[1] <= SERIES_HEIGHT
