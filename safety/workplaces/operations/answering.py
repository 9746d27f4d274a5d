"""Keeping what a person answered about rows of an import that could be about several records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from safety.access.scope import Actor
from safety.database import hold, session
from safety.people import queries as people
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations.questions import merged
from safety.workplaces.operations.registers import kind_of
from safety.workplaces.operations.uploads import kept_register, note_import, refuse_begun


def answer_rows(
    *, actor: Actor, now: datetime, found: RegisterImport, answers: Mapping[str, Mapping[str, str | None]]
) -> RegisterImport:
    """Keep answers by row (``"*"``: every row that asks) and by what they are about; None takes one back.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: the file has no such row (field ``answers.<row>``).
    """
    actor.require(kind_of(found).permission, people.place_of(found))
    hold(found)
    refuse_begun(found)
    before = found.answers or {}
    found.answers = merged(before, answers, kept_register(found).numbers)
    session.flush()
    changed = {row: answer for row, answer in found.answers.items() if before.get(row) != answer}
    changed |= {row: {} for row in before.keys() - found.answers.keys()}
    if changed:
        note_import(actor, now, found, "import_answered", {"answers": changed})
    return found
