"""``one_transaction()``: the only commit in the code, at the edge of a request, command or job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from safety.database import Versioned, Writing, goes_on_reading, require_version, session, writing
from safety.writes import forget_waiting, forgotten_when_refused, may_wait, run_waiting

P = ParamSpec("P")
R = TypeVar("R")

_AFTER_COMMIT = "run_after_commit"
_ABANDONED = "abandoned"
_AFTERWARDS = "to_do_afterwards"


@contextmanager
def one_transaction(*, write: bool = True, reads_first: bool = False) -> Iterator[None]:
    """Run a block as one transaction: committed at its end, rolled back when it raises or is abandoned.

    ``write=False`` opens a reading transaction, which is always rolled back.  With ``reads_first`` other
    writers to SQLite wait from the first write on only, see ``reads_first`` below; what this request has read
    before, to know who asks, then belongs to the same transaction.
    """
    mode = Writing.FROM_ITS_FIRST_WRITE if reads_first else Writing.FROM_THE_START
    token = writing.set(mode if write else Writing.NO)
    if not (reads_first and goes_on_reading()):
        session.rollback()
        session.expire_all()  # what an earlier transaction of this context read may have changed since
    session.info.clear()
    try:
        with may_wait():
            yield
            if write and not session.info.get(_ABANDONED):
                session.flush()
                session.commit()  # runs what waits
                for callback in session.info.pop(_AFTER_COMMIT, []):
                    callback()
            else:
                session.rollback()
    except BaseException:
        session.rollback()
        raise
    finally:
        afterwards = session.info.pop(_AFTERWARDS, [])
        session.info.clear()
        writing.reset(token)
        for act in afterwards:
            with one_transaction():
                act()


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Undo a part of the present transaction as a whole when it raises: its rows, and what was noted to be done.

    The tablet's queue keeps that an entry was refused, and why, in the transaction that tried it.
    """
    noted = {name: list(kept) if isinstance(kept, list) else kept for name, kept in session.info.items()}
    run_waiting()  # what waits so far is no part of it
    try:
        with session.begin_nested(), forgotten_when_refused():
            session.connection()  # sets the savepoint now, not before the first statement that waits
            yield
            session.flush()
            run_waiting()
    except BaseException:
        session.info.clear()
        session.info.update(noted)
        session.expire_all()  # also what was written beside the unit of work
        raise


def reads_first(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that an endpoint's reads may come before SQLite's one writer's turn, as they do on PostgreSQL.

    Its operation must hold when another writer commits between its reads and its first write: it takes rows
    ``with_for_update`` or meets a unique constraint, upon which the request is done once more from its start.
    """
    view.reads_first = True  # type: ignore[attr-defined]
    return view


def comes_again_if_broken() -> bool:
    """Whether the present request reads first, and is done once more when it breaks a constraint."""
    return writing.get() is Writing.FROM_ITS_FIRST_WRITE


def hold_version(row: Versioned, version: int) -> None:
    """Hold a record in this transaction for an edit that was made on its ``version``.

    Raises:
        Stale: it was changed meanwhile (``extra.version``); of two at one moment the second is told so.
    """
    require_version(row, version)


def abandon() -> None:
    """Give up the present transaction without raising: a page shows a refused form again."""
    forget_waiting()
    session.rollback()
    session.info[_ABANDONED] = True


def afterwards(act: Callable[[], object]) -> None:
    """Do ``act`` in a transaction of its own when the present one has ended, however it ended.

    What a refusal must leave behind (a wrong password is counted) would be rolled back with it.
    """
    session.info.setdefault(_AFTERWARDS, []).append(act)


def after_commit(callback: Callable[[], object]) -> None:
    """Call ``callback`` once the present transaction is on disk; never when it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)
