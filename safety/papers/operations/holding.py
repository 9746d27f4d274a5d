"""Holding a paper: of two people who act on it at one moment, the second finds what the first has done."""

from __future__ import annotations

from sqlalchemy import select

from safety.database import session
from safety.errors import NotFound
from safety.papers.models import Paper


def hold(paper: Paper) -> None:
    """Keep the row of ``paper`` for this transaction, and read it as it stands now.

    Without it the second of two who issue would take another number for the same paper, and who redrafts while
    another person issues would change what was sealed.

    Raises:
        NotFound: it was discarded meanwhile.
    """
    row = select(Paper).where(Paper.id == paper.id).with_for_update()
    if session.scalars(row.execution_options(populate_existing=True)).one_or_none() is None:
        raise NotFound
