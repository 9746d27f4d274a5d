"""One journey to a PostgreSQL server: several statements leave together, and then their answers are read.

This is libpq's pipeline without psycopg's cursors, which take longer than the server takes for most statements, and
without its own pipeline, which sends each statement by itself, waits for an answer to its BEGIN, and asks for a second
one at the end.  What values become, what is prepared, and what comes back is psycopg's.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Final, NamedTuple

import psycopg
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

#: How values become the server's and its rows ours: psycopg's Transformer, which it hides from a type checker.
Forms = Any
#: A statement in the driver's words (PostgreSQL's places are $1, $2) with its values.
Statement = tuple[str, tuple[Any, ...]]
#: The states of an answer that are looked at, as libpq numbers them; one behind a refusal has neither.
_FAILED: Final = int(ExecStatus.FATAL_ERROR)
_ROWS: Final = int(ExecStatus.TUPLES_OK)


class Done(NamedTuple):
    """What a statement did: how many rows it changed or found, and those it found."""

    changed: int
    rows: list[tuple[Any, ...]]


class RefusedError(Exception):
    """The server refused the statement of this number, or was not there to take it; the cause is psycopg's error."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def forms_of(driver: psycopg.Connection[Any]) -> Forms:
    """The forms of a connection: worth keeping from one journey to the next, since they learn which types come."""
    return Transformer(driver)


def travel(
    driver: psycopg.Connection[Any], statements: Sequence[Statement], forms: Forms | None = None
) -> list[Done]:
    """Run ``statements`` on one journey, in their order; none is run after one that was refused.

    Raises:
        RefusedError: the first statement that was refused.
    """
    journey = _Journey(driver, forms or forms_of(driver))
    with driver.lock:
        try:
            return driver.wait(journey.there_and_back(statements))
        except psycopg.Error as error:
            raise RefusedError(min(journey.at, len(statements) - 1)) from error


class _Formed(NamedTuple):
    """A statement with its values as the server takes them; ``query`` and ``types`` are what psycopg prepares by."""

    query: str
    types: tuple[int, ...]
    values: Sequence[Any]
    formats: Sequence[Any] | None


class _Sent(NamedTuple):
    """Of a statement that was sent: what psycopg wants to know its answer for, and whether it was prepared with it."""

    key: Any
    prepare: Prepare
    name: bytes


class _Journey:
    def __init__(self, driver: psycopg.Connection[Any], forms: Forms) -> None:
        self.at = 0  # the number of the statement that is dealt with
        self._driver = driver
        self._line: PGconn = driver.pgconn
        # psycopg's own account, since its cursors on this connection may give up all that is prepared.
        self._prepared: Any = driver._prepared  # noqa: SLF001
        self._forms = forms

    def there_and_back(self, statements: Sequence[Statement]) -> Generator[Any, Any, list[Done]]:
        formed = []
        for words, values in statements:
            formed.append(self._formed(words, values))
            self.at += 1
        self.at = 0
        self._line.enter_pipeline_mode()
        try:
            sent = [self._send(one) for one in formed]
            self._line.pipeline_sync()
            yield from send(self._line)
            done, refusal = yield from self._answers(sent)
        finally:
            self._leave()
        if refusal is not None:
            self._prepared.clear()  # what was to be prepared behind the refused statement was not
            raise error_from_result(refusal, encoding=self._forms.encoding)
        yield from self._prepared.maintain_gen(self._driver)
        return done

    def _formed(self, words: str, values: tuple[Any, ...]) -> _Formed:
        """The statement with its values in psycopg's forms; nothing is sent yet."""
        if not values:
            return _Formed(words, (), (), None)
        given = self._forms.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return _Formed(words, self._forms.types or (), given, self._forms.formats)

    def _send(self, one: _Formed) -> _Sent:
        """Put the statement into libpq's buffer, prepared where psycopg's rule says so."""
        prepare, name = self._prepared.get(one)
        if prepare is Prepare.NO:
            self._line.send_query_params(
                one.query.encode(), one.values, param_types=one.types, param_formats=one.formats
            )
        else:
            if prepare is Prepare.SHOULD:
                self._line.send_prepare(name, one.query.encode(), param_types=one.types)
            self._line.send_query_prepared(name, one.values, param_formats=one.formats)
        return _Sent(self._prepared.maybe_add_to_cache(one, prepare, name), prepare, name)

    def _answers(self, sent: list[_Sent]) -> Generator[Any, Any, tuple[list[Done], PGresult | None]]:
        """What each statement did, until the first one that was refused; all answers are taken off the line."""
        done: list[Done] = []
        refusal: PGresult | None = None
        for one in sent:
            results: list[PGresult] = []
            if one.prepare is Prepare.SHOULD:
                results += yield from fetch_many(self._line)
            results += yield from fetch_many(self._line)
            if refusal is None:
                refusal = next((result for result in results if result.status == _FAILED), None)
            if refusal is None:
                done.append(self._done(results[-1]))
                self.at += 1
            if one.key is not None:
                self._prepared.validate(one.key, one.prepare, one.name, results[-1:])
        yield from fetch_many(self._line)  # the end of the pipeline
        return done, refusal

    def _done(self, result: PGresult) -> Done:
        if result.status != _ROWS:
            return Done(result.command_tuples or 0, [])
        self._forms.set_pgresult(result)
        rows = self._forms.load_rows(0, result.ntuples, tuple)
        return Done(len(rows), rows)

    def _leave(self) -> None:
        """End the pipeline; a line that has an answer left over, since the wait for it was broken off, is closed."""
        if self._line.status != ConnStatus.OK:
            return
        try:
            self._line.exit_pipeline_mode()
        except psycopg.OperationalError:
            self._line.finish()
