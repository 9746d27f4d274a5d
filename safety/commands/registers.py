"""Commands that take registers in and write them out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask.cli import AppGroup

from safety.access.scope import Scope, system_actor
from safety.exports import operations as exports
from safety.exports.asked import RegisterName
from safety.exports.saying import FILTER_LABELS, PROJECT_FILTER_LABELS
from safety.exports.schemas import asked_from
from safety.ids import new_id
from safety.jobs import operations as jobs
from safety.people.queries import union_by_name
from safety.projects.operations.project_rows import PROJECTS
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations import taking_back, uploads
from safety.workplaces.operations.registers import RegisterKind
from safety.workplaces.operations.site_rows import SITES
from safety.workplaces.queries import imports
from safety.workplaces.rules import Datum

P = ParamSpec("P")
import_group = AppGroup("import", help="Take in registers from files.")
export_group = AppGroup("export", help="Write registers to files.")


def register_filters(command: Callable[P, None]) -> Callable[P, None]:
    """The filters of a register's page, as options."""
    for name in FILTER_LABELS:
        if name == "overdue":
            command = click.option("--overdue", is_flag=True, help="Only open ones whose term has run out.")(
                command
            )
        else:
            command = click.option(f"--{name}", help=f"As {name}= in the address of the page.")(command)
    return command


def _export(
    register: RegisterName, file_format: str, out: Path, sort: str | None, given: dict[str, Any]
) -> None:
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    filters = {name: value for name, value in given.items() if value}
    asked = asked_from({"register": register, "format": file_format, "filters": filters, "sort": sort})
    with one_transaction():
        rows = exports.export_register(actor=system_actor(), now=datetime.now(UTC), asked=asked, path=out)
    click.echo(f"{rows} rows in {out}")


@export_group.command("inspections")
@click.option(
    "--format", "file_format", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sort", help="As sort= in the address of the page.")
@register_filters
@speaks_plainly
def export_inspections(file_format: str, out: Path, sort: str | None, **given: Any) -> None:
    """Write the register of site checks, with the page's filters, to OUT."""
    _export(RegisterName.INSPECTIONS, file_format, out, sort, given)


@export_group.command("hazards")
@click.option(
    "--format", "file_format", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sort", help="As sort= in the address of the page.")
@register_filters
@speaks_plainly
def export_hazards(file_format: str, out: Path, sort: str | None, **given: Any) -> None:
    """Write the register of findings, with the page's filters, to OUT."""
    _export(RegisterName.HAZARDS, file_format, out, sort, given)


def project_filters(command: Callable[P, None]) -> Callable[P, None]:
    """The filters of the register of projects, as options."""
    for name in PROJECT_FILTER_LABELS:
        option = f"--{name.replace('_', '-')}"
        command = click.option(option, name, help=f"As {name}= in the address of the page.")(command)
    return command


@export_group.command("projects")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["xlsx", "csv", "geojson"]),
    default="xlsx",
    show_default=True,
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sort", help="As sort= in the address of the page.")
@project_filters
@speaks_plainly
def export_projects(file_format: str, out: Path, sort: str | None, **given: Any) -> None:
    """Write the register of projects, with the page's filters, to OUT."""
    _export(RegisterName.PROJECTS, file_format, out, sort, given)


def from_a_file(of: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """What a command that takes in a register of ``of`` is told."""

    def decorate(command: Callable[P, None]) -> Callable[P, None]:
        one = [datum.value for datum in Datum]
        for option in (
            click.option(
                "--layer", help="Which layer of a file that has several; else the largest that fits."
            ),
            click.option("--list", "list_name", help="The list that outside numbers belong to."),
            click.option("--clears-empty", is_flag=True, help="An empty cell empties the value."),
            click.option("--datum", type=click.Choice(one), help="Asked for when it cannot be told."),
            click.option(
                "--union",
                "union_name",
                required=True,
                help=f"The union that will be responsible for the {of}.",
            ),
            click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        ):
            command = option(command)
        return command

    return decorate


@import_group.command("sites")
@from_a_file("sites")
@speaks_plainly
def import_sites(**asked: Any) -> None:
    """Take in a register of sites from CSV, XLSX, GeoJSON, Shapefile (zip), GeoPackage or KML and tell what became of each refused row."""
    _import(SITES, _Asked(**asked))


@import_group.command("projects")
@from_a_file("projects")
@speaks_plainly
def import_projects(**asked: Any) -> None:
    """Take in a register of projects from a file as sites are, and tell what became of each refused row."""
    _import(PROJECTS, _Asked(**asked))


@import_group.command("take-back")
@click.argument("import_id", type=click.UUID)
@speaks_plainly
def take_back(import_id: uuid.UUID) -> None:
    """Take back what an import did, as a whole, and tell which rows were kept: edited since, or used."""
    with one_transaction():
        found = imports.import_by_id(import_id)
        begun = taking_back.take_back_import(
            actor=system_actor(), now=datetime.now(UTC), found=found, queued=False
        )
        job_id = begun.back_job_id
    if job_id is not None:
        jobs.run(job_id)
    with one_transaction(write=False):
        done = imports.import_by_id(import_id)
        click.echo(f"undone {done.undone}, kept {done.kept}")
        for row in imports.all_rows(done):
            if row.back == "kept":
                click.echo(f"{row.row} {row.name} {imports.back_reason_of(row)}")


@import_group.command("stop")
@click.argument("import_id", type=click.UUID)
@speaks_plainly
def stop(import_id: uuid.UUID) -> None:
    """Ask an import that runs to stop; it can go on, or be taken back."""
    with one_transaction():
        taking_back.stop_import(
            actor=system_actor(), now=datetime.now(UTC), found=imports.import_by_id(import_id)
        )
    click.echo("stopped")


@dataclass(frozen=True)
class _Asked:
    """How a command is told to read a file."""

    source: Path
    union_name: str
    datum: str | None
    layer: str | None
    clears_empty: bool
    list_name: str | None


def _import(kind: RegisterKind, asked: _Asked) -> None:
    actor = system_actor()
    with one_transaction():
        kept = uploads.take_file(
            actor=actor,
            now=datetime.now(UTC),
            kind=kind,
            id=new_id(),
            source=asked.source,
            file_name=asked.source.name,
            union_id=union_by_name(asked.union_name).id,
        )
        if asked.layer is not None:
            uploads.choose_layer(actor=actor, now=datetime.now(UTC), found=kept, layer=asked.layer)
        if kept.layer is not None:
            click.echo(f"layer {kept.layer} of {', '.join(uploads.layers_in(kept))}")
        import_id, guessed = kept.id, kept.guessed_datum
    chosen = asked.datum or guessed or click.prompt("datum", type=click.Choice([one.value for one in Datum]))
    with one_transaction():
        found = imports.get_import(import_id, Scope(everything=True), kind.name)
        begun = uploads.start_import(
            actor=actor,
            now=datetime.now(UTC),
            found=found,
            datum=Datum(chosen),
            clears_empty=asked.clears_empty,
            source=asked.list_name,
            queued=False,
        )
        job_id = begun.job_id
    if job_id is not None:
        jobs.run(job_id)
    with one_transaction(write=False):
        _tell(imports.get_import(import_id, Scope(everything=True), kind.name))


def _tell(done: RegisterImport) -> None:
    """What became of the rows: the numbers, then each refused one."""
    names = ("created", "updated", "unchanged", "refused")
    click.echo(", ".join(f"{name} {getattr(done, name)}" for name in names))
    click.echo(f"taken back with: flask import take-back {done.id}")
    for row in imports.all_rows(done):
        if row.outcome == "refused":
            click.echo(f"{row.row} {row.field or '-'} {imports.reason_of(row)}")
