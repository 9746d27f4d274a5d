"""What a run of the tests takes on which database, told by the fixtures that a test asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from flask import Flask

from tests import sizes
from tests.machine import ROOT
from tools import test as runs


def test_what_asks_for_the_application_runs_on_both_databases(
    request: pytest.FixtureRequest, app: Flask
) -> None:
    assert request.node.get_closest_marker("database")


def test_what_needs_no_database_runs_once(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("database") is None
    for parts in (runs.EVERYDAY, runs.WHOLE):
        assert all("database" not in part[1] for part in parts["sqlite"])
        assert all("database" in part[1] or "both" in part[1] for part in parts["postgresql"])


def test_the_parts_with_a_browser_look_where_the_journeys_lie() -> None:
    elsewhere = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"chromium: Browser[,)]", file.read_text(encoding="utf-8"))
        and not file.is_relative_to(ROOT / "tests/browser")
        and not file.is_relative_to(ROOT / "tests/maps")
    ]
    assert elsewhere == []
    for parts in (runs.EVERYDAY, runs.WHOLE):
        for _without, browser in parts.values():
            assert set(runs.ROOMS_WITH_BROWSERS) == {"tests/browser", "tests/maps"} <= set(browser)


@pytest.mark.parametrize(("whole", "size"), [(True, 40), (False, 8)])
def test_a_random_machine_is_a_fifth_of_its_size_but_for_a_release(
    monkeypatch: pytest.MonkeyPatch, *, whole: bool, size: int
) -> None:
    monkeypatch.setattr(sizes, "WHOLE", whole)
    assert sizes.of_whole(40) == size


@pytest.mark.parametrize(("second", "status"), [(0, 0), (1, 1)])
def test_a_journey_that_failed_is_run_once_more_and_fails_the_build_when_it_fails_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], second: int, status: int
) -> None:
    asked: list[tuple[str, ...]] = []

    def answer(_database: str, arguments: Sequence[str], *, whole: bool) -> int:
        asked.append(tuple(arguments))
        return second if "--last-failed" in arguments else 1

    monkeypatch.setattr(runs, "pytest_status", answer)
    without, browser = runs.EVERYDAY["sqlite"]
    assert runs.run_on("sqlite", browser, whole=False) == status
    again = ("-m", "browser and not long", *runs.ROOMS_WITH_BROWSERS, *runs.ONCE_MORE)
    assert asked == [browser, again]
    assert ("Unsteady" in capsys.readouterr().out) is (status == 0)
    asked.clear()
    assert runs.run_on("sqlite", without, whole=False) == 1
    assert asked == [without]
    asked.clear()
    assert runs.run_on("sqlite", browser, whole=True) == 1  # a release forgives nothing
    assert asked == [browser]
