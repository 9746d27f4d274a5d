"""Every write of backups: making one, restoring one, rehearsing a restore, and the record of all three."""

from __future__ import annotations

from safety.backups.operations.older import restore_any
from safety.backups.operations.rehearsing import rehearse_restore
from safety.backups.operations.restoring import restore_backup, restore_keys
from safety.backups.operations.runs import record_run
from safety.backups.operations.writing import create_backup, create_keys_backup

__all__ = [
    "create_backup",
    "create_keys_backup",
    "record_run",
    "rehearse_restore",
    "restore_any",
    "restore_backup",
    "restore_keys",
]
