"""The records behind the numbers of papers, one number a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select

from safety.exports.queries.records import Records, not_by_then, rows, within
from safety.exports.rules.periods import Span
from safety.papers.models import Paper
from safety.papers.rules import PaperKind


def _issued(kind: PaperKind) -> Callable[[Span], Select[Any]]:
    def statement(span: Span) -> Select[Any]:
        issued = (Paper.kind == kind, within(Paper.issued_at, span), not_by_then(Paper.ended_at, span))
        return rows(Paper, Paper.issued_at, Paper.number + " " + Paper.title, *issued)

    return statement


PAPERS: Mapping[str, Records] = MappingProxyType(
    {f"papers_{kind}": Records(Paper, _issued(kind), "papers.paper", "paper_id") for kind in PaperKind}
)
