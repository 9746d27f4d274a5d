"""The whole verification: what is false anywhere, and what was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from safety.database import session
from safety.proof.queries.chains import check_outside
from safety.proof.rules import Fault


def faults_outside(folder: Path, keys: Mapping[str, bytes]) -> list[Fault]:
    """What is false about the heads in ``folder``, or about the rows that they name."""
    return list(check_outside(session.connection(), folder, keys))
