"""Proposals to leave a place of danger: the minutes to the decision, and the law they rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from safety.corrections import operations as corrections
from safety.corrections.vocabulary import EvacuationDecision
from safety.database import session
from safety.errors import Invalid
from safety.papers.models import Paper
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import NOW, Cast
from tests.corrections.story import make_site


def test_evacuation_counts_the_minutes_and_a_refusal_needs_the_reason(cast: Cast, site: Site) -> None:
    proposal = corrections.propose_evacuation(
        actor=cast.actor("liqiang"),
        now=NOW,
        site=site,
        danger="深基坑支护变形加剧",
        suggestion="立即撤出坑内全部人员",
        told_name="邓某",
        told_position="项目经理",
        proposed_at=NOW - timedelta(minutes=20),
    )
    assert proposal.number
    assert "职业病防治法" not in str(session.get_one(Paper, proposal.paper_id).content)
    decide: dict[str, Any] = {
        "actor": cast.actor("liqiang"),
        "now": NOW,
        "proposal": proposal,
        "decided_at": NOW - timedelta(minutes=13),
        "decided_by": "邓某",
    }
    with pytest.raises(Invalid):
        corrections.record_evacuation_decision(**decide, decision=EvacuationDecision.REFUSED)
    corrections.record_evacuation_decision(**decide, decision=EvacuationDecision.WITHDRAWN)
    assert proposal.decided_at == NOW - timedelta(minutes=13)


def test_a_proposal_to_leave_a_toxic_workplace_rests_on_the_health_law_alone(cast: Cast, site: Site) -> None:
    proposal = corrections.propose_evacuation(
        actor=cast.actor("liqiang"),
        now=NOW,
        site=site,
        danger="氯气管道法兰泄漏",
        suggestion="立即撤出车间全部人员",
        toxic=True,
        told_name="邓某",
        told_position=None,
        proposed_at=NOW,
    )
    basis = session.get_one(Paper, proposal.paper_id).content["basis"]
    assert "《职业病防治法》第四十条" in basis
    # The regulation on such places was revised from 2025-01-20, and its new article 8 was not read.
    assert "有毒物品" not in basis


@pytest.mark.parametrize(
    ("danger", "name", "industry", "cited", "not_cited"),
    [
        ("放射源失控，射线外泄", "探伤车间", "C", "《职业病防治法》第四十条", "煤炭法"),
        ("氧含量百分之十六，两人缺氧", "污水池", "D", "《职业病防治法》第四十条", "煤炭法"),
        ("顶板大面积来压", "示例煤矿 3 号井", "B", "《煤炭法》第三十五条", "职业病防治法"),
        ("边坡开裂", "示例采石场", "B", "《矿山安全法》第二十五条", "煤炭法"),
        ("脚手架整体倾斜", "煤建大厦工地", "E", "《工会法》第二十五条", "煤炭法"),
        ("粉尘爆炸的危险", "木材车间", "C", "《工会法》第二十五条", "职业病防治法"),
    ],
)
def test_a_proposal_to_leave_rests_on_the_law_of_the_danger_and_of_the_coal_mine(
    cast: Cast, danger: str, name: str, industry: str, cited: str, not_cited: str
) -> None:
    site = make_site(cast, "yuzhong", name)
    with one_transaction():
        site.industry = industry
    proposal = corrections.propose_evacuation(
        actor=cast.actor("liqiang"),
        now=NOW,
        site=site,
        danger=danger,
        suggestion="立即撤出全部人员",
        told_name="邓某",
        told_position=None,
        proposed_at=NOW,
    )
    basis = session.get_one(Paper, proposal.paper_id).content["basis"]
    assert cited in basis
    assert not_cited not in basis
    assert "有毒物品" not in basis


def test_what_was_said_of_danger_and_place_goes_before_what_their_words_say(cast: Cast) -> None:
    site = make_site(cast, "yuzhong", "示例建材公司矿区")
    proposal = corrections.propose_evacuation(
        actor=cast.actor("liqiang"),
        now=NOW,
        site=site,
        danger="中毒事故后顶板来压",
        suggestion="立即撤出全部人员",
        health=False,
        coal_mine=True,
        told_name="邓某",
        told_position=None,
        proposed_at=NOW,
    )
    basis = session.get_one(Paper, proposal.paper_id).content["basis"]
    assert "《煤炭法》第三十五条" in basis
    assert "《矿山安全法》第二十五条" in basis
    assert "职业病防治法" not in basis
