"""The kept sums by district are those of a full count, whatever officers write and whenever they are kept."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import func, select

from maps import kept
from maps.kept import keep
from maps.sources import StandingFilters, rated_sites
from safety.access.scope import Scope
from safety.database import db
from safety.law.days import shanghai_date
from safety.rollups.models import SiteMark, SiteRating
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.inspections.workplaces import complete_check, load_sites
from tests.maps.officers import Officers, counted_in_full, summed
from tests.maps.places import YUZHONG, add_finding, add_site
from tests.sizes import of_whole

Api = Callable[[str], FlaskClient]
EXAMPLES, STEPS = of_whole(20), 30


def test_whatever_is_written_and_whenever_it_is_kept_the_sums_are_those_of_a_full_count(app: Flask) -> None:
    Officers.app = app
    run_state_machine_as_test(
        Officers,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Officers.read_from_kept > EXAMPLES  # otherwise full counts were compared with themselves


@pytest.fixture
def kept_site(cast: Cast) -> uuid.UUID:
    """A site in 渝中 whose rating is kept."""
    site = add_site(cast, "yuzhong", "解放碑工地", YUZHONG)
    keep(NOW)
    return site


def yuzhong(day: date = TODAY) -> Any:
    return summed(StandingFilters(), day)["500103"]


def test_what_is_kept_is_read_without_counting_every_site(
    kept_site: uuid.UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_finding(cast, kept_site, colour="red")
    counted: list[StandingFilters] = []

    def spy(scope: Scope, filters: StandingFilters, **more: Any) -> Any:
        counted.append(filters)
        return rated_sites(scope, filters, **more)

    monkeypatch.setattr(kept, "rated_sites", spy)
    assert yuzhong().open == 1
    assert [one.site_ids for one in counted] == [frozenset({kept_site})]
    keep(NOW)
    counted.clear()
    assert yuzhong().open == 1
    assert counted == []


@pytest.mark.parametrize("days", [1, -1])
def test_what_was_kept_of_another_day_is_not_read(kept_site: uuid.UUID, cast: Cast, days: int) -> None:
    add_finding(cast, kept_site, term_on=TODAY)
    keep(NOW)
    assert yuzhong().overdue == 0
    day = TODAY + timedelta(days=days)
    assert yuzhong(day).overdue == counted_in_full(StandingFilters(), day)["500103"].overdue == max(days, 0)


def test_a_write_that_is_undone_marks_nothing(kept_site: uuid.UUID) -> None:
    with one_transaction(write=False):
        db.session.get_one(Site, kept_site).headcount = 900
        db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(SiteMark)) == 0


def test_keeping_again_on_the_next_day_changes_only_what_the_day_changed(
    kept_site: uuid.UUID, cast: Cast
) -> None:
    moment = NOW + timedelta(days=1)
    add_finding(cast, kept_site, term_on=TODAY)
    add_site(cast, "nanan", "南岸工地")
    keep(NOW)
    keep(moment)
    row = db.session.get_one(SiteRating, kept_site, populate_existing=True)
    assert (row.open, row.overdue) == (1, 1)
    assert summed(StandingFilters(), shanghai_date(moment)) == counted_in_full(
        StandingFilters(), shanghai_date(moment)
    )


def test_with_very_many_changes_everything_is_counted(
    kept_site: uuid.UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_MARKED", 1)
    add_finding(cast, kept_site)
    assert yuzhong().open == 1
    add_site(cast, "yuzhong", "朝天门工地")
    assert yuzhong().sites == 2


def clean(body: dict[str, Any]) -> dict[str, Any]:
    """The same check with nothing found."""
    answers = {item: {"answer": "conforming"} for item in body["answers"]}
    return body | {"answers": answers, "findings": []}


@pytest.mark.parametrize("change", [clean, dict])
def test_a_check_that_li_qiang_sends_is_counted_with_and_without_a_finding(
    cast: Cast, api: Api, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    with one_transaction():
        load_sites()
    keep(NOW)
    liqiang = api("liqiang")
    body = change(complete_check(liqiang))
    assert liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code == 201
    assert (yuzhong().checks, yuzhong().open) == (1, len(body["findings"]))


def test_checks_that_arrive_while_ratings_are_kept_are_all_counted(app: Flask, cast: Cast, api: Api) -> None:
    with one_transaction():
        load_sites()
    liqiang = api("liqiang")
    bodies = [complete_check(liqiang, site=site) for site in ("tower", "tunnel") * 4]
    db.session.rollback()
    sending = threading.Event()

    def send(body: dict[str, Any]) -> int:
        tablet = app.test_client()
        tablet.environ_base.update(liqiang.environ_base)
        return tablet.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body).status_code

    def keep_on() -> int:
        with app.app_context():
            rounds = 0
            while not (sending.is_set() and rounds):
                keep(NOW + timedelta(days=rounds % 2))  # now a few sites, now all of them
                rounds += 1
            db.session.remove()
            return rounds

    with ThreadPoolExecutor(5) as pool:
        keeper = pool.submit(keep_on)
        answers = list(pool.map(send, bodies))
        sending.set()
        assert keeper.result() > 0
    assert set(answers) == {201}
    assert summed(StandingFilters(), TODAY) == counted_in_full(StandingFilters(), TODAY)
    keep(NOW + timedelta(days=2))
    keep(NOW)
    assert yuzhong().checks == len(bodies)
    assert summed(StandingFilters(), TODAY) == counted_in_full(StandingFilters(), TODAY)


def test_the_command_and_the_server_each_minute_keep_what_changed(app: Flask, cast: Cast) -> None:
    add_site(cast, "yuzhong", "解放碑工地")
    told = app.test_cli_runner().invoke(args=["ratings", "keep"])
    assert (told.exit_code, told.output) == (0, "1 sites counted\n")
    assert app.test_cli_runner().invoke(args=["ratings", "keep"]).output == "0 sites counted\n"
    again = app.test_cli_runner().invoke(args=["ratings", "keep", "--all"])
    assert again.output == "1 sites counted\n"
    add_site(cast, "nanan", "南岸工地")
    huey = app.extensions["huey"].huey
    (task,) = [one for one in huey.read_periodic(datetime.now(UTC)) if one.name == "keep_ratings"]
    huey.execute(task)
    assert db.session.scalar(select(func.count()).select_from(SiteRating)) == 2
