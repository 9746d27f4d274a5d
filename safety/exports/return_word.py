"""A return as a document that people read: the numbers, what was typed and by whom, one line an event.

It has no number and no seal: the workbook holds the whole branch, this the union and those directly below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.document import Document as Doc

from safety.access.scope import Actor
from safety.exports.queries.known_accidents import events_of
from safety.exports.queries.returns import Return, typed_entries
from safety.exports.return_book import ACCIDENTS, NOTHING, TYPED, statement_of
from safety.exports.return_events import lines_of
from safety.exports.rules.numbers import GROUP_LABELS, RATES, Group, Number, entered_numbers, of_group
from safety.exports.word import add_table, begun, say_statement, text_of
from safety.people.queries import member_names, union_names
from safety.text import N_, Text
from safety.wire.problems import translate

#: More unions below, or more events, are not put side by side in a document; it says where the rest is.
MOST_UNIONS, MOST_EVENTS = 6, 300
_WIDE = 258
#: What the document prints of an event: keys of a line, and the heading over them.
_EVENT_COLUMNS: Sequence[tuple[tuple[str, ...], str, int]] = (
    (("occurred_at",), N_("发生时间"), 26),
    (("title", "employer"), N_("事故和用人单位"), 62),
    (("union", "district"), N_("登记工会"), 38),
    (("category_name", "regime_name"), N_("类别和调查制度"), 34),
    (("grade_name", "level_name"), N_("等级和由谁调查"), 32),
)
_PEOPLE: Sequence[tuple[str, str]] = (
    ("deaths", N_("死亡人数")),
    ("deaths_missing", N_("其中下落不明按死亡统计")),
    ("deaths_late", N_("其中期限后死亡")),
    ("deaths_members", N_("死亡人员中的工会会员")),
    ("deaths_migrants", N_("死亡人员中的农民工")),
    ("serious_injuries", N_("重伤人数")),
    ("poisoned", N_("急性工业中毒人数")),
    ("serious_members", N_("重伤人员中的工会会员")),
    ("serious_migrants", N_("重伤人员中的农民工")),
    ("unnamed", N_("未逐人登记的死亡和重伤人员")),
    ("members_unknown", N_("逐人登记中是否会员不详")),
    ("migrants_unknown", N_("逐人登记中是否农民工不详")),
    ("slight_injuries", N_("轻伤人数")),
)


def write_return_document(made: Return, path: Path, *, actor: Actor, now: datetime) -> None:
    """Write ``made`` to ``path``."""
    statement = statement_of(made, actor, now)
    document = begun(statement)
    document.add_heading(statement.title, 0)
    for group in Group:
        if of_group(group):
            _numbers(document, made, translate(GROUP_LABELS[group]), of_group(group), group)
    _numbers(document, made, translate(TYPED), entered_numbers(), None)
    _entries(document, made, actor)
    if ACCIDENTS not in made.hidden:
        _events(document, made, actor)
    say_statement(document, statement)
    document.save(str(path))


def _numbers(document: Doc, made: Return, title: str, numbers: Sequence[Number], group: Group | None) -> None:
    document.add_heading(title, 2)
    children = made.children if len(made.children) <= MOST_UNIONS else []
    figures = [made.union.figures.total, made.union.figures.own, *(one.figures.total for one in children)]
    rows = [[translate(one.label), *(_shown(each[one.key]) for each in figures)] for one in numbers]
    for rate in (one for one in RATES if one.group is group):
        unit = "%" if rate.per == 100 else "‰"
        values = (rate.of(each) for each in figures)
        rows.append([f"{translate(rate.label)}（{unit}）", *(_shown(_rounded(one)) for one in values)])
    head = [
        translate(N_("指标")),
        translate(N_("合计")),
        translate(N_("本级")),
        *(one.name for one in children),
    ]
    width = (_WIDE - 80) // len(figures)
    add_table(document, head, rows, [_WIDE - width * len(figures), *[width] * len(figures)])
    if group is Group.ACCIDENTS and (missing := made.union.figures.total["deaths_missing"]):
        document.add_paragraph(
            translate(Text(N_("注：死亡人数中有 %(n)s 人为按死亡统计的下落不明人员"), n=missing))
        )


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 2)


def _shown(value: float | None) -> str:
    return NOTHING if value is None else str(value)


def _entries(document: Doc, made: Return, actor: Actor) -> None:
    """Who typed what, when, and from which source."""
    found = typed_entries(actor, made.union.id, made.span)
    if not found:
        return
    unions = union_names(row.union_id for _, row in found)
    people = member_names(row.entered_by for _, row in found)
    document.add_heading(translate(N_("填报来源")), 2)
    head = [
        translate(one)
        for one in (N_("工会"), N_("指标"), N_("期间"), N_("填报值"), N_("数据来源"), N_("填报时间和填报人"))
    ]
    rows = [
        [
            unions.get(row.union_id, ""),
            translate(number.label),
            row.period,
            str(row.value),
            text_of(row.source),
            f"{text_of(row.entered_at)} {people.get(row.entered_by, '') if row.entered_by else ''}".strip(),
        ]
        for number, row in found
    ]
    add_table(document, head, rows, [54, 54, 18, 22, 66, 44])


def _events(document: Doc, made: Return, actor: Actor) -> None:
    events = events_of(actor, made.union.id, made.span)
    document.add_heading(translate(N_("事件明细")), 2)
    if not events:
        document.add_paragraph(translate(N_("没有记录")))
        return
    head = [*(translate(label) for _, label, _ in _EVENT_COLUMNS), translate(N_("伤亡和损失"))]
    rows = [
        [*("\n".join(_parts(line, keys)) for keys, _, _ in _EVENT_COLUMNS), _harm(line)]
        for line in lines_of(events[:MOST_EVENTS], made.span)
    ]
    widths = [width for _, _, width in _EVENT_COLUMNS]
    add_table(document, head, rows, [*widths, _WIDE - sum(widths)])
    if unread := sum(one.missing_as_dead for one in events if one.missing_unread):
        words = N_("注：下落不明人员中有 %(n)s 人按死亡统计所依据的条文待核")
        document.add_paragraph(translate(Text(words, n=unread)))
    if len(events) > MOST_EVENTS:
        document.add_paragraph(translate(Text(N_("只列前 %(n)s 条，全部见表格文件"), n=MOST_EVENTS)))


def _parts(line: dict[str, Any], keys: Sequence[str]) -> list[str]:
    found = [text_of(line[key]) for key in keys if line[key]]
    if "category_name" in keys and line["occupational"]:
        found.append(translate(N_("职业危害事件")))
    if "employer" in keys and line["concealment_name"]:
        found.append(line["concealment_name"])
    return found


def _harm(line: dict[str, Any]) -> str:
    unread = translate(N_("（待核）"))
    marks = {"deaths_missing": "" if line["deaths_missing_checked"] else unread}
    said = [f"{translate(label)} {line[key]}{marks.get(key, '')}" for key, label in _PEOPLE if line[key]]
    if line["direct_loss_yuan"] is not None:
        said.append(f"{translate(N_('直接经济损失（元）'))} {line['direct_loss_yuan']}")
    return "\n".join(said) or NOTHING
