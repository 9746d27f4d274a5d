"""Taking characters that nobody sees out of names that were kept before every way in did so."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from safety.access.scope import system_actor
from safety.audit import operations as audit
from safety.database import held, session
from safety.folding.texts import shown, tidied
from safety.jobs import operations as jobs
from safety.people.models import Member, Union
from safety.transactions import one_transaction

KIND = "tidy_names"
#: Tables with the texts that are tidied; other registers add theirs.
TIDIED: dict[Any, tuple[str, ...]] = {Union: ("name", "short_name"), Member: ("name", "position")}
AT_ONCE = 500


@jobs.work(KIND, resumable=True, unattended=True)
def tidy_names(_job_id: uuid.UUID, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do the job that an upgrade asked for; how many records changed, and which could not be."""
    changed, left = 0, []
    for model, texts in TIDIED.items():
        for ids in _untidy(model, texts):
            with one_transaction():
                for row in session.scalars(held(select(model).where(model.id.in_(ids)))):
                    if _tidy(row, texts):
                        changed += 1
                    else:
                        left.append(str(row.id))
    return {"changed": changed, "left": left}


def _untidy(model: Any, texts: tuple[str, ...]) -> Iterator[list[uuid.UUID]]:
    columns = [getattr(model, one) for one in texts]
    last = None
    while True:
        some = select(model.id, *columns).order_by(model.id).limit(AT_ONCE)
        with one_transaction(write=False):
            found = session.execute(some if last is None else some.where(model.id > last)).all()
        if not found:
            return
        last = found[-1].id
        ids = [row.id for row in found if any(text and tidied(text) != text for text in row[1:])]
        if ids:
            yield ids


def _tidy(row: Any, texts: tuple[str, ...]) -> bool:
    """Tidy one record; False where another union bears the tidied name, or nothing would be left of it."""
    change = {}
    for name in texts:
        before = getattr(row, name)
        after = tidied(before) if before else before
        if after != before:
            change[name] = (before, after)
    if "name" in change and not _can_be_called(row, change["name"][1]):
        return False
    for name, (_, after) in change.items():
        setattr(row, name, after)
    row.version += 1
    session.flush()
    # Of people only what was left out is told, never the name.
    told = {
        name: ["…" if isinstance(row, Member) else shown(before), "…" if isinstance(row, Member) else after]
        for name, (before, after) in change.items()
    }
    audit.record(
        actor=system_actor("job"),
        now=datetime.now(UTC),
        action="name_tidied",
        kind=type(row).__name__.lower(),
        record_id=row.id,
        union_id=row.id if isinstance(row, Union) else row.union_id,
        change=told,
    )
    return True


def _can_be_called(row: Any, name: str) -> bool:
    if not name:
        return False
    taken = select(Union.id).where(Union.name == name, Union.id != row.id)
    return not isinstance(row, Union) or session.scalar(taken) is None
