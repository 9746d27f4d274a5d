"""Several tablets send at the same moment, and every check arrives once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from safety.corrections.models import Demand, SiteTally
from safety.database import db
from safety.evidence.models import EvidenceFile
from safety.inspections.models import Inspection
from safety.proof.queries.chains import verify_chains
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.evidence.test_operations import claim_within
from tests.inspections.workplaces import complete_check, load_sites
from tests.meanwhile import meanwhile, once_read

Api = Callable[[str], FlaskClient]
TABLETS = 6


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def send_all(app: Flask, bearer: str, sent: list[tuple[uuid.UUID, Any]]) -> Counter[int]:
    """Each check from a thread and client of its own, all at once."""

    def send(one: tuple[uuid.UUID, Any]) -> int:
        tablet = app.test_client()
        tablet.environ_base["HTTP_AUTHORIZATION"] = bearer
        return tablet.put(f"/api/v1/inspections/{one[0]}", json=one[1]).status_code

    db.session.rollback()
    with ThreadPoolExecutor(TABLETS) as pool:
        return Counter(pool.map(send, sent))


def test_one_check_sent_six_times_at_once_is_kept_once(app: Flask, places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    check, body = uuid.uuid4(), complete_check(liqiang)
    answers = send_all(app, liqiang.environ_base["HTTP_AUTHORIZATION"], [(check, body)] * TABLETS)
    assert answers == {201: 1, 200: TABLETS - 1}
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1
    assert db.session.scalar(select(func.count()).select_from(Demand)) == len(body["findings"])


def test_six_checks_that_name_the_same_photographs_leave_them_to_one_and_are_told_so(
    app: Flask, places: Cast, api: Api
) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    finding = body["findings"][0]
    sent = [
        (uuid.uuid4(), body | {"findings": [finding | {"id": str(uuid.uuid4())}]}) for _ in range(TABLETS)
    ]
    answers = send_all(app, liqiang.environ_base["HTTP_AUTHORIZATION"], sent)
    assert answers == {201: 1, 422: TABLETS - 1}
    kept = db.session.scalars(select(Inspection)).one()
    assert set(db.session.scalars(select(EvidenceFile.owner_id))) == {kept.id}


def test_a_check_outrun_between_reading_and_writing_is_judged_once_more(
    app: Flask, places: Cast, api: Api
) -> None:
    liqiang = api("liqiang")
    body = complete_check(liqiang)
    other = uuid.uuid4()
    photo = uuid.UUID(body["findings"][0]["photos"][0])

    def another_record_claims_it() -> None:
        meanwhile(app, lambda: claim_within(places, photo, owner=other))

    with once_read("WHERE evidence_files.id IN", another_record_claims_it) as outrun:
        answer = liqiang.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert outrun
    assert (answer.status_code, answer.get_json()["code"]) == (422, "unknown_files")
    assert answer.get_json()["missing"] == [str(photo)]
    db.session.rollback()
    assert db.session.get_one(EvidenceFile, photo, populate_existing=True).owner_id == other
    assert db.session.scalar(select(func.count()).select_from(Inspection)) == 0


def test_six_checks_of_one_site_at_once_are_all_counted(app: Flask, places: Cast, api: Api) -> None:
    liqiang = api("liqiang")
    sent = [(uuid.uuid4(), complete_check(liqiang)) for _ in range(TABLETS)]
    answers = send_all(app, liqiang.environ_base["HTTP_AUTHORIZATION"], sent)
    assert answers == {201: TABLETS}
    tally = db.session.scalars(select(SiteTally)).one()
    assert tally.found == sum(len(body["findings"]) for _, body in sent)
    assert verify_chains()[1] is None
