from __future__ import annotations

from typing import Any

import pytest

from safety.errors import NotAllowed, NotFound
from safety.papers import operations, queries
from safety.papers.rules import PaperKind
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.papers.test_operations import issued

pytestmark = pytest.mark.once


def test_a_union_heads_its_papers_as_it_likes_and_those_below_inherit_the_title(cast: Cast) -> None:
    with one_transaction():
        operations.edit_title(
            actor=cast.actor("chenjing"),
            now=cast.now,
            union=cast.union("yuzhong"),
            kind=PaperKind.CORRECTION_NOTICE,
            title="隐患整改建议书",
            mark="渝中工劳",
        )
    own = queries.title_for(cast.union("yuzhong"), PaperKind.CORRECTION_NOTICE)
    below = queries.title_for(cast.union("jiefangbei"), PaperKind.CORRECTION_NOTICE)
    beside = queries.title_for(cast.union("nanan"), PaperKind.CORRECTION_NOTICE)
    assert (own.title, own.mark) == ("隐患整改建议书", "渝中工劳")
    assert (below.title, below.mark) == ("隐患整改建议书", "解放碑街道总工会劳监意")
    assert (beside.title, beside.mark) == ("劳动保护监督检查意见书", "南岸区总工会劳监意")
    assert issued(cast).number == "渝中工劳〔2026〕1号"


def test_titles_are_edited_in_ones_own_branch_only(cast: Cast) -> None:
    options: Any = {"now": cast.now, "kind": PaperKind.DISSENT, "title": "保留意见", "mark": "保"}
    with pytest.raises(NotFound):
        operations.edit_title(actor=cast.actor("wanglei"), union=cast.union("yuzhong"), **options)
    with pytest.raises(NotAllowed):
        operations.edit_title(actor=cast.actor("liqiang"), union=cast.union("yuzhong"), **options)
