"""The whole verification: what is false anywhere, and what was looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select

from safety.audit.models import AuditEntry
from safety.database import db, session
from safety.proof.queries.chains import check_heads, check_seals, walk
from safety.proof.queries.outside import check_outside
from safety.proof.queries.records import Latest, check_records
from safety.proof.queries.sealed import check_bytes, check_seals_of_records
from safety.proof.queries.sendings import files_sent_to_folder
from safety.proof.queries.triggers import check_triggers
from safety.proof.rules import Fault, Why

#: So many faults are told one by one; of more their number by table.
MOST_TOLD = 20_000


@dataclass
class Found:
    """What came of a verification.

    ``faults`` are those told one by one, ``by_table`` counts all of them; ``proved`` records agree with their hash,
    ``before`` are from before there were hashes and are told as that, never as false.  ``erased`` are named too, and
    not false: their personal words were erased with the salt of the hash.
    """

    faults: list[Fault] = field(default_factory=list)
    by_table: Counter[str] = field(default_factory=Counter)
    erased: list[Fault] = field(default_factory=list)
    rows: int = 0
    proved: int = 0
    before: int = 0
    _told: set[Fault] = field(default_factory=set)

    def add(self, faults: Iterable[Fault]) -> None:
        """Keep what is false."""
        for one in faults:
            if one in self._told:  # two checks met it
                continue
            self._told.add(one)
            if one.why is Why.ERASED:
                self.erased.append(one)
                continue
            self.by_table[one.where] += 1
            if len(self.faults) < MOST_TOLD:
                self.faults.append(one)

    @property
    def holds(self) -> bool:
        """Whether nothing is false."""
        return not self.by_table

    def as_json(self) -> dict[str, Any]:
        """As a job's result keeps it."""
        return {
            "rows": self.rows,
            "proved": self.proved,
            "before": self.before,
            "by_table": dict(sorted(self.by_table.items())),
            "faults": [one.as_json() for one in self.faults],
            "erased": [one.as_json() for one in self.erased],
        }


def verify_everything(
    *,
    data_dir: Path,
    keys: Mapping[str, bytes],
    outside: Path | None = None,
) -> Found:
    """Walk all that is proved, as of one moment, while others work.

    ``keys`` are the public keys one trusts (id → 32 bytes), ``outside`` the folder of heads that went outside.
    """
    session.rollback()
    connection = session.connection(execution_options=_as_of_one_moment())
    found, counted = Found(), dict[str, int]()
    ends: dict[str, tuple[int, str]] = {}
    with TemporaryDirectory(prefix="verify-", dir=data_dir) as folder:
        latest = Latest(Path(folder))
        for row, faults in walk(connection):
            found.add(faults)
            latest.take(row)
            ends[row["chain"]] = (row["seq"], row["hash"])
            found.rows += 1
        found.add(check_heads(connection, ends))
        found.add(check_seals(connection))
        found.add(check_triggers(connection))
        found.add(check_records(connection, latest, counted))
        latest.close()
    found.add(check_seals_of_records(connection, keys))
    found.add(check_bytes(connection, data_dir / "evidence"))
    if outside is not None:
        found.add(check_outside(connection, outside, keys, files_sent_to_folder()))
    session.rollback()
    found.proved, found.before = counted.get("proved", 0), counted.get("before", 0)
    return found


def _as_of_one_moment() -> dict[str, Any]:
    return {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}


def faults_outside(folder: Path, keys: Mapping[str, bytes], *, all_sent: bool) -> list[Fault]:
    """What is false about the heads in ``folder``, or about the rows that they name.

    ``all_sent``: everything that was sent into the folder must be in it.
    """
    sent = files_sent_to_folder() if all_sent else ()
    return list(check_outside(session.connection(), folder, keys, sent))


def rows_of_audit() -> int:
    """How many rows the audit has."""
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0
