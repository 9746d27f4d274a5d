"""From what is recorded at the site to the law on the paper: what was said goes before what words propose."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.facts import ground_of
from safety.corrections.inputs import NewDemand
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind
from safety.database import db
from safety.inspections.models import ChecklistVersion
from safety.law.grounds import Ground
from safety.people.queries import place_of
from safety.transactions import one_transaction
from tests.cast import NOW, Cast
from tests.inspections.workplaces import complete_check, load_sites

Api = Callable[[str], FlaskClient]
#: A question of a union's own list, whose words alone would be taken for an order.
QUESTION = "班组长强令冒险作业的，职工能当场停下来吗？"


@pytest.fixture
def places(cast: Cast) -> Cast:
    with one_transaction():
        load_sites()
    return cast


def ask(version_id: str, item_id: str, words: str) -> None:
    """Let the item of the list ask something else."""
    with one_transaction():
        version = db.session.get_one(ChecklistVersion, uuid.UUID(version_id))
        content = copy.deepcopy(version.content)
        for item in (one for section in content["sections"] for one in section["items"]):
            if item["id"] == item_id:
                item["ask"] = words
        version.content = content


def sent(client: FlaskClient, finding: dict[str, Any], question: str | None = None) -> uuid.UUID:
    """A check with the one finding, sent; the finding's id."""
    body = complete_check(client)
    body["findings"][0] |= finding
    if question:
        ask(body["version_id"], body["findings"][0]["item_id"], question)
    answer = client.put(f"/api/v1/inspections/{uuid.uuid4()}", json=body)
    assert answer.status_code == 201, answer.text
    return uuid.UUID(body["findings"][0]["id"])


def ground(demand_id: uuid.UUID) -> Ground:
    with one_transaction(write=False):
        return ground_of(db.session.get_one(Demand, demand_id))


@pytest.mark.parametrize(
    ("detail", "orders"), [("", False), ("队长当天强令两人冒险下池。", True), (QUESTION, False)]
)
def test_the_question_that_a_finding_was_begun_from_is_not_taken_for_what_liqiang_found(
    places: Cast, api: Api, detail: str, orders: bool
) -> None:
    finding = {"summary": f"不符合：{QUESTION.rstrip('？')}", "detail": detail}
    assert ground(sent(api("liqiang"), finding, QUESTION)).orders is orders


def test_raised_again_a_finding_still_leaves_out_the_question_that_it_was_begun_from(
    places: Cast, api: Api
) -> None:
    first = sent(api("liqiang"), {"summary": f"不符合：{QUESTION.rstrip('？')}"}, QUESTION)
    new_id = uuid.uuid4()
    with one_transaction():
        demand = db.session.get_one(Demand, first)
        corrections.raise_demand(
            actor=places.actor("liqiang"),
            now=NOW,
            kind=DemandKind.FINDING,
            place=place_of(demand),
            site_id=demand.site_id,
            employer_id=demand.employer_id,
            source_kind=demand.source_kind,
            source_id=demand.source_id,
            demand=NewDemand(id=new_id, summary=demand.summary, detail="又出现", continues_id=first),
        )
    assert ground(new_id).orders is False
