"""Every write of exports: backups, and registers written to files."""

from __future__ import annotations

from safety.exports.operations.participation import begin_participation, write_participation
from safety.exports.operations.registers import (
    DIRECT_ROWS,
    LOCALES,
    begin_export,
    export_register,
    make_export,
    sweep_exports,
)
from safety.exports.operations.returns import enter_figures, export_return

__all__ = [
    "DIRECT_ROWS",
    "LOCALES",
    "begin_export",
    "begin_participation",
    "enter_figures",
    "export_register",
    "export_return",
    "make_export",
    "sweep_exports",
    "write_participation",
]
