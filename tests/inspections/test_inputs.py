"""What is kept of a check is exactly what its schema would write."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.corrections.vocabulary import FindingGrade
from safety.inspections.inputs import CheckFacts, FindingFacts, content_of
from safety.inspections.rules import Answer
from safety.inspections.schemas import CheckIn
from safety.wire.schemas import Line, Strict, Words

SCHEMA = CheckIn(exclude=("submit",))

words = st.one_of(
    st.none(),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=["Cc", "Cs"]), max_size=40
    ),
)
ids = st.uuids().map(str)
scores = st.sampled_from([None, "0.5", "1", "3", "6", "10.0", "100"])
moments = st.sampled_from([None, "2026-11-23T09:00:00+08:00", "2026-11-23T01:00:00.123456+00:00"])
positions = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"lon": st.floats(106, 108), "lat": st.floats(29, 31)}, optional={"accuracy": st.floats(0, 500)}
    ),
)
findings = st.fixed_dictionaries(
    {"id": ids},
    optional={
        "item_id": words,
        "summary": words,
        "detail": words,
        "grade": st.sampled_from([one.value for one in FindingGrade]),
        "likelihood": scores,
        "exposure": scores,
        "consequence": scores,
        "position": positions,
        "basis": st.lists(
            st.fixed_dictionaries({"law": st.just("安全生产法")}, optional={"article": words}), max_size=2
        ),
        "photos": st.lists(ids, max_size=2),
    },
)
checks = st.fixed_dictionaries(
    {"site_id": ids},
    optional={
        "version_id": ids,
        "started_at": moments,
        "device_time": moments,
        "position": positions,
        "companions": st.lists(st.fixed_dictionaries({"name": st.just("周敏")}), max_size=2),
        "people_met": st.lists(
            st.fixed_dictionaries({"name": st.just("张建国"), "position": words}), max_size=2
        ),
        "alone_reason": words,
        "answers": st.dictionaries(
            st.sampled_from(["item-1", "item-2", "洞口"]),
            st.fixed_dictionaries(
                {"answer": st.sampled_from([one.value for one in Answer])}, optional={"note": words}
            ),
        ),
        "findings": st.lists(findings, max_size=3),
        "photos": st.lists(ids, max_size=2),
        "signatures": st.fixed_dictionaries({"refused": st.booleans()}, optional={"inspector_file": ids}),
        "note": words,
    },
)


def fitting(sent: dict[str, Any]) -> dict[str, Any]:
    """``sent`` with item names cut to what the schema takes."""
    for one in sent.get("findings", []):
        if one.get("item_id"):
            one["item_id"] = one["item_id"][:40]
    return sent


@given(checks)
def test_what_li_qiangs_tablet_sent_is_kept_as_the_schema_writes_it(sent: dict[str, Any]) -> None:
    facts = CheckFacts(**SCHEMA.load(fitting(sent)))
    kept = content_of(facts)
    assert kept == SCHEMA.dump(facts)
    assert json.loads(json.dumps(kept)) == kept


def test_a_score_made_without_the_schema_is_written_with_its_one_place() -> None:
    finding = FindingFacts(id=uuid.uuid4(), likelihood=Decimal(6), exposure=Decimal("0.5"))
    facts = CheckFacts(site_id=uuid.uuid4(), findings=(finding,))
    assert content_of(facts) == SCHEMA.dump(facts)
    assert content_of(facts)["findings"][0]["likelihood"] == "6.0"


class Note(Strict):
    line = Line()
    words = Words()


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\ud83d"])
def test_signs_that_control_or_mean_nothing_are_refused_in_every_text(sign: str) -> None:
    assert set(Note().validate({"line": f"护{sign}栏", "words": f"护{sign}栏"})) == {"line", "words"}


def test_a_new_line_and_a_tab_are_words_but_no_line() -> None:
    assert set(Note().validate({"line": "一\n二", "words": "一\n二\t三\r\n四"})) == {"line"}
    assert set(Note().validate({"line": "一\t二"})) == {"line"}
