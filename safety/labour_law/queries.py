"""Every read of letters."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from safety.access.scope import Scope
from safety.database import session
from safety.errors import NotFound
from safety.folding import columns as folding
from safety.labour_law.models import LabourLetter
from safety.law.bases import LABOUR_LAW_LETTER
from safety.law.provisions import provision_on
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.people.queries import in_scope

SOURCE = "labour_letter"


def get_letter(letter_id: uuid.UUID, scope: Scope) -> LabourLetter:
    """A letter of the scope.

    Raises:
        NotFound: there is none, or it is out of scope.
    """
    statement = select(LabourLetter).where(LabourLetter.id == letter_id, in_scope(LabourLetter, scope))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_letters(
    scope: Scope, window: Window, *, q: str | None = None, kind: str | None = None, state: str | None = None
) -> Page[LabourLetter]:
    """The letters, the newest first."""
    statement = select(LabourLetter).where(in_scope(LabourLetter, scope))
    if q:
        statement = statement.where(folding.found([LabourLetter], q))
    if kind:
        statement = statement.where(LabourLetter.kind == kind)
    if state:
        statement = statement.where(LabourLetter.state == state)
    return page_of(in_order(statement, LabourLetter.drafted_at.desc(), LabourLetter.id), window)


def unread_basis(on: date) -> list[str]:
    """The laws that a letter of the day ``on`` rests on and that nobody has read; while there is one, none is issued."""
    found = [provision_on(key, on) for key in LABOUR_LAW_LETTER]
    return list(dict.fromkeys(one.law.title for one in found if not one.checked(on)))


def is_kept(letter_id: uuid.UUID) -> bool:
    """Whether there is a letter of this id, whoever asks: for the answer's status only."""
    return session.get(LabourLetter, letter_id) is not None
