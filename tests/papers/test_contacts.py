"""Whom the receiver of a paper may ask, and how many originals there are: said once by the union, printed on its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from safety.papers import operations
from safety.papers.rules import originals_line
from safety.transactions import one_transaction
from tests.cast import Cast, id_of
from tests.papers.samples import notice
from tests.papers.test_operations import draft

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
ADDRESS = f"/api/v1/unions/{id_of('yuzhong')}/paper-contact"
SAID = {"person": "陈静", "phone": "023-63000000", "originals": 3}


def test_a_paper_that_goes_to_somebody_names_the_unions_contact_and_its_originals(
    api: Clients, signed_in: Clients, cast: Cast
) -> None:
    before = draft(cast)
    chenjing = api("chenjing")
    assert chenjing.get(ADDRESS).get_json() == dict.fromkeys(SAID)
    assert chenjing.put(ADDRESS, json=SAID).get_json() == SAID
    told = draft(cast).content
    assert told["contact"] == "联系人：陈静　联系电话：023-63000000"
    assert told["originals"] == "本文书一式三份。"
    assert "contact" in before.content
    assert not before.content["contact"]
    assert not draft(cast, replace(notice(), addressee="")).content["contact"]
    assert not draft(cast, by="wanglei", place="nanan").content["contact"]
    page = signed_in("chenjing").get("/paper-titles").get_data(as_text=True)
    assert 'value="023-63000000"' in page


def test_a_contact_is_kept_by_who_may_edit_titles_and_in_bounds(api: Clients, signed_in: Clients) -> None:
    assert api("wanglei").put(ADDRESS, json=SAID).status_code == 404
    assert api("liqiang").put(ADDRESS, json=SAID).status_code == 403
    assert list(api("chenjing").put(ADDRESS, json=SAID | {"originals": 21}).get_json()["errors"]) == [
        "originals"
    ]
    form: dict[str, Any] = {**SAID, "union_id": str(id_of("yuzhong"))}
    chenjing = signed_in("chenjing")
    refused = chenjing.post("/paper-titles/contact", data=form | {"originals": "0"})
    assert (refused.status_code, 'value="陈静"' in refused.get_data(as_text=True)) == (422, True)
    assert chenjing.post("/paper-titles/contact", data=form).status_code == 302
    assert chenjing.get("/paper-titles").status_code == 200


def test_a_changed_contact_is_on_what_is_drafted_anew_only(cast: Cast) -> None:
    def say(phone: str) -> None:
        with one_transaction():
            operations.edit_contact(
                actor=cast.actor("chenjing"),
                now=cast.now,
                union=cast.union("yuzhong"),
                person=None,
                phone=phone,
                originals=None,
            )

    say("1")
    kept = draft(cast)
    say("2")
    assert (kept.content["contact"], draft(cast).content["contact"]) == ("联系电话：1", "联系电话：2")
    assert kept.content["originals"] == ""


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (None, ""),
        (1, "本文书一式一份。"),
        (2, "本文书一式两份。"),
        (10, "本文书一式十份。"),
        (12, "本文书一式十二份。"),
        (20, "本文书一式二十份。"),
    ],
)
def test_originals_are_counted_in_words(number: int | None, line: str) -> None:
    assert originals_line(number) == line
