"""Forms that were sent, by the key that their page gave them: sent again, a form is answered again and not done again.

A second click, the way back to the form, or an answer that was lost on its way all send the same page's form once more.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from safety.database import db, held, session
from safety.people import queries
from safety.people.models import SentForm

#: As long as a browser keeps what was typed (``js/keeping/copies.js``).
KEPT_FOR = timedelta(days=14)


def _digest_of(owner: str, key: uuid.UUID) -> str:
    return queries.digest(f"form {owner} {key}")


def begin(*, owner: str, key: uuid.UUID, content: str, now: datetime) -> SentForm | None:
    """Note that this form of ``owner`` is being carried out; what is known of an earlier sending, if there was one.

    Of two at one moment the second waits here until the first has ended.  ``content`` is the digest of what is sent.
    """
    old = held(select(SentForm.form).where(SentForm.at < now - KEPT_FOR), skip_locked=True)
    session.execute(
        delete(SentForm).where(SentForm.form.in_(old))
    )  # nobody waits for another who lets them go
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = insert(SentForm).values(form=_digest_of(owner, key), content=content, address=None, at=now)
    made = session.execute(first.on_conflict_do_nothing().returning(SentForm.form)).scalar_one_or_none()
    return None if made else sent(owner=owner, key=key)


def finish(*, owner: str, key: uuid.UUID, address: str | None) -> None:
    """Keep where the answer leads; without ``address`` nothing was recorded, and the form may be sent again."""
    mine = SentForm.form == _digest_of(owner, key)
    session.execute(
        update(SentForm).where(mine).values(address=address) if address else delete(SentForm).where(mine)
    )


def sent(*, owner: str, key: uuid.UUID) -> SentForm | None:
    """What is known of an earlier sending of this form."""
    return session.get(SentForm, _digest_of(owner, key), populate_existing=True)
