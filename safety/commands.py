"""The flask commands of the register; the geospatial ones are in ``maps.commands``.

Each runs as one transaction, as the application itself (``system_actor``); a refusal is one sentence on
standard error and exit status 1.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, ParamSpec

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from safety.access.roles import Role
from safety.access.scope import Scope, system_actor
from safety.audit import operations as audit_operations
from safety.audit import queries as audit_queries
from safety.config import DEMO_PASSWORD
from safety.demo import operations as demo
from safety.evidence import operations as evidence
from safety.exports import operations as exports
from safety.exports.asked import RegisterName
from safety.exports.saying import FILTER_LABELS
from safety.exports.schemas import asked_from
from safety.ids import new_id
from safety.inspections import operations as inspections
from safety.jobs import operations as jobs
from safety.law.days import shanghai_date
from safety.papers import keys as paper_keys
from safety.papers.checking import check_file
from safety.people.operations.appointments import appoint
from safety.people.operations.members import create_member
from safety.people.operations.unions import create_union
from safety.people.queries import find_union_by_name, union_by_name
from safety.people.rules import UnionLevel
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly
from safety.workplaces.operations import uploads
from safety.workplaces.queries import imports
from safety.workplaces.rules import Datum

P = ParamSpec("P")

audit_group = AppGroup("audit", help="Check and seal the record of changes.")
backup_group = AppGroup("backup", help="Make a backup, or restore one into an empty database.")
checklists_group = AppGroup("checklists", help="The checklists that come with the application.")
import_group = AppGroup("import", help="Take in registers from files.")
export_group = AppGroup("export", help="Write registers to files.")
papers_group = AppGroup("papers", help="The keys that papers are signed with.")
evidence_group = AppGroup("evidence", help="Photographs and files.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    groups = (audit_group, backup_group, checklists_group, evidence_group)
    for group in (*groups, import_group, export_group, papers_group):
        app.cli.add_command(group)
    app.cli.add_command(create_officer)
    app.cli.add_command(verify_file)
    app.cli.add_command(do_queued_work)
    app.cli.add_command(load_demonstration)


@checklists_group.command("adopt-shipped")
@speaks_plainly
def adopt_shipped_checklists() -> None:
    """Publish the shipped checklists that are new or of a newer edition; safe to repeat."""
    with one_transaction():
        made = inspections.load_shipped_checklists(actor=system_actor(), now=datetime.now(UTC))
    click.echo(f"{made} checklists published")


@click.command("demo")
@click.option("--seed", default=demo.SEED, show_default=True, help="Another seed tells another story.")
@with_appcontext
@speaks_plainly
def load_demonstration(seed: int) -> None:
    """Load the demonstration into an empty database (in demonstration mode only) and print its sign-ins."""
    settings = current_app.config["SETTINGS"]
    if not settings.demo:
        raise click.ClickException("demonstration data come with a known password: set QUNJIAN_DEMO=1 first")
    with one_transaction():
        loaded = demo.load_demonstration(
            now=datetime.now(UTC),
            password=DEMO_PASSWORD,
            geography=current_app.extensions["geography"],
            base_url=settings.base_url,
            seed=seed,
        )
    click.echo(f"{loaded.sites} sites, {loaded.checks} site checks; password {DEMO_PASSWORD}")
    for officer in loaded.officers:
        click.echo(f"  {officer.sign_in_name:<12} {officer.name}  {officer.union}")


@click.command("work")
@with_appcontext
def do_queued_work() -> None:
    """Do queued work (imports, exports) until interrupted, for servers that leave it to this process."""
    consumer = current_app.extensions["huey"].consume()
    click.echo("doing queued work; Ctrl-C stops")
    try:
        Event().wait()
    finally:
        consumer.stop(graceful=True)


@audit_group.command("verify")
@click.option(
    "--head", help="A head hash known from outside (printed on a paper or sealed): must be a known seal."
)
@speaks_plainly
def audit_verify(head: str | None) -> None:
    """Walk every chain and name the first bad row."""
    held, broken = audit_queries.verify()
    if broken is not None:
        raise click.ClickException(f"chain {broken.chain}, row {broken.seq}: {broken.why}")
    if head is not None and not audit_queries.is_known_head(head):
        raise click.ClickException("no seal and no present head has this hash: rows were lost or rewritten")
    click.echo(f"{held} chains hold; head {audit_queries.head_hash()}")


@audit_group.command("seal")
@speaks_plainly
def audit_seal() -> None:
    """Put all chain heads under one hash, to be kept outside."""
    with one_transaction():
        seal = audit_operations.seal_heads(now=datetime.now(UTC))
        click.echo(seal.hash)


@backup_group.command("create")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@speaks_plainly
def backup_create(out: Path) -> None:
    """Write all tables and stored files of one moment to OUT."""
    settings = current_app.config["SETTINGS"]
    manifest = exports.create_backup(out=out, data_dir=settings.data_dir, now=datetime.now(UTC))
    click.echo(
        f"{sum(manifest.rows.values())} rows, {len(manifest.hashes)} members, head {manifest.audit_head}"
    )


@backup_group.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks_plainly
def backup_restore(source: Path) -> None:
    """Restore SOURCE into the empty, migrated database and the data folder of the settings."""
    settings = current_app.config["SETTINGS"]
    with one_transaction():
        manifest = exports.restore_backup(source=source, data_dir=settings.data_dir)
    click.echo(f"restored {sum(manifest.rows.values())} rows of {manifest.made_at}; audit head agrees")


@papers_group.command("keys")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write the public halves there."
)
@speaks_plainly
def papers_keys(out: Path | None) -> None:
    """Make the signing keys if there are none, and show (or write) their public halves."""
    public = paper_keys.public_halves(now=datetime.now(UTC))
    for name, content in public.items():
        if out is None:
            click.echo(f"{name}\n{content.decode().strip()}")
        else:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(content)
            click.echo(f"wrote {out / name}")


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder written by 'papers keys --out'; otherwise this server's own keys.",
)
@with_appcontext
@speaks_plainly
def verify_file(file: Path, keys: Path | None) -> None:
    """Check a downloaded PDF or signed record (JSON) against its signatures, without the database."""
    known, certificate = paper_keys.trusted(keys)
    checked = check_file(file.read_bytes(), keys=known, certificate=certificate)
    click.echo(f"{checked.number}: record {_words(checked.record.genuine)}, key {checked.key_id}")
    if checked.pdf is not None:
        click.echo(f"pages: {_words(checked.pdf.intact)}")
    if not checked.record.genuine:
        place = f", first changed field {checked.record.field}" if checked.record.field else ""
        raise click.ClickException(f"the record does not hold: {checked.record.why}{place}")
    if not checked.holds:
        raise click.ClickException("signed by a key that is not known here, or pages were changed")
    click.echo("genuine; the sealed original prevails")


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


def _words(holds: bool) -> str:  # noqa: FBT001 - a plain yes or no
    return "unchanged" if holds else "CHANGED OR NOT SIGNED"


@evidence_group.command("sweep")
@click.option(
    "--staged-days", default=30, show_default=True, help="How long a photo may wait for its record."
)
@speaks_plainly
def evidence_sweep(staged_days: int) -> None:
    """Remove photos that no record came for, and stored contents without a row."""
    with one_transaction():
        swept = evidence.sweep_orphans(actor=system_actor(), now=datetime.now(UTC), staged_days=staged_days)
    click.echo(f"removed {swept.rows} staged files and {swept.contents} contents")


@import_group.command("sites")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--union", "union_name", required=True, help="The union that will be responsible for the sites."
)
@click.option(
    "--datum", type=click.Choice([one.value for one in Datum]), help="Asked for when it cannot be told."
)
@speaks_plainly
def import_sites(source: Path, union_name: str, datum: str | None) -> None:
    """Take in a register of sites from CSV, XLSX or GeoJSON and tell what became of each refused row."""
    actor = system_actor()
    with one_transaction():
        union = union_by_name(union_name)
        kept = uploads.take_file(
            actor=actor,
            now=datetime.now(UTC),
            id=new_id(),
            source=source,
            file_name=source.name,
            union_id=union.id,
        )
        import_id, guessed = kept.id, kept.guessed_datum
    chosen = datum or guessed or click.prompt("datum", type=click.Choice([one.value for one in Datum]))
    with one_transaction():
        found = imports.get_import(import_id, Scope(everything=True))
        begun = uploads.start_import(
            actor=actor, now=datetime.now(UTC), site_import=found, datum=Datum(chosen), queued=False
        )
        job_id = begun.job_id
    if job_id is not None:
        jobs.run(job_id)
    with one_transaction(write=False):
        done = imports.get_import(import_id, Scope(everything=True))
        names = ("created", "updated", "unchanged", "refused")
        click.echo(", ".join(f"{name} {getattr(done, name)}" for name in names))
        for row in imports.all_rows(done):
            if row.outcome == "refused":
                click.echo(f"{row.row} {row.field or '-'} {imports.reason_of(row)}")


@click.command("create-officer")
@click.option("--union", "union_name", required=True, prompt="Union (made when it does not exist)")
@click.option(
    "--level",
    type=click.Choice([one.value for one in UnionLevel]),
    default=UnionLevel.DISTRICT.value,
    help="Of a union to be made.",
)
@click.option("--district", help="Six-digit district code of a union to be made.")
@click.option("--name", required=True, prompt="Name of the officer")
@click.option("--sign-in", "sign_in_name", required=True, prompt="Sign-in name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([one.value for one in Role]),
    help="May be repeated.",
    required=True,
)
@speaks_plainly
def create_officer(
    union_name: str, level: str, district: str | None, name: str, sign_in_name: str, roles: tuple[str, ...]
) -> None:
    """Make an officer with a temporary password, and the union when it does not exist: the first sign-in.

    A first installation wants three: system_administrator, security_administrator, auditor.
    """
    actor, now = system_actor(), datetime.now(UTC)
    with one_transaction():
        union = find_union_by_name(union_name) or create_union(
            actor=actor,
            now=now,
            name=union_name,
            short_name=None,
            level=UnionLevel(level),
            parent_id=None,
            district_code=district,
        )
        member, password = create_member(
            actor=actor, now=now, name=name, union_id=union.id, sign_in_name=sign_in_name
        )
        for role in roles:
            appoint(
                actor=actor,
                now=now,
                member_id=member.id,
                union_id=union.id,
                role=Role(role),
                valid_from=shanghai_date(now),
            )
    click.echo(f"{sign_in_name}: temporary password {password} (to be changed at the first sign-in)")
