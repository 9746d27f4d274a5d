"""A form that is refused shows its page again: what was typed stands in its dialog, the cause beside it, and nobody hears "done"."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from safety.database import db
from safety.transactions import one_transaction
from safety.workplaces.models import Site, SiteTransfer
from safety.workplaces.operations import transfers
from tests.cast import NOW, TODAY, Cast, id_of
from tests.inspections.workplaces import load_sites, site_id
from tests.machine import ROOT

Open = Callable[[str], FlaskClient]
#: The dialog that opens again, with all that is in it.
REOPENED = re.compile(r"<dialog [^>]*data-reopen.*?</dialog>", re.DOTALL)


@pytest.fixture
def offered(cast: Cast) -> SiteTransfer:
    """The tunnel's site, offered by 渝中 to 南岸."""
    with one_transaction():
        load_sites()
        return transfers.propose_transfer(
            actor=cast.actor("chenjing"),
            now=NOW,
            site=db.session.get_one(Site, site_id("tunnel")),
            to_union_id=id_of("nanan"),
            on_day=TODAY,
            reason="区划调整",
        )


def test_a_site_that_somebody_edited_meanwhile_is_not_closed_and_chen_jings_reason_stands_in_the_dialog(
    offered: SiteTransfer, signed_in: Open
) -> None:
    path = f"/sites/{offered.site_id}/close"
    answer = signed_in("chenjing").post(path, data={"version": "7", "reason": "竣工验收完毕"})
    assert answer.status_code == 412
    (dialog,) = REOPENED.findall(answer.text)
    assert "竣工验收完毕" in dialog
    assert "alert-danger" in dialog


def test_wang_lei_who_refuses_a_site_without_a_word_is_asked_for_the_reason_in_the_dialog(
    offered: SiteTransfer, signed_in: Open
) -> None:
    answer = signed_in("wanglei").post(f"/site-transfers/{offered.id}/refusal", data={"words": ""})
    assert answer.status_code == 422
    (dialog,) = REOPENED.findall(answer.text)
    assert 'aria-invalid="true"' in dialog


def test_what_was_taken_back_in_another_window_is_told_above_the_list_of_transfers(
    offered: SiteTransfer, cast: Cast, signed_in: Open
) -> None:
    with one_transaction():
        transfers.withdraw_transfer(
            actor=cast.actor("chenjing"),
            now=NOW,
            transfer=db.session.get_one(SiteTransfer, offered.id),
            words="误提",
        )
    answer = signed_in("wanglei").post(f"/site-transfers/{offered.id}/acceptance")
    assert answer.status_code == 409
    assert "alert-danger" in answer.text


def test_he_mei_who_shuts_zheng_kai_out_keeps_what_she_typed_and_no_password_is_shown_again(
    cast: Cast, signed_in: Open
) -> None:
    sent = {"reason": "调离" * 150, "password": "secret-of-the-second"}
    answer = signed_in("hemei").post(f"/people/members/{id_of('zhengkai')}/disable", data=sent)
    assert answer.status_code == 422
    (dialog,) = REOPENED.findall(answer.text)
    assert "调离调离" in dialog
    assert "secret-of-the-second" not in answer.text


def test_no_page_tells_of_a_refusal_and_leads_on() -> None:
    """What leads on (303) was recorded: the browser gives up its copy of the form for it."""
    telling = [
        str(path.relative_to(ROOT))
        for folder in ("safety", "maps")
        for path in sorted(Path(ROOT, folder).rglob("*.py"))
        if re.search(r"flash\((?:[^\n]|\n(?!\n))*?\"danger\"\)", path.read_text(encoding="utf-8"))
    ]
    assert telling == []
