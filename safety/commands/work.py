"""The command that does queued work."""

from __future__ import annotations

from threading import Event

import click
from flask import current_app
from flask.cli import with_appcontext


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
