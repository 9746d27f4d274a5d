"""Serve the register on this machine: the last step of `make run`.

The first start writes `.env` with a fresh secret key and demonstration mode; the demonstration data go into an empty
database only. A `.env` that exists is left as it is: whoever starts without demonstration data writes one first.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from tools.console import Failure, say

if TYPE_CHECKING:
    from flask import Flask

ROOT: Final = Path(__file__).resolve().parent.parent
SETTINGS_FILE: Final = ROOT / ".env"
ADDRESS: Final = "127.0.0.1"
PORT: Final = 8000
MOST_OFFICERS: Final = 16
FEWEST_PROCESSES: Final = 2
MOST_PROCESSES: Final = 5

WITHOUT_DEMONSTRATION: Final = """\
To start without demonstration data: stop, remove .env and var/, write a new .env with the line
QUNJIAN_SECRET_KEY=<32 random characters or more>, `make run`, and make the first officer with
`.venv/bin/flask --app app create-officer`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Migrate, load demonstration data once, say where to look, serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="tools.run", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    port: int = parser.parse_args(arguments).port
    os.chdir(ROOT)
    try:
        write_settings(SETTINGS_FILE)
        flask("db", "upgrade")
        flask("boundaries", "adopt-shipped")
        flask("checklists", "adopt-shipped")
        app = application()
        demonstration = app.config["SETTINGS"].demo
        if demonstration and not demonstration_officers(app):
            say("loading the demonstration data, once: about a minute")
            flask("demo", silent=True)
        introduce(demonstration_officers(app) if demonstration else [], port)
        serve(port)
    except Failure as failure:
        sys.exit(f"run: {failure}")
    except KeyboardInterrupt:
        sys.exit(0)


def write_settings(file: Path) -> bool:
    """Write a `.env` for demonstration mode, readable by its owner only; False when one exists or the key is set."""
    if file.exists() or "QUNJIAN_SECRET_KEY" in os.environ:
        return False
    text = (
        "# Written by the first `make run`. Demonstration mode serves this machine only and is never turned into\n"
        "# production in place: see docs for a real installation.\n"
        f"QUNJIAN_SECRET_KEY={secrets.token_urlsafe(48)}\n"
        "QUNJIAN_DEMO=1\n"
    )
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as new:
        new.write(text)
    return True


def flask(*words: str, silent: bool = False) -> None:
    """Run one command of the application; `silent` keeps back what it prints, but not its complaints."""
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL if silent else None, check=False)
    if done.returncode != 0:
        raise Failure(f"`flask --app app {' '.join(words)}` ended with status {done.returncode}")


def application() -> Flask:
    """The application of the settings, or a failure that says which setting is wrong."""
    from app import create_app
    from safety.config import BadSettingsError, settings_from_environment

    try:
        return create_app(settings_from_environment())
    except BadSettingsError as error:
        raise Failure(str(error)) from error


def demonstration_officers(app: Flask) -> list[tuple[str, str, str]]:
    """Sign-in name, name and union of those who can sign in."""
    from sqlalchemy import select

    from safety.database import db
    from safety.people.models import Member, Union

    statement = (
        select(Member.sign_in_name, Member.name, Union.name)
        .join(Union, Union.id == Member.union_id)
        .where(Member.sign_in_name.is_not(None), Member.password_hash.is_not(None))
        .order_by(Union.path, Member.sign_in_name)
        .limit(MOST_OFFICERS)
    )
    with app.app_context():
        return [(str(sign_in), name, union) for sign_in, name, union in db.session.execute(statement)]


def introduce(officers: list[tuple[str, str, str]], port: int) -> None:
    """Print the address and, in demonstration mode, who can sign in."""
    from safety.config import DEMO_PASSWORD

    say(f"\nQunjian 群监: http://{ADDRESS}:{port}/   (Ctrl-C stops it)")
    if not officers:
        return
    say(f"Demonstration sign-ins, password {DEMO_PASSWORD} unless it was changed:")
    for sign_in, name, union in officers:
        say(f"  {sign_in:<12} {name}  {union}")
    say(WITHOUT_DEMONSTRATION + "\n")


def serve(port: int) -> NoReturn:
    """Become the server, so that Ctrl-C and SIGTERM reach it."""
    sys.stdout.flush()
    command = server_command(port=port)
    os.execv(sys.executable, command)  # noqa: S606 - Ctrl-C and SIGTERM then reach the server itself


def server_command(*, port: int, target: str = "app:serve_slow_lines") -> list[str]:
    """The words that start the server: a process for each processor, two to five; one does the queued work.

    ``target`` makes an ASGI application (``safety.web.slow_lines``), which has its threads by itself.
    """
    from safety.processors import usable

    processes = str(min(max(usable(), FEWEST_PROCESSES), MOST_PROCESSES))
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--factory", target]
    command += ["--host", ADDRESS, "--port", str(port), "--workers", processes]
    return [*command, "--respawn-failed-workers", "--no-ws", "--log-level", "error"]


if __name__ == "__main__":
    main()
