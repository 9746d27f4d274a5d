"""``one_transaction()``: the only commit in the code, at the edge of a request, command or job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from safety.database import session, writing

_AFTER_COMMIT = "run_after_commit"
_ABANDONED = "abandoned"


@contextmanager
def one_transaction(*, write: bool = True) -> Iterator[None]:
    """Run a block as one transaction: committed at its end, rolled back when it raises or is abandoned.

    ``write=False`` opens a reading transaction, which is always rolled back.
    """
    token = writing.set(write)
    session.rollback()
    session.expire_all()  # what an earlier transaction of this context read may have changed since
    session.info.clear()
    try:
        yield
        if write and not session.info.get(_ABANDONED):
            session.flush()
            session.commit()
            for callback in session.info.pop(_AFTER_COMMIT, []):
                callback()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()
        writing.reset(token)


def abandon() -> None:
    """Give up the present transaction without raising: a page shows a refused form again."""
    session.rollback()
    session.info[_ABANDONED] = True


def after_commit(callback: Callable[[], object]) -> None:
    """Call ``callback`` once the present transaction is on disk; never when it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)
