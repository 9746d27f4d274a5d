"""The administrator's page of backups: what was done, and what is amiss."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from safety.access.permissions import Permission as P
from safety.backups import queries
from safety.backups.rules import LABELS
from safety.people.guard import needs, today
from safety.wire.paging import page_window

pages = Blueprint("backups", __name__, url_prefix="/backups")


@pages.get("/")
@needs(P.BACKUP_MANAGE)
def backups() -> ResponseReturnValue:
    """Backups, keys stored apart, rehearsed restores: the newest first."""
    return render_template(
        "backups/backups.html",
        page=queries.backup_runs(page_window()),
        warnings=queries.backup_warnings(today()),
        labels=LABELS,
    )
