"""What a verification finds, and when the heads of the audit are due to go outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_

#: A file of heads, as its signed part names itself.
HEADS_KIND = "audit_heads"
SENT_EVERY = timedelta(hours=24)
#: After a failure it is tried again this much later: a stick may be back, a mail server up.
AGAIN_AFTER = timedelta(hours=1)


class Why(StrEnum):
    """In which way something is false."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    HEAD = "head"
    SIGNATURE = "signature"
    KEY = "key"
    UNREADABLE = "unreadable"
    #: Not false: the salt of its personal values was destroyed, so that nothing can be compared any more.
    ERASED = "erased"


WHY_WORDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.CHANGED: N_("内容与登记时不符"),
        Why.MISSING: N_("已不存在，但没有删除的登记"),
        Why.ADDED: N_("没有任何登记就出现"),
        Why.HEAD: N_("与封存的链头不符"),
        Why.SIGNATURE: N_("签名不成立"),
        Why.KEY: N_("由不认识的密钥签名"),
        Why.UNREADABLE: N_("无法读取"),
        Why.ERASED: N_("其中的个人信息已抹去，无法再核对"),
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing that is false: where (a table, ``outside``, ``evidence_bytes``), which record, in which way."""

    where: str
    record: str
    why: Why

    def as_json(self) -> dict[str, str]:
        """As a job's result keeps it."""
        return {"where": self.where, "record": self.record, "why": self.why.value}


@dataclass(frozen=True)
class Broken:
    """The first row of a chain that does not hold, and why (``order``, ``link``, ``content``, ``head``)."""

    chain: str
    seq: int
    why: str


def is_due(last: tuple[datetime, bool] | None, now: datetime) -> bool:
    """Whether the heads are to go outside now, given when that was last tried and whether it succeeded."""
    if last is None:
        return True
    at, succeeded = last
    return now - at >= (SENT_EVERY if succeeded else AGAIN_AFTER)
