"""Every paper of the demonstration, opened as PDF and DOCX, and no job that failed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Final

from sqlalchemy import create_engine, text

from tests.drill.house import House
from tests.drill.ledger import Ledger
from tests.drill.person import Person

#: Of each kind, where not every paper is opened.
OF_EACH_KIND: Final = 10
#: Seconds for this part outside a whole run.
SECONDS: Final = 240


def rows(house: House, statement: str) -> list[tuple[str, ...]]:
    """What the database holds, asked past the application."""
    engine = create_engine(house.database_url)
    try:
        with engine.connect() as connection:
            return [tuple(str(cell) for cell in row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def chosen(house: House, *, every: bool) -> Iterator[tuple[str, str]]:
    """Kind and id of the papers to open: one of each kind first, then the second of each, and so on."""
    by_kind: dict[str, list[str]] = {}
    for paper_id, kind in rows(
        house, "SELECT id, kind FROM papers WHERE state <> 'draft' ORDER BY issued_at, id"
    ):
        by_kind.setdefault(kind, []).append(paper_id)
    longest = max((len(ids) for ids in by_kind.values()), default=0)
    for turn in range(longest if every else OF_EACH_KIND):
        yield from ((kind, ids[turn]) for kind, ids in by_kind.items() if turn < len(ids))


def open_papers(person: Person, *, every: bool, whole: bool) -> None:
    """Open them; outside a whole run for four minutes, with a word about what is left."""
    ledger, began = person.ledger, time.monotonic()
    papers = list(chosen(person.house, every=every))
    opened: Counter[str] = Counter()
    ledger.quiet, was_quiet = True, ledger.quiet
    for kind, paper_id in papers:
        if not whole and time.monotonic() - began > SECONDS:
            break
        told = f"paper of the demonstration, {kind} {paper_id}"
        with ledger.looking(told):
            person.look_at_paper(_dashed(paper_id), told)
        opened[kind] += 1
    ledger.quiet = was_quiet
    left = len(papers) - opened.total()
    ledger.found(
        "papers of the demonstration as PDF and DOCX",
        f"{opened.total()} opened ({', '.join(f'{kind} {number}' for kind, number in opened.items())})"
        + (f"; {left} are left to make test-long" if left else ""),
    )


def _dashed(paper_id: str) -> str:
    plain = paper_id.replace("-", "")
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def failed_jobs(house: House, ledger: Ledger) -> None:
    """No job ended in failure, and none is left half done."""
    states: Counter[str] = Counter()
    for kind, state, reason in rows(house, "SELECT kind, state, reason FROM jobs"):
        states[state] += 1
        if state == "failed":
            ledger.fault(f"a job of {kind}", reason)
    ledger.found("jobs", dict(states))
