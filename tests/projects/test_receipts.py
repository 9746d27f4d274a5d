"""The receipt that 吴芳 gives for the documents of a day."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.database import db
from safety.papers.content import content_from
from safety.papers.models import Paper
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.papers.checking import issue, page_of
from tests.papers.golden_samples import text_of
from tests.projects.story import Story

Clients = Callable[[str], FlaskClient]
RECEIPT = {"received_on": "2026-11-20", "handed_by": "王工"}


@pytest.fixture
def review(cast: Cast) -> str:
    """A design review of 渝中区."""
    with one_transaction():
        story = Story(cast)
        return str(story.review(story.project(), ReviewKind.DESIGN).id)


def receive(client: FlaskClient, review: str, name: str, on: str) -> None:
    body = {"name": name, "received_on": on}
    assert client.post(f"/api/v1/project-reviews/{review}/materials", json=body).status_code == 201


def receipt(client: FlaskClient, review: str, status: int = 200, **changes: str) -> Any:
    answer = client.post(f"/api/v1/project-reviews/{review}/material-receipts", json=RECEIPT | changes)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_receipt_names_the_documents_of_its_day_who_gave_and_who_took_them(
    api: Clients, review: str
) -> None:
    wufang = api("wufang")
    receive(wufang, review, "初步设计", "2026-11-20")
    receive(wufang, review, "职业安全卫生专篇", "2026-11-21")
    first = receipt(wufang, review)
    assert first["number"] == "渝中区总工会三同收〔2026〕1号"
    content = content_from(db.session.get_one(Paper, uuid.UUID(first["id"])).content)
    assert [(one.label, one.name) for one in content.signers] == [("送交人", "王工"), ("接收人", "吴芳")]
    text = text_of(content)
    assert "初步设计" in text
    assert "职业安全卫生专篇" not in text
    assert "2026年11月20日收到" in text
    assert receipt(wufang, review)["id"] == first["id"]
    receive(wufang, review, "图纸", "2026-11-20")
    assert receipt(wufang, review)["id"] != first["id"]
    assert receipt(wufang, review, 409, received_on="2026-11-22")["code"] == "nothing_received"
    receipt(api("liqiang"), review, 403)


def test_the_page_shows_the_receipt_before_it_goes_out(api: Clients, signed_in: Clients, review: str) -> None:
    receive(api("wufang"), review, "初步设计", "2026-11-20")
    wufang, address = signed_in("wufang"), f"/projects/reviews/{review}"
    assert "签发签收单" in wufang.get(address).get_data(as_text=True)
    assert "初步设计" in page_of(wufang.post(f"{address}/material-receipts", data=RECEIPT))
    assert issue(wufang, f"{address}/material-receipts", RECEIPT).status_code == 302
    assert "资料签收单</a>" in wufang.get(address).get_data(as_text=True)
