"""No mandatory opinion is closed before the owner answered in writing; the owner gets a receipt; only who may sign is asked to."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand
from safety.corrections.vocabulary import RecheckResult
from safety.database import db
from safety.errors import NotFound
from safety.projects import operations, queries
from safety.projects.models import Review
from safety.projects.operations.dossiers import write_dossier
from safety.projects.vocabulary import Category, Conclusion, ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.evidence import samples
from tests.projects.story import IN_TWO_WEEKS, Story

Api = Callable[[str], FlaskClient]
PDF = samples.pdf()


def sent(cast: Cast) -> tuple[Story, Review, str, str]:
    """A design review of 吴芳 with one mandatory and one advisory opinion sent, and the owner's link."""
    with one_transaction():
        story = Story(cast)
        review = story.review(story.project(), ReviewKind.DESIGN)
        story.attend(review)
        opinion = operations.add_opinion(
            actor=story.reviewer,
            now=NOW,
            review=story.again(review),
            category=Category.FIRE,
            mandatory=True,
            text="疏散门应向外开启",
            drawing="建施-07",
            law="中华人民共和国安全生产法",
            article="第三十一条",
        )
        story.opinion(review, "建议增设冲洗设施", mandatory=False)
        story.send(review)
        _, token = operations.make_link(actor=story.officer, now=NOW, review=story.again(review))
    return story, review, str(opinion.demand_id), token


def recheck(client: FlaskClient, demand: str, method: str = "on_paper") -> Any:
    body = {
        "checked_on": TODAY.isoformat(),
        "method": method,
        "lines": [{"demand_id": demand, "result": "passed", "words": "图纸已改"}],
    }
    return client.put(f"/api/v1/rechecks/{uuid.uuid4()}", json=body)


def answer(client: FlaskClient, token: str, demand: str) -> Any:
    client.application.config["WTF_CSRF_ENABLED"] = False
    form = {
        "lines.0.demand_id": demand,
        "lines.0.stance": "adopted",
        "lines.0.words": "已修改图纸",
        "author": "王工",
        f"photos-{demand}": (io.BytesIO(PDF), "修改图.pdf"),
    }
    return client.post(f"/project-reply/{token}", data=form, content_type="multipart/form-data")


@pytest.mark.parametrize("method", ["on_paper", "on_site"])
def test_wu_fang_does_not_close_a_mandatory_opinion_that_the_owner_has_not_answered(
    app: Flask, cast: Cast, api: Api, method: str
) -> None:
    story, review, demand, token = sent(cast)
    wufang = api("wufang")
    refused = recheck(wufang, demand, method)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "needs_reply")
    assert "书面答复" in str(refused.get_json()["errors"]["lines.0.result"])
    assert "登记书面答复" in wufang.get(f"/demands/{demand}").text
    assert app.test_client().get(f"/project-reply/{token}").status_code == 200
    early = wufang.post(f"/api/v1/demands/{demand}/no-reply", json={"reason": "电话催要无果"})
    assert (early.status_code, early.get_json()["code"]) == (409, "term_runs")
    assert answer(app.test_client(), token, demand).status_code == 302
    assert recheck(wufang, demand, method).status_code == 201
    with one_transaction():
        assert db.session.get_one(Demand, uuid.UUID(demand)).state == "closed"
        story.propose(review, Conclusion.AGREE)


@pytest.mark.usefixtures("papers_are_made")
def test_the_owner_sees_what_is_asked_sends_a_pdf_and_keeps_a_receipt_that_anybody_can_check(
    app: Flask, cast: Cast, api: Api, tmp_path: Path
) -> None:
    _, review, demand, token = sent(cast)
    owner = app.test_client()
    page = owner.get(f"/project-reply/{token}").text
    for words in (
        "必须落实",
        "建议性",
        "建施-07",
        "《安全生产法》第三十一条",
        "application/pdf",
    ):
        assert words in page
    place = answer(owner, token, demand).location
    receipt = owner.get(place).text
    number = re.search(r"\d{8}-[0-9A-F]{8}", receipt)
    assert number is not None
    assert "王工" in receipt
    assert "修改图" in receipt
    record = owner.get(f"{place}/record.json")
    assert json.loads(record.data)["signed"]["number"] == number[0]
    assert record.headers["Cache-Control"] == "private, no-store"
    assert json.loads(record.data)["content_hash"] in receipt
    kept, attached = tmp_path / "receipt.json", tmp_path / "drawing.pdf"
    kept.write_bytes(record.data)
    attached.write_bytes(PDF)
    told = app.test_cli_runner().invoke(args=["verify", str(kept), "--attached", str(attached)])
    assert told.exit_code == 0, told.output
    kept.write_text(record.text.replace("adopted", "refused"), encoding="utf-8")
    assert app.test_cli_runner().invoke(args=["verify", str(kept)]).exit_code != 0
    verified = app.test_client().get(f"/verify/{number[0].lower()}")
    assert verified.status_code == 200
    assert json.loads(record.data)["content_hash"] in verified.text
    assert "王工" not in verified.text  # that there is one, not what it says
    assert app.test_client().get("/verify/20261123-00000000").status_code == 404
    reply_id = place.rsplit("/", 1)[1]
    assert number[0] in api("wufang").get(f"/replies/{reply_id}/receipt").text
    assert api("wanglei").get(f"/replies/{reply_id}/receipt").status_code == 404
    with one_transaction(write=False):
        project = db.session.get_one(Review, review.id).project
        project_id, name = project.id, project.name
        held = queries.dossier_of(cast.actor("chenjing"), project)
    write_dossier(project_id, name, held, tmp_path / "dossier.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "dossier.zip") as dossier:
        names = [one for one in dossier.namelist() if "/单位答复/" in one]
        assert [Path(one).suffix for one in sorted(names)] == [".pdf", ".json"]
        kept_receipt = next(one for one in names if one.endswith(".json"))
        assert number[0] in kept_receipt
        assert json.loads(dossier.read(kept_receipt)) == json.loads(record.data)


def test_the_link_stays_open_until_the_mandatory_opinion_is_closed(cast: Cast) -> None:
    story, review, _, token = sent(cast)
    much_later = NOW + timedelta(days=400)
    with one_transaction():
        assert queries.live_link(token, much_later).review_id == review.id
        story.reply(story.again(review).opinions[0])
        story.verify(story.again(review).opinions[0])
        with pytest.raises(NotFound):
            queries.live_link(token, much_later)


def test_after_the_term_that_no_reply_is_given_is_recorded_and_then_a_look_closes_it(cast: Cast) -> None:
    story, _, demand, _ = sent(cast)
    after = NOW + (IN_TWO_WEEKS - TODAY) + timedelta(days=1)
    with one_transaction():
        row = db.session.get_one(Demand, uuid.UUID(demand))
        corrections.record_no_reply(actor=story.reviewer, now=after, demand=row, reason="三次催要")
        assert (row.state, row.no_reply_at) == ("demanded", after)
        corrections.record_recheck(
            actor=story.reviewer,
            now=after,
            checked_on=after.date(),
            lines=[RecheckLine(row.id, RecheckResult.PASSED, "现场已改")],
        )
        assert row.state == "closed"


def test_an_opinion_closed_without_a_reply_in_former_days_stays_closed_and_is_raised_again_to_be_agreed(
    cast: Cast, api: Api
) -> None:
    story, review, demand, _ = sent(cast)
    with one_transaction():  # as the old release left it
        row = db.session.get_one(Demand, uuid.UUID(demand))
        row.state, row.is_open, row.closed_at, row.result = "closed", False, NOW, "passed"
    address = f"/api/v1/project-reviews/{review.id}"
    refused = api("wufang").post(f"{address}/proposal", json={"conclusion": "agree"})
    assert "没有书面答复" in str(refused.get_json()["errors"]["conclusion"])
    assert "没有书面答复" in api("wufang").get(f"/demands/{demand}").text
    new = uuid.uuid4()
    again = api("wufang").put(f"/api/v1/demands/{demand}/reopen/{new}", json={"reason": "补书面答复"})
    assert again.status_code == 201
    assert api("chenjing").post(f"{address}/transmission", json={"reply_by": "2026-12-10"}).status_code == 200
    with one_transaction():
        assert db.session.get_one(Demand, uuid.UUID(demand)).state == "closed"
        token = operations.make_link(actor=story.officer, now=NOW, review=story.again(review))[1]
    assert answer(api("wufang").application.test_client(), token, str(new)).status_code == 302
    assert recheck(api("wufang"), str(new)).status_code == 201
    assert api("wufang").post(f"{address}/proposal", json={"conclusion": "agree"}).status_code == 201


def test_who_may_not_sign_reads_the_opinions_and_is_offered_no_form(app: Flask, cast: Cast, api: Api) -> None:
    story, review, demand, token = sent(cast)
    assert answer(app.test_client(), token, demand).status_code == 302
    with one_transaction():
        story.verify(story.again(review).opinions[0])
        story.propose(review, Conclusion.AGREE)
    address = f"/projects/reviews/{review.id}/sign"
    zhaolan = api("zhaolan")
    page = zhaolan.get(address).text
    for words in ("疏散门应向外开启", "必须落实", "建议增设冲洗设施", "建议性", "已修改图纸", "建施-07"):
        assert words in page
    assert 'name="password"' in page
    stand = zhaolan.get(f"/api/v1/project-reviews/{review.id}/signature").get_json()
    assert [one["may"] for one in stand["acts"]] == [True, False, False]
    with one_transaction():  # the proposal is now Zhao Lan's own
        row = story.again(review).proposed
        assert row is not None
        row.proposed_by = cast.member("zhaolan").id
    assert 'name="password"' not in zhaolan.get(address).text
    assert address not in zhaolan.get(f"/projects/reviews/{review.id}").text
    stand = zhaolan.get(f"/api/v1/project-reviews/{review.id}/signature").get_json()
    assert (stand["acts"][0]["may"], stand["acts"][0]["code"]) == (False, "same_person")
    signing = {"password": "x", "signature": None}
    assert zhaolan.post(f"/api/v1/project-reviews/{review.id}/signature", json=signing).status_code in {
        409,
        422,
    }
