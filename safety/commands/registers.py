"""Commands that write registers to files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from safety.access.scope import system_actor
from safety.exports import operations as exports
from safety.exports.asked import FileFormat, RegisterName
from safety.exports.registers import REGISTERS, Register
from safety.exports.schemas import asked_from
from safety.exports.tables import statement_beside
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

P = ParamSpec("P")
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
