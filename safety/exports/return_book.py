"""A return as a workbook: summary, whole branch, one line an event, who typed what, what each number means.

What unions typed stands below what the registers count, and is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from safety.access.scope import Actor
from safety.audit.queries import head_hash
from safety.exports.queries.known_accidents import events_of
from safety.exports.queries.returns import Return, UnionFigures, typed_entries
from safety.exports.return_events import COLUMNS, lines_of
from safety.exports.rules.numbers import (
    GROUP_LABELS,
    NUMBERS,
    RATES,
    Group,
    Number,
    entered_numbers,
    of_group,
)
from safety.exports.tables import Column, Sheet, Statement, write_xlsx
from safety.law.days import SHANGHAI
from safety.people.queries import member_names, union_names
from safety.text import N_
from safety.wire.problems import translate

NOTHING = "—"
#: How a number is marked that a union typed.
TYPED = N_("工会填报")
#: The number whose hiding hides the events too.
ACCIDENTS = "accidents"


def write_return(made: Return, path: Path, *, actor: Actor, now: datetime) -> None:
    """Write ``made`` (with its whole branch) to ``path``."""
    sheets = [
        _summary(made),
        _branch(made, translate(N_("各级工会（含下级）")), own=False),
        _branch(made, translate(N_("各级工会（本级）")), own=True),
        *([] if ACCIDENTS in made.hidden else [_events(made, actor)]),
        _sources(made, actor),
        _meanings(),
    ]
    write_xlsx(path, sheets, statement_of(made, actor, now), count_label=translate(N_("行数")))


def _cells(headings: Sequence[tuple[str, int]]) -> list[Column]:
    return [
        Column(heading, width, lambda row, index=index: row[index])  # type: ignore[misc]
        for index, (heading, width) in enumerate(headings)
    ]


def _shown(value: float | None) -> Any:
    return NOTHING if value is None else value


def _summary(made: Return) -> Sheet:
    headings = [(translate(N_("部分")), 20), (translate(N_("指标")), 34), (translate(N_("合计")), 12)]
    headings.append((translate(N_("本级")), 12))
    headings += [(one.name, 16) for one in made.children]
    return Sheet(translate(N_("汇总")), _cells(headings), list(_summary_rows(made)))


def _summary_rows(made: Return) -> Iterator[list[Any]]:
    every = [made.union.figures.total, made.union.figures.own, *(one.figures.total for one in made.children)]
    for group in Group:
        part = translate(GROUP_LABELS[group])
        for number in of_group(group):
            yield [part, translate(number.label), *(_shown(one[number.key]) for one in every)]
        for rate in (one for one in RATES if one.group is group):
            unit = "%" if rate.per == 100 else "‰"
            yield [part, f"{translate(rate.label)}（{unit}）", *(_rounded(rate.of(one)) for one in every)]
    for number in entered_numbers():
        part = f"{translate(TYPED)} · {translate(GROUP_LABELS[number.group])}"
        yield [part, translate(number.label), *(_shown(one[number.key]) for one in every)]


def _rounded(rate: float | None) -> Any:
    return NOTHING if rate is None else round(rate, 2)


def _branch(made: Return, name: str, *, own: bool) -> Sheet:
    headings = [(translate(N_("工会")), 40), *((_heading(one), 14) for one in _in_order())]
    return Sheet(name, _cells(headings), [_branch_row(one, own=own) for one in made.branch])


def _in_order() -> list[Number]:
    """Every number, those that unions type at the end."""
    return sorted(NUMBERS.values(), key=lambda one: one.is_typed)


def _heading(number: Number) -> str:
    label = translate(number.label)
    return f"{label}（{translate(TYPED)}）" if number.is_typed else label


def _branch_row(one: UnionFigures, *, own: bool) -> list[Any]:
    figures = one.figures.own if own else one.figures.total
    return ["　" * one.depth + one.name, *(_shown(figures[number.key]) for number in _in_order())]


def _events(made: Return, actor: Actor) -> Sheet:
    headings = [(translate(label), width) for _, label, width in COLUMNS]
    events = lines_of(events_of(actor, made.union.id, made.span), made.span)
    rows = [[one[key] for key, _, _ in COLUMNS] for one in events]
    return Sheet(translate(N_("事件明细")), _cells(headings), rows)


def _sources(made: Return, actor: Actor) -> Sheet:
    rows = typed_entries(actor, made.union.id, made.span)
    unions = union_names(row.union_id for _, row in rows)
    people = member_names(row.entered_by for _, row in rows)
    headings = [
        (translate(label), width)
        for label, width in (
            (N_("工会"), 36),
            (N_("指标"), 30),
            (N_("期间"), 10),
            (N_("填报值"), 12),
            (N_("数据来源"), 40),
            (N_("填报时间"), 18),
            (N_("填报人"), 12),
        )
    ]
    cells = [
        [
            unions.get(row.union_id, ""),
            translate(number.label),
            row.period,
            row.value,
            row.source,
            row.entered_at,
            people.get(row.entered_by, "") if row.entered_by else "",
        ]
        for number, row in sorted(rows, key=lambda pair: (unions.get(pair[1].union_id, ""), pair[0].key))
    ]
    return Sheet(translate(N_("填报来源")), _cells(headings), cells)


def _meanings() -> Sheet:
    headings = [
        (translate(N_("部分")), 20),
        (translate(N_("指标")), 34),
        (translate(N_("来源")), 16),
        (translate(N_("口径")), 70),
    ]
    counted = translate(N_("登记册计数"))
    rows = [
        [
            translate(GROUP_LABELS[one.group]),
            translate(one.label),
            translate(TYPED) if one.is_typed else counted,
            translate(one.meaning),
        ]
        for one in NUMBERS.values()
    ]
    rows += [
        [
            translate(GROUP_LABELS[rate.group]),
            translate(rate.label),
            translate(N_("计算")),
            f"{translate(NUMBERS[rate.numerator].label)} ÷ {translate(NUMBERS[rate.denominator].label)} × {rate.per}",
        ]
        for rate in RATES
    ]
    return Sheet(translate(N_("口径")), _cells(headings), rows)


def statement_of(made: Return, actor: Actor, now: datetime) -> Statement:
    """What a return says of itself."""
    return Statement(
        translate(N_("工会劳动保护统计报表")),
        {
            translate(N_("工会")): made.union.name,
            translate(N_("期间")): translate(made.span.period.label),
            translate(N_("截止登记日")): made.span.as_of.isoformat(),
            translate(N_("汇总口径")): translate(N_("按当期的隶属关系逐级汇总；产业线不重复汇总")),
            translate(N_("内容哈希")): made.content_hash,
            translate(N_("导出时间")): now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
            translate(N_("导出人")): actor.name,
            translate(N_("审计链总哈希")): head_hash(),
        },
    )
