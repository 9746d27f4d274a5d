"""The geospatial flask commands: editions of district outlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from maps.boundaries import atlas, edition_on, editions_folder, shipped_edition, write_edition
from maps.coordinates import Datum
from maps.kept import keep
from maps.outlines import Edition, Outline, UnusableOutlinesError, described_in, guess_datum, read_outlines
from safety.access.scope import system_actor
from safety.law.days import shanghai_date
from safety.reference.operations import adopt_districts
from safety.reference.queries import has_edition
from safety.transactions import after_commit, one_transaction
from safety.wire.commands import speaks_plainly

boundaries_group = AppGroup("boundaries", help="District outlines: list editions, check a file, import one.")
ratings_group = AppGroup(
    "ratings", help="The kept ratings of sites, from which the map of the city is summed."
)

# From here on a fit is taken as a contradiction of what was declared, not as noise of digitising.
_CLEAR_LEAD = 0.3


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(boundaries_group)
    app.cli.add_command(ratings_group)
    app.extensions["huey"].regularly("keep_ratings", keep_now)


def keep_now() -> None:
    """Bring the kept ratings of sites up to date."""
    keep(datetime.now(UTC))


@ratings_group.command("keep")
@click.option("--all", "anew", is_flag=True, help="Count every site, not only those that changed.")
@speaks_plainly
def keep_ratings(*, anew: bool) -> None:
    """Bring the kept ratings up to date at once; the server does so every minute."""
    click.echo(f"{keep(datetime.now(UTC), anew=anew)} sites counted")


@boundaries_group.command("list")
def list_editions() -> None:
    """Name the editions there are, oldest first."""
    for edition in atlas().editions:
        number = edition.review_no or "no 审图号"
        click.echo(
            f"{edition.valid_from}  {edition.name}  {len(edition.outlines)} districts  {number}  {edition.source}"
        )


@boundaries_group.command("adopt-shipped")
@speaks_plainly
def adopt_shipped() -> None:
    """Put the names and codes of the shipped districts into the register, once; repeating it does nothing."""
    edition = shipped_edition()
    with one_transaction():
        if has_edition(edition.name):
            return
        adopt_districts(
            actor=system_actor(),
            now=datetime.now(UTC),
            name=edition.name,
            valid_from=edition.valid_from,
            source=edition.source,
            districts=edition.names,
        )
    click.echo(f"{len(edition.outlines)} districts: {edition.name}")


@boundaries_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_file(file: Path) -> None:
    """Check a file of districts (GeoJSON, Shapefile, GeoPackage, KML) and say in which datum it fits the present edition best."""
    outlines = _read(file, Datum.WGS84)
    guess = _guess(file)
    _tell_repairs(outlines)
    click.echo(f"{len(outlines)} districts; fits best as {guess}")


@boundaries_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="How the edition is called on maps; else what the file says, else its name.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day it is used for; else the file's, else today.",
)
@click.option("--source", help="Where the file comes from, for the record.")
@click.option(
    "--datum",
    type=click.Choice([one.value for one in Datum]),
    help="Datum of the coordinates; else what the file says, else the one that clearly fits, which is printed.",
)
@click.option("--review-no", help="Its 审图号; without one, maps are marked as internal sketches.")
@click.option(
    "--datum-is-certain", is_flag=True, help="Import although the outlines fit another datum better."
)
@speaks_plainly
def import_file(file: Path, *, datum_is_certain: bool, **given: str | datetime | None) -> None:
    """Check a file of districts (GeoJSON, Shapefile, GeoPackage, KML) and use it for every day from its first one on.

    Earlier records keep the districts of their day.  Nothing changes when the file is refused.
    """
    edition = _edition(file, given, certain=datum_is_certain)
    unfinished = write_edition(edition, editions_folder())
    try:
        with one_transaction():
            adopt_districts(
                actor=system_actor(),
                now=datetime.now(UTC),
                name=edition.name,
                valid_from=edition.valid_from,
                source=edition.source,
                districts=edition.names,
            )
            after_commit(lambda: unfinished.replace(unfinished.with_suffix("")))
    finally:
        unfinished.unlink(missing_ok=True)
    _tell_repairs(edition.outlines)
    click.echo(f"{edition.name}: {len(edition.outlines)} districts are used from {edition.valid_from} on")


def _edition(file: Path, given: Mapping[str, str | datetime | None], *, certain: bool) -> Edition:
    """The edition as the options say, else as the file says, else with what is plain about it."""
    _read(file, Datum.WGS84)
    told: dict[str, str] = {"name": file.stem, "source": file.name, "review_no": "", **described_in(file)}
    told |= {name: value for name, value in given.items() if isinstance(value, str)}
    day = given.get("valid_from")
    told["valid_from"] = (
        day.date().isoformat()
        if isinstance(day, datetime)
        else told.get("valid_from", shanghai_date(datetime.now(UTC)).isoformat())
    )
    try:
        datum = Datum(told["datum"]) if "datum" in told else _clearly_fitting(file)
        valid_from = date.fromisoformat(told["valid_from"])
    except ValueError as error:
        raise click.ClickException(f"what the file says of itself makes no sense: {error}") from error
    _refuse_contradiction(file, datum, certain=certain)
    return Edition(
        told["name"],
        valid_from,
        told["source"],
        told["review_no"],
        _read(file, datum),
    )


def _clearly_fitting(file: Path) -> Datum:
    guess = guess_datum(file, edition_on(date.max).outlines)
    if guess.datum is None or guess.confidence < _CLEAR_LEAD:
        raise click.ClickException("it is not clear in which datum the coordinates are: say so with --datum")
    click.echo(f"no datum was given; read as {_guess(file)}")
    return guess.datum


def _read(file: Path, datum: Datum) -> dict[str, Outline]:
    try:
        return read_outlines(file, datum)
    except UnusableOutlinesError as error:
        raise click.ClickException("the file was refused:\n  " + "\n  ".join(error.reasons)) from error


def _tell_repairs(outlines: Mapping[str, Outline]) -> None:
    for one in outlines.values():
        if one.repaired:
            click.echo(f"{one.code} {one.name}: mended, its outline had a fault ({one.repaired})")


def _guess(file: Path) -> str:
    guess = guess_datum(file, edition_on(date.max).outlines)
    if guess.datum is None:
        return "unknown (no district in common with the present edition)"
    return f"{guess.datum.value} (confidence {guess.confidence:.0%}, {guess.telling} districts compared)"


def _refuse_contradiction(file: Path, declared: Datum, *, certain: bool) -> None:
    guess = guess_datum(file, edition_on(date.max).outlines)
    same = guess.datum is declared or {guess.datum, declared} <= {Datum.WGS84, Datum.CGCS2000}
    if guess.datum is None or same or certain or guess.confidence < _CLEAR_LEAD:
        return
    raise click.ClickException(
        f"declared as {declared.value}, but the outlines fit {_guess(file)} better; declare that, or add"
        " --datum-is-certain when you know the file's datum"
    )
