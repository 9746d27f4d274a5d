"""What others do between two steps of a test, and what the database is told meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from safety.reads import Read
from safety.transactions import one_transaction


def meanwhile(app: Flask, act: Callable[[], object]) -> None:
    """Do ``act`` to its end as somebody else, in a transaction and on a connection of their own."""

    def as_somebody_else() -> None:
        with app.app_context(), one_transaction():
            act()

    thread = threading.Thread(target=as_somebody_else)
    thread.start()
    thread.join()


@contextmanager
def listening(name: str, listener: Callable[..., None]) -> Iterator[None]:
    """Tell ``listener`` of an event of SQLAlchemy's engines within the block."""
    event.listen(Engine, name, listener)
    try:
        yield
    finally:
        event.remove(Engine, name, listener)


@contextmanager
def once_read(words: str, act: Callable[[], object]) -> Iterator[list[str]]:
    """Do ``act`` when the first ``Read`` whose statement has ``words`` in it was answered; what was asked then."""
    asked: list[str] = []
    rows = Read.rows

    def then_act(read: Read, **values: Any) -> list[Any]:
        found = rows(read, **values)
        statement = str(read.statement)
        if words in statement and not asked:
            asked.append(statement)
            act()
        return found

    with patch.object(Read, "rows", then_act):
        yield asked
