"""Commands that take registers in and write them out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from safety.access.scope import Scope, system_actor
from safety.exports import operations as exports
from safety.exports.asked import FileFormat, RegisterName
from safety.exports.registers import REGISTERS, Register
from safety.exports.schemas import asked_from
from safety.exports.tables import statement_beside
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


def _export(
    register: RegisterName,
    file_format: str,
    out: Path,
    sort: str | None,
    language: str,
    given: dict[str, Any],
) -> None:
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    filters = {name: value for name, value in given.items() if value}
    asked = asked_from(
        {"register": register, "format": file_format, "filters": filters, "sort": sort, "language": language}
    )
    with one_transaction(), force_locale(exports.LOCALES[language]):
        rows = exports.export_register(actor=system_actor(), now=datetime.now(UTC), asked=asked, path=out)
    beside = f", what it says of itself in {statement_beside(out)}" if asked.format is FileFormat.CSV else ""
    click.echo(f"{rows} rows in {out}{beside}")


def _command(name: RegisterName, register: Register) -> click.Command:
    """The command that writes one register, with the filters of its page as options."""

    @speaks_plainly
    def run(*, file_format: str, out: Path, sort: str | None, language: str, **given: Any) -> None:
        _export(name, file_format, out, sort, language, given)

    forms = [one.value for one in FileFormat if register.has_map or one is not FileFormat.GEOJSON]
    options: list[click.Parameter] = [
        click.Option(
            ["--format", "file_format"], type=click.Choice(forms), default="xlsx", show_default=True
        ),
        click.Option(["--out"], required=True, type=click.Path(dir_okay=False, path_type=Path)),
        click.Option(["--sort"], help="As sort= in the address of the page."),
        click.Option(
            ["--language"], type=click.Choice(sorted(exports.LOCALES)), default="zh", show_default=True
        ),
        *map(_filter_option, register.filter_names),
    ]
    words = f"Write the register of {name.value.replace('-', ' ')}, with the filters of its page, to OUT."
    return click.Command(name.value, callback=with_appcontext(run), params=options, help=words)


def _filter_option(name: str) -> click.Option:
    if name == "overdue":
        return click.Option(["--overdue"], is_flag=True, help="Only open ones whose term has run out.")
    return click.Option([f"--{name.replace('_', '-')}", name], help=f"As {name}= in the address of the page.")


for _name, _register in REGISTERS.items():
    export_group.add_command(_command(_name, _register))


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
