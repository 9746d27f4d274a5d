"""What an exported file says of itself: who asked, when, with which filters, over which audit."""

from __future__ import annotations

from datetime import datetime

from safety.access.scope import Actor, Scope
from safety.audit.queries import head_hash
from safety.exports.asked import Asked, filters_as_text
from safety.exports.registers import REGISTERS
from safety.exports.tables import Statement
from safety.law.days import SHANGHAI
from safety.text import N_
from safety.wire.problems import translate


def filter_words(asked: Asked, scope: Scope) -> list[tuple[str, str]]:
    """The filters that are set, in words: label and value."""
    register = REGISTERS[asked.register]
    return [
        (translate(one.label), one.words(getattr(asked.filters, name), scope))
        for name in filters_as_text(asked.filters)
        if (one := register.told.get(name)) is not None
    ]


def statement_of(
    asked: Asked, *, actor: Actor, scope: Scope, now: datetime, is_rounded: bool = False
) -> Statement:
    """The statement that goes with the file, in the reader's language; it says so when positions are rounded."""
    given = "；".join(f"{label}：{value}" for label, value in filter_words(asked, scope))
    about = {translate(N_("位置")): translate(N_("没有查看精确位置权限的记录，坐标取整到约 1 公里"))}
    return Statement(
        translate(REGISTERS[asked.register].title),
        {
            translate(N_("导出时间")): now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            translate(N_("导出人")): actor.name,
            translate(N_("筛选条件")): given or translate(N_("无（本人可见的全部记录）")),
            translate(N_("排序")): asked.sort or translate(N_("与列表相同")),
            translate(N_("列")): translate(
                N_("前面各列供阅读；后面以接口字段名为列名的各列是代码，供程序使用")
            ),
            translate(N_("审计链总哈希")): head_hash(),
            **(about if is_rounded else {}),
        },
    )
