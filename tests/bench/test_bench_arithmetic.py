"""The arithmetic of the measurements: what counts, what a percentile is, what the table says."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from bench import checks, load, report
from bench.load import Outcome, Request
from bench.report import CheckFigure, PageFigure, Report


def test_a_rate_counts_whole_acts_and_not_single_answers() -> None:
    outcome = Outcome(statuses=Counter({201: 40}), latencies=[0.1] * 20, seconds=2.0)
    assert outcome.rate == 10.0


def test_a_refused_answer_is_shown_and_no_act() -> None:
    outcome = Outcome(statuses=Counter({201: 3, 422: 2}), latencies=[0.1] * 3, seconds=1.0)
    assert (outcome.refused, outcome.rate) == (2, 3.0)


@pytest.mark.parametrize(("share", "milliseconds"), [(0.0, 1.0), (0.5, 51.0), (0.95, 96.0), (1.0, 100.0)])
def test_a_percentile_is_the_latency_that_this_share_stayed_below(share: float, milliseconds: float) -> None:
    outcome = Outcome(latencies=[n / 1000 for n in range(100, 0, -1)], seconds=1.0)
    assert outcome.percentile(share) == pytest.approx(milliseconds)


def test_nothing_done_is_a_rate_of_nothing() -> None:
    assert (Outcome().rate, Outcome().percentile(0.95)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 201 CREATED\r\nContent-Length: 4\r\n\r\nkept", (201, 4)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", (200, 5)),
    ],
)
def test_an_answer_is_whole_with_its_last_byte_and_not_before(
    answer: bytes, expected: tuple[int, int]
) -> None:
    for size in (1, 7, len(answer)):
        heard = load.Answer()
        pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
        assert [heard.hears(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
        assert (heard.status, heard.length) == expected


def test_a_request_says_how_long_its_content_is() -> None:
    content = "检查".encode()
    written = load.encoded(
        Request("PUT", "/x", {"Content-Type": "text/plain"}, body=content[:3], rest=content[3:])
    )
    assert written.endswith("\r\n\r\n检查".encode())
    assert written.startswith(b"PUT /x HTTP/1.1\r\n")
    assert b"Content-Length: 6\r\n" in written


def test_each_photograph_has_other_bytes_and_the_same_picture() -> None:
    photo = checks.photograph(60_000)
    one, other = (checks.start_of_another(photo) + photo[checks.FIRST_MARKER :] for _ in range(2))
    assert one != other
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        assert first.tobytes() == second.tobytes()


def figures() -> Report:
    """A run that missed its target with a photograph."""
    result = Report(quick=True, machine="a machine", begun="2026-11-23T02:00:00+00:00", load_before=0.0)
    fast = Outcome(statuses=Counter({201: 400}), latencies=[0.01] * 400, seconds=1.0)
    slow = Outcome(statuses=Counter({201: 200}), latencies=[0.2] * 100, seconds=1.0)
    result.checks = [
        CheckFigure.of("SQLite", 32, [fast], photo=False, processor_seconds=2.0),
        CheckFigure.of("SQLite", 32, [slow], photo=True, processor_seconds=2.0),
    ]
    small = Outcome(statuses=Counter({200: 2}), latencies=[0.01] * 2, seconds=1.0, bytes_received=4000)
    large = Outcome(statuses=Counter({200: 2}), latencies=[0.03] * 2, seconds=1.0, bytes_received=4000)
    result.pages = [PageFigure.of("SQLite", "Today", n, o) for n, o in ((10_000, small), (100_000, large))]
    result.finish()
    return result


def test_the_table_names_a_missed_target_and_only_that() -> None:
    assert [note for note in figures().notes if "Target" in note] == [
        "Target missed: SQLite with a photo, 100 a second in the best round and 100 in the middle one, of 204."
    ]


def test_a_target_that_a_disturbed_machine_met_once_is_told_as_that() -> None:
    rounds = [Outcome(latencies=[0.01] * done, seconds=1.0) for done in (150, 210, 190)]
    figure = CheckFigure.of("PostgreSQL", 32, rounds, photo=True, processor_seconds=5.5)
    assert (figure.best, figure.median, figure.processor_ms) == (210.0, 190.0, 10.0)
    result = Report(quick=True, machine="a machine", load_before=0.0, checks=[figure])
    result.finish()
    assert [note for note in result.notes if "Target" in note] == [
        (
            "Target reached in the best round only: PostgreSQL with a photo, 210 a second in the best round and 190 in the "
            "middle one, of 204."
        )
    ]
    assert "| PostgreSQL | 200 KB | 32 | 190.0 | 210.0 |" in report.as_table(result)


def test_each_round_tells_how_much_of_the_machine_there_was() -> None:
    loads = [Outcome(latencies=[0.01] * done, seconds=1.0) for done in (150, 210)]
    result = Report(quick=True, machine="a machine", load_before=0.0, bare={"SQLite": [7_000.0, 15_000.4]})
    result.checks = [CheckFigure.of("SQLite", n, loads, photo=False, processor_seconds=1.0) for n in (8, 32)]
    table = report.as_table(result)
    assert "| SQLite 1 | 7000 | 150.0 | 150.0 |" in table
    assert "| SQLite 2 | 15000 | 210.0 | 210.0 |" in table


def test_growth_is_told_against_the_fewest_findings() -> None:
    table = report.as_table(figures())
    assert "| Today | SQLite | 10,000 | 10 | 10 | 2 |  | 0 |" in table
    assert "| Today | SQLite | 100,000 | 30 | 30 | 2 | 3.0 x | 0 |" in table


def test_the_run_is_kept_for_people_and_for_programs(tmp_path: Path) -> None:
    table = report.keep(figures(), tmp_path)
    assert (tmp_path / "latest.md").read_text(encoding="utf-8") == table
    kept = json.loads((tmp_path / "latest.json").read_text(encoding="utf-8"))
    assert kept["checks"][0]["processor_ms"] == 5.0
