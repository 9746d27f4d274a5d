"""Every write of exports: backups, and registers written to files."""

from __future__ import annotations

from safety.exports.operations.backups import create_backup, restore_backup
from safety.exports.operations.registers import (
    DIRECT_ROWS,
    begin_export,
    export_register,
    make_export,
    sweep_exports,
)

__all__ = [
    "DIRECT_ROWS",
    "begin_export",
    "create_backup",
    "export_register",
    "make_export",
    "restore_backup",
    "sweep_exports",
]
