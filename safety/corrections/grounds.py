"""What a person said of a finding that decides the law of its papers, as it is kept and printed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from types import MappingProxyType

from sqlalchemy.orm import Mapped

from safety.law.grounds import Said
from safety.text import N_

#: Each fact as a form asks for it.
FACT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "orders": N_("存在违章指挥、强令冒险作业"),
        "health": N_("存在职业病危害"),
        "toxic": N_("涉及作业使用的有毒物品"),
        "coal_mine": N_("现场在煤矿"),
        "women": N_("涉及女职工劳动保护"),
        "gas": N_("可燃或者有毒气体超限、泄漏，或者缺氧"),
        "disabled": N_("安全装置被停用、拆除、短接或者失效"),
        "acting": N_("有正在进行的危险作业行为"),
    }
)
#: As a paper tells what was said to be so.  Papers are written in Chinese.
_PRINTED = {
    "orders": "存在违章指挥、强令冒险作业",
    "health": "存在职业病危害",
    "toxic": "涉及作业使用的有毒物品",
    "coal_mine": "现场在煤矿",
    "women": "涉及女职工劳动保护",
    "gas": "可燃或者有毒气体超限、泄漏，或者缺氧",
    "disabled": "安全装置被停用、拆除、短接或者失效",
    "acting": "有正在进行的危险作业行为",
}


class SaidOfFinding:
    """The columns of what a person said of a finding: null where nobody did, as for what is no finding."""

    orders: Mapped[bool | None]
    health: Mapped[bool | None]
    toxic: Mapped[bool | None]
    coal_mine: Mapped[bool | None]
    women: Mapped[bool | None]
    gas: Mapped[bool | None]
    disabled: Mapped[bool | None]
    acting: Mapped[bool | None]

    @property
    def said(self) -> Said:
        """What was said, as the rules take it."""
        return Said(**{one.name: getattr(self, one.name) for one in fields(Said)})


#: As a paper tells what its finding's own words suggest and a person said is not so.
_DENIED = {
    "orders": "不属于违章指挥、强令冒险作业",
    "health": "不属于职业病危害",
    "toxic": "不涉及作业使用的有毒物品",
    "women": "不涉及女职工劳动保护",
    "gas": "不存在可燃或者有毒气体超限、泄漏或者缺氧",
    "disabled": "不属于安全装置停用、拆除、短接或者失效",
    "acting": "没有正在进行的危险作业行为",
}


def printed(said: Said, denied: Collection[str] = ()) -> str:
    """What a paper says beside a finding of what was said to be so, and of what was ``denied``; empty where nothing was."""
    found = [words for fact, words in _PRINTED.items() if getattr(said, fact)]
    found += [words for fact, words in _DENIED.items() if fact in denied]
    return f"检查认为：{'；'.join(found)}。" if found else ""
