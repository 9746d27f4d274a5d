"""Writing for returns: the figures a union enters itself, and the return as a workbook."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid
from safety.exports.models import ReturnFigure
from safety.exports.queries.returns import Return, entered, make_return
from safety.exports.return_book import write_return
from safety.exports.rules.kinds import ReturnFormat
from safety.exports.rules.numbers import NUMBERS, Kept
from safety.exports.rules.periods import Period, Span, span_of
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.queries import place_of
from safety.text import N_

LARGEST = 10_000_000_000


def enter_figures(
    *,
    actor: Actor,
    now: datetime,
    union: Union,
    period: Period,
    values: Mapping[str, int],
    source: str | None,
) -> list[ReturnFigure]:
    """Keep what a union itself reports for a period; a figure that stays the same makes no new row.

    Raises:
        NotAllowed, NotFound: without ``return:record`` for the union.
        Invalid: an unknown figure, a number below zero or beyond reason, no source, a period still to come.
    """
    actor.require(Permission.RETURN_RECORD, place_of(union))
    span = span_of(period, today=shanghai_date(now), as_of=shanghai_date(now))
    problems = {
        f"values.{key}": [N_("没有这个填报项")]
        for key in values
        if key not in NUMBERS or NUMBERS[key].kept is Kept.COUNTED
    } | {
        f"values.{key}": [N_("请填写 0 或以上的整数")]
        for key, value in values.items()
        if not 0 <= value <= LARGEST
    }
    if values and not source:
        problems["source"] = [N_("请写明数据来源")]
    if problems:
        raise Invalid(fields=problems)
    made = [
        _figure(actor, now, union, span, key, value, source or "")
        for key, value in values.items()
        if _present(actor, union, span, key) != value
    ]
    session.add_all(made)
    session.flush()
    for row in made:
        _note_figure(actor, now, row)
    return made


def _present(actor: Actor, union: Union, span: Span, key: str) -> int | None:
    found = entered(actor.scope(Permission.RETURN_RECORD), NUMBERS[key], span).get(union.id)
    whole = found is not None and all(row.period == span.period.key for row in found.rows)
    return found.value if found and whole else None


def _figure(
    actor: Actor, now: datetime, union: Union, span: Span, key: str, value: int, source: str
) -> ReturnFigure:
    return ReturnFigure(
        id=new_id(),
        union_id=union.id,
        district_code=union.district_code,
        period=span.period.key,
        key=key,
        value=value,
        source=source,
        entered_at=now,
        entered_by=actor.member_id,
    )


def _note_figure(actor: Actor, now: datetime, row: ReturnFigure) -> None:
    audit.record(
        actor=actor,
        now=now,
        action="return_figure_entered",
        kind="return_figure",
        record_id=row.id,
        union_id=row.union_id,
        change={"period": row.period, "key": row.key, "value": row.value, "source": row.source},
    )


def export_return(
    *,
    actor: Actor,
    now: datetime,
    union: Union,
    span: Span,
    path: Path,
    file_format: ReturnFormat = ReturnFormat.XLSX,
) -> Return:
    """Write the return of ``union`` with its whole branch to a workbook, or as a document that people read.

    Raises:
        NotAllowed, NotFound: without ``return:read`` for the union, or without ``export:create``.
    """
    from safety.exports.return_word import write_return_document

    actor.require(Permission.EXPORT_CREATE)
    actor.require(Permission.RETURN_READ, place_of(union))
    made = make_return(actor, union, span, whole=True)
    write = write_return_document if file_format is ReturnFormat.DOCX else write_return
    write(made, path, actor=actor, now=now)
    audit.record(
        actor=actor,
        now=now,
        action="return_exported",
        kind="export",
        record_id=uuid.uuid4(),
        union_id=actor.union_id,
        change={
            "period": span.period.key,
            "as_of": span.as_of,
            "union": union.id,
            "hash": made.content_hash,
            "format": file_format.value,
        },
    )
    return made
