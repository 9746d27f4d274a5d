"""The flask commands of the register, one module a subject; the geospatial ones are in ``maps.commands``.

Each runs as one transaction, as the application itself (``system_actor``); a refusal is one sentence on
standard error and exit status 1.
"""

from __future__ import annotations

from flask import Flask

from safety.commands.accidents import accidents_group
from safety.commands.audit import audit_group
from safety.commands.backups import backup_group
from safety.commands.checklists import checklists_group
from safety.commands.demonstration import load_demonstration
from safety.commands.evidence import evidence_group
from safety.commands.imports import import_group
from safety.commands.laws import laws_group
from safety.commands.officers import create_officer
from safety.commands.papers import papers_group, verify_file
from safety.commands.registers import export_group
from safety.commands.work import do_queued_work
from safety.proof.operations import send_when_due


def register(app: Flask) -> None:
    """Add the commands to the application."""
    groups = (accidents_group, audit_group, backup_group, checklists_group, evidence_group, laws_group)
    for group in (*groups, papers_group, import_group, export_group):
        app.cli.add_command(group)
    for command in (create_officer, verify_file, do_queued_work, load_demonstration):
        app.cli.add_command(command)
    app.extensions["huey"].regularly("send_heads", send_when_due)
