"""The record of backups, for programs that watch it."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from safety.access.permissions import Permission as P
from safety.backups import queries
from safety.backups.models import BackupRun
from safety.backups.schemas import BackupArgs, BackupRunListOut, BackupRunOut
from safety.people.guard import needs, today
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate

api = Blueprint("backups_api", __name__, description="Backups, keys stored apart, rehearsed restores")


@api.route("/backups", methods=["GET"])
@api.arguments(BackupArgs, location="query")
@api.response(200, BackupRunListOut)
@needs(P.BACKUP_MANAGE)
def list_backups(args: dict[str, Any]) -> dict[str, Any]:
    """What was done, the newest first, and what is amiss."""
    found = listing(queries.backup_runs(window_at(args)))
    warnings = [translate(one) for one in queries.backup_warnings(today())]
    return {**found, "items": [_out(row) for row in found["items"]], "warnings": warnings}


def _out(row: BackupRun) -> dict[str, Any]:
    names = [name for name in BackupRunOut().fields if name not in {"failure", "kind"}]
    said = {name: getattr(row, name) for name in names}
    return {
        **said,
        "kind": queries.kind_of(row),
        "failure": translate(row.failure_words) if row.failure_words else None,
    }
