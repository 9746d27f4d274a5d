"""Commands that take registers in from files: what rows would do, the import, stopping it, taking it back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from safety.access.scope import Scope, system_actor
from safety.accidents.operations.notice_rows import NOTICES
from safety.ids import new_id
from safety.jobs import operations as jobs
from safety.people.queries import union_by_name
from safety.projects.operations.project_rows import PROJECTS
from safety.rosters.operations.member_rows import MEMBERS
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly
from safety.wire.encodings import Encoding
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations import choosing, taking_back, uploads
from safety.workplaces.operations.answering import answer_rows
from safety.workplaces.operations.employer_rows import EMPLOYERS
from safety.workplaces.operations.imports import Prospect, prospects
from safety.workplaces.operations.registers import RegisterKind
from safety.workplaces.operations.site_rows import SITES
from safety.workplaces.projections import OLD_SYSTEMS, PROJECTIONS
from safety.workplaces.queries import imports
from safety.workplaces.rules import Datum

import_group = AppGroup("import", help="Take in registers from files.")
KINDS = (SITES, EMPLOYERS, PROJECTS, NOTICES, MEMBERS)


@dataclass(frozen=True)
class _Asked:
    """How a command is told to read a file."""

    source: Path
    union_name: str
    datum: str | None
    layer: str | None
    head_row: int | None
    projection: str | None
    encoding: str | None
    clears_empty: bool
    list_name: str | None
    answers: tuple[tuple[str, str, str], ...]
    preview: bool


def _options(kind: RegisterKind) -> list[click.Parameter]:
    one = [datum.value for datum in Datum]
    words = f"The union that will be responsible for the {kind.name}."
    return [
        click.Argument(["source"], type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.Option(["--union", "union_name"], required=True, help=words),
        click.Option(["--datum"], type=click.Choice(one), help="Asked for when it cannot be told."),
        click.Option(["--clears-empty"], is_flag=True, help="An empty cell empties the value."),
        click.Option(["--list", "list_name"], help="The list that outside numbers belong to."),
        click.Option(["--layer"], help="Which layer or sheet of several; else the largest that fits."),
        click.Option(["--head-row"], type=click.IntRange(min=1), help="Which row holds the headings."),
        click.Option(
            ["--encoding"],
            type=click.Choice([one.value for one in Encoding]),
            help="Of a table whose bytes do not tell.",
        ),
        click.Option(
            ["--projection"],
            type=click.Choice([*PROJECTIONS, *OLD_SYSTEMS]),
            metavar="ZONE",
            help="In which zone metres are that name no system: cgcs2000-3-105 is 3 degrees wide, meridian 105 E.",
        ),
        click.Option(
            ["--answer", "answers"],
            multiple=True,
            type=(str, str, str),
            metavar="ROW ABOUT ANSWER",
            help="Answer a row's question, as --preview tells it; '*' for every row that asks.",
        ),
        click.Option(["--preview"], is_flag=True, help="Tell what the rows would do, and import nothing."),
    ]


def _command(kind: RegisterKind) -> click.Command:
    """The command that takes in one register."""

    @speaks_plainly
    def run(**asked: Any) -> None:
        _import(kind, _Asked(**asked))

    words = (
        f"Take in a register of {kind.name} from CSV, XLSX, GeoJSON, Shapefile (zip), GeoPackage or KML and tell what "
        "became of each refused row."
    )
    return click.Command(kind.name, callback=with_appcontext(run), params=_options(kind), help=words)


for _kind in KINDS:
    import_group.add_command(_command(_kind))


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


def _import(kind: RegisterKind, asked: _Asked) -> None:
    with one_transaction():
        kept = _read(kind, asked)
        import_id, guessed = kept.id, kept.guessed_datum
    chosen = Datum(asked.datum or guessed or _prompted(kind))
    if asked.preview:
        with one_transaction(write=False):
            _preview(_found(import_id, kind), chosen, asked)
        return
    with one_transaction():
        begun = uploads.start_import(
            actor=system_actor(),
            now=datetime.now(UTC),
            found=_found(import_id, kind),
            datum=chosen,
            clears_empty=asked.clears_empty,
            source=asked.list_name,
            queued=False,
        )
        job_id = begun.job_id
    if job_id is not None:
        jobs.run(job_id)
    with one_transaction(write=False):
        _tell(_found(import_id, kind))


def _found(import_id: uuid.UUID, kind: RegisterKind) -> RegisterImport:
    return imports.get_import(import_id, Scope(everything=True), kind.name)


def _prompted(kind: RegisterKind) -> str:
    if not kind.has_places:
        return Datum.WGS84.value
    chosen: str = click.prompt("datum", type=click.Choice([one.value for one in Datum]))
    return chosen


def _read(kind: RegisterKind, asked: _Asked) -> RegisterImport:
    """Keep the file, to be read by the sheet, the headings and the answers that were told."""
    actor, now = system_actor(), datetime.now(UTC)
    kept = uploads.take_file(
        actor=actor,
        now=now,
        kind=kind,
        id=new_id(),
        source=asked.source,
        file_name=asked.source.name,
        union_id=union_by_name(asked.union_name).id,
    )
    if asked.layer is not None:
        choosing.choose_layer(actor=actor, now=now, found=kept, layer=asked.layer)
    if asked.encoding is not None:
        choosing.choose_encoding(actor=actor, now=now, found=kept, encoding=asked.encoding)
    if asked.head_row is not None:
        choosing.choose_head_row(actor=actor, now=now, found=kept, head_row=asked.head_row)
    if asked.projection is not None:
        choosing.choose_projection(actor=actor, now=now, found=kept, projection=asked.projection)
    elif kept.in_metres:
        seems = uploads.guessed_projection(kept, now)
        click.echo(f"places are metres: say --projection ZONE (it seems to be {seems or 'unclear which'})")
    if kept.layer is not None:
        click.echo(f"layer {kept.layer} of {', '.join(uploads.layers_in(kept))}")
    answers: dict[str, dict[str, str | None]] = {}
    for row, about, answer in asked.answers:
        answers.setdefault(row, {})[about] = answer
    if answers:
        answer_rows(actor=actor, now=now, found=kept, answers=answers)
    return kept


def _preview(found: RegisterImport, datum: Datum, asked: _Asked) -> None:
    """What each row would do; of one that asks, who or what may be meant and how to answer."""
    how = {"clears_empty": asked.clears_empty, "source": asked.list_name}
    register = uploads.kept_register(found)
    for one in prospects(found, register, datum, system_actor(), datetime.now(UTC), how):
        click.echo(f"{one.row} {one.outcome} {one.name or '-'} {_why(one)}".rstrip())
        for answer, words in _choices(one):
            about = one.asked.about if one.asked else ""
            click.echo(f"  --answer {one.row} {about} {answer}  {words}".rstrip())


def _why(one: Prospect) -> str:
    if one.reason is not None:
        return f"{one.field or '-'} {one.reason}"
    pairs = one.foreseen.pairs if one.foreseen else {}
    return ", ".join(f"{name}: {old} -> {new}" for name, (old, new) in pairs.items())


def _choices(one: Prospect) -> list[tuple[str, str]]:
    if one.asked is None:
        return []
    known = [(each.reference, f"{each.name} {each.told}") for each in one.asked.candidates]
    return [*known, *([("new", "another one")] if one.asked.may_be_new else []), ("leave_out", "")]


def _tell(done: RegisterImport) -> None:
    """What became of the rows: the numbers, then each refused one."""
    names = ("created", "updated", "unchanged", "refused", "left_out")
    click.echo(", ".join(f"{name} {getattr(done, name)}" for name in names[: 4 + bool(done.left_out)]))
    click.echo(f"taken back with: flask import take-back {done.id}")
    for row in imports.all_rows(done):
        if row.outcome == "refused":
            click.echo(f"{row.row} {row.field or '-'} {imports.reason_of(row)}")
