"""Reading imports of registers and what became of their rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from safety.access.scope import Scope
from safety.database import page_of, session
from safety.errors import NotFound
from safety.jobs import queries as jobs
from safety.lists import Page, Window
from safety.people.queries import in_scope
from safety.text import Text
from safety.workplaces.models import SiteImport, SiteImportRow


def get_import(import_id: uuid.UUID, scope: Scope) -> SiteImport:
    """An import within the scope.

    Raises:
        NotFound: there is none, or it lies elsewhere.
    """
    statement = select(SiteImport).where(SiteImport.id == import_id, in_scope(SiteImport, scope))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_import(import_id: uuid.UUID, scope: Scope) -> SiteImport | None:
    """An import by id, None when nobody has made it.

    Raises:
        NotFound: it exists, but out of scope.
    """
    return get_import(import_id, scope) if session.get(SiteImport, import_id) is not None else None


def imports_of(scope: Scope, window: Window) -> Page[SiteImport]:
    """The imports of a scope, newest first."""
    statement = select(SiteImport).where(in_scope(SiteImport, scope))
    return page_of(statement.order_by(SiteImport.uploaded_at.desc(), SiteImport.id), window)


def rows_of(site_import: SiteImport, window: Window, *, outcome: str | None = None) -> Page[SiteImportRow]:
    """What became of the rows, in the order of the file; optionally of one outcome."""
    statement = select(SiteImportRow).where(SiteImportRow.import_id == site_import.id)
    if outcome:
        statement = statement.where(SiteImportRow.outcome == outcome)
    return page_of(statement.order_by(SiteImportRow.row), window)


def reason_of(row: SiteImportRow) -> Text | None:
    """Why a row was refused, as a sentence to translate."""
    if row.reason is None:
        return None
    source, values = row.reason["msgid"], row.reason["params"]
    return Text(source, **values)


def state_of(site_import: SiteImport) -> str:
    """``previewed``, ``running``, ``interrupted`` (its work ended before the last row) or ``done``."""
    if site_import.job_id is None:
        return "previewed"
    behind = site_import.created + site_import.updated + site_import.unchanged + site_import.refused
    if behind >= site_import.rows:
        return "done"
    return "interrupted" if jobs.has_ended(site_import.job_id) else "running"


def shown(site_import: SiteImport) -> dict[str, Any]:
    """An import for the API."""
    columns = {column.name: getattr(site_import, column.name) for column in SiteImport.__table__.columns}
    return columns | {"state": state_of(site_import)}


def all_rows(site_import: SiteImport) -> Iterator[SiteImportRow]:
    """Every row's result, in the order of the file, a thousand at a time."""
    statement = (
        select(SiteImportRow)
        .where(SiteImportRow.import_id == site_import.id)
        .order_by(SiteImportRow.row)
        .execution_options(yield_per=1000)
    )
    yield from session.scalars(statement)
