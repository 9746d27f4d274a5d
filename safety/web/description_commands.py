"""Commands that write the OpenAPI document, the same that is served."""

from __future__ import annotations

import json
from typing import IO

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from safety.web import api_description

openapi_group = AppGroup(
    "openapi", help="Write the description of the API, as /api/v1/openapi.json serves it."
)


@openapi_group.command("print")
def print_document() -> None:
    """Print the OpenAPI document as JSON."""
    click.echo(_document())


@openapi_group.command("write")
@click.argument("out", type=click.File("w", encoding="utf-8"))
def write_document(out: IO[str]) -> None:
    """Write the OpenAPI document to the file OUT as JSON."""
    out.write(_document() + "\n")


def _document() -> str:
    return json.dumps(api_description.described(current_app), ensure_ascii=False, indent=2)


def register(app: Flask) -> None:
    """Give the commands to the application, in the place of those that know nothing of our words."""
    app.cli.add_command(openapi_group)
