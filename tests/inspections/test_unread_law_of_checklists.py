"""A checklist says in words which of its law nobody has checked against the text, and does not print that."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from safety.inspections.rules.checklists import Checklist, Citation, Item, Section
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.inspections.workplaces import load_sites, version_of

WORDS = "条款尚未与原文核对，不印入对外文书"


def test_the_items_that_name_unread_law_are_counted_once_each() -> None:
    read, unread = Citation("安全生产法", "第三十六条", verified=True), Citation("某标准")
    items = (Item("a", "一", basis=(read,)), Item("b", "二", basis=(read, unread, unread)), Item("c", "三"))
    assert Checklist("表", (Section("节", items),)).unread == 1


def test_liqiang_reads_in_the_head_and_beside_each_item_what_was_not_read_and_prints_none_of_it(
    cast: Cast, signed_in: Callable[[str], FlaskClient]
) -> None:
    with one_transaction():
        load_sites()
    template = version_of("confined").template_id
    page = signed_in("liqiang").get(f"/inspections/checklists/{template}").get_data(as_text=True)
    (count,) = re.findall(r"其中 (\d+) 项还列有没有与原文核对的法规或标准", page)
    lines = re.findall(r'<li( class="d-print-none")?>[^\n]*' + WORDS, page)
    assert 0 < int(count) <= len(lines)
    assert all(lines)
