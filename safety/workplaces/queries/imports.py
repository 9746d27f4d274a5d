"""Reading imports of registers and what became of their rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.jobs import queries as jobs
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.queries import in_scope
from safety.text import Text
from safety.workplaces.models import RegisterImport, RegisterImportRow


def get_import(import_id: uuid.UUID, scope: Scope, register: str) -> RegisterImport:
    """An import of a register within the scope.

    Raises:
        NotFound: there is none, it lies elsewhere, or takes in another register.
    """
    statement = select(RegisterImport).where(
        RegisterImport.id == import_id, RegisterImport.register == register, in_scope(RegisterImport, scope)
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_import(import_id: uuid.UUID, scope: Scope, register: str) -> RegisterImport | None:
    """An import by id, None when nobody has made it.

    Raises:
        NotFound: it exists, but out of scope or of another register.
    """
    known = session.get(RegisterImport, import_id) is not None
    return get_import(import_id, scope, register) if known else None


def import_by_id(import_id: uuid.UUID) -> RegisterImport:
    """An import of any register, for commands.

    Raises:
        NotFound: there is none.
    """
    found = session.get(RegisterImport, import_id)
    if found is None:
        raise NotFound
    return found


def is_imported(sha256: str) -> bool:
    """Whether an import of a register rests on a file with this content."""
    return bool(session.scalar(select(exists().where(RegisterImport.sha256 == sha256))))


def imports_of(register: str, scope: Scope, window: Window) -> Page[RegisterImport]:
    """The imports of a register within a scope, newest first."""
    statement = select(RegisterImport).where(
        RegisterImport.register == register, in_scope(RegisterImport, scope)
    )
    return page_of(in_order(statement, RegisterImport.uploaded_at.desc(), RegisterImport.id), window)


def rows_of(found: RegisterImport, window: Window, *, outcome: str | None = None) -> Page[RegisterImportRow]:
    """What became of the rows, in the order of the file; optionally of one outcome, or ``undone`` or ``kept``."""
    statement = select(RegisterImportRow).where(RegisterImportRow.import_id == found.id)
    if outcome:
        of_it = RegisterImportRow.back if outcome in {"undone", "kept"} else RegisterImportRow.outcome
        statement = statement.where(of_it == outcome)
    return page_of(in_order(statement, RegisterImportRow.row), window)


def reason_of(row: RegisterImportRow) -> Text | None:
    """Why a row was refused, as a sentence to translate."""
    return None if row.reason is None else Text.from_json(row.reason)


def back_reason_of(row: RegisterImportRow) -> Text | None:
    """Why a row was not taken back, as a sentence to translate."""
    return None if row.back_reason is None else Text.from_json(row.back_reason)


def state_of(found: RegisterImport) -> str:
    """``previewed``, ``running``, ``stopped``, ``interrupted`` (its work ended before the last row) or ``done``.

    Once somebody began to take it back: ``taking_back``, ``back_interrupted`` or ``taken_back``.
    """
    if found.job_id is None:
        return "previewed"
    if found.back_job_id is not None:
        if found.undone + found.kept >= found.created + found.updated:
            return "taken_back"
        return "back_interrupted" if jobs.has_ended(found.back_job_id) else "taking_back"
    if found.behind >= found.rows:
        return "done"
    if not jobs.has_ended(found.job_id):
        return "running"
    return "stopped" if found.stopped_at is not None else "interrupted"


def shown(found: RegisterImport) -> dict[str, Any]:
    """An import for the API."""
    columns = {column.name: getattr(found, column.name) for column in RegisterImport.__table__.columns}
    return columns | {"state": state_of(found)}


def all_rows(found: RegisterImport) -> Iterator[RegisterImportRow]:
    """Every row's result, in the order of the file, a thousand at a time."""
    statement = (
        select(RegisterImportRow)
        .where(RegisterImportRow.import_id == found.id)
        .order_by(RegisterImportRow.row)
        .execution_options(yield_per=1000)
    )
    yield from session.scalars(statement)
