"""The command that loads the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from safety.config import DEMO_PASSWORD
from safety.demo import operations as demo
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly


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
