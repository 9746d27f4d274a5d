"""Commands about signing keys and signed files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from safety.access.scope import system_actor
from safety.jobs import operations as jobs
from safety.jobs.queries import job_by_id
from safety.papers import keys as paper_keys
from safety.papers import operations as papers
from safety.papers.checking import check_file
from safety.proof.operations import begin_whole_verification
from safety.proof.rules import WHY_WORDS, Why
from safety.transactions import one_transaction
from safety.wire.commands import in_english, speaks_plainly

papers_group = AppGroup("papers", help="The keys that papers are signed with.")


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


@papers_group.command("trust")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks_plainly
def papers_trust(file: Path) -> None:
    """Trust the public half (signing-ed25519.pub) of a key that this server signed with before."""
    with one_transaction():
        key_id = papers.trust_key(actor=system_actor(), now=datetime.now(UTC), file=file)
    click.echo(f"trusted: key {key_id}")


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--all", "everything", is_flag=True, help="Instead of a file: every record of this server.")
@click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder written by 'papers keys --out'; otherwise this server's own keys.",
)
@click.option(
    "--attached",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file the record names (a report, a picture): is it the one that was sealed?",
)
@with_appcontext
@speaks_plainly
def verify_file(*, file: Path | None, everything: bool, keys: Path | None, attached: Sequence[Path]) -> None:
    """Check a downloaded PDF or signed record (JSON) against its signatures, without the database.

    With --all: walk the audit, every record that matters, seals and evidence, and name all that is false.
    """
    if everything == (file is not None):
        raise click.UsageError("name a FILE, or --all")
    if file is None:
        _verify_everything()
        return
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
    _check_attached(checked.files, attached)
    click.echo("genuine; the sealed original prevails")


def _verify_everything() -> None:
    """Walk everything as a job of this command; its result stands on the auditor's page."""
    with one_transaction():
        job = begin_whole_verification(actor=system_actor(), now=datetime.now(UTC), queued=False)
        job_id = job.id
    jobs.run(job_id)
    with one_transaction(write=False):
        done = job_by_id(job_id)
        result = dict(done.result or {}) if done else {}
    for one in [*result["faults"], *result["erased"]]:
        words = in_english(WHY_WORDS[Why(one["why"])])
        click.echo(f"{one['where']} {one['record']}: {one['why']} ({words})")
    if result["before"]:
        click.echo(f"{result['before']} records are from before they were hashed")
    if result["by_table"]:
        counts = ", ".join(f"{table} {n}" for table, n in result["by_table"].items())
        raise click.ClickException(f"false: {counts}")
    click.echo(f"{result['rows']} rows of the audit and {result['proved']} records hold")


def _check_attached(sealed: Mapping[str, str], attached: Sequence[Path]) -> None:
    """Name the files a record binds, and compare those given with them."""
    for sha256, name in sealed.items():
        click.echo(f"file {name}: SHA-256 {sha256}")
    for path in attached:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found not in sealed:
            raise click.ClickException(f"{path.name} is not a file of this record: SHA-256 {found}")
        click.echo(f"{path.name}: the file that was sealed")


def _words(holds: bool) -> str:  # noqa: FBT001 - a plain yes or no
    return "unchanged" if holds else "CHANGED OR NOT SIGNED"
