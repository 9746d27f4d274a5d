"""The geospatial flask commands: editions of district outlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from maps.boundaries import atlas, edition_on, shipped_edition
from maps.coordinates import Datum
from maps.district_matching import ANY, Columns
from maps.edition_use import put_to_use, take_back
from maps.editions import Edition, Outline
from maps.kept import keep
from safety.access.permissions import Permission
from safety.access.scope import system_actor
from safety.law.days import shanghai_date
from safety.reference.operations import adopt_districts
from safety.reference.queries import edition_named, edition_to_carry, has_edition
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly
from safety.workplaces.operations.editions import carry_over
from safety.workplaces.queries.editions import moves_of, unplaced_sites

boundaries_group = AppGroup("boundaries", help="District outlines: list editions, check a file, import one.")
ratings_group = AppGroup(
    "ratings", help="The kept ratings of sites, from which the map of the city is summed."
)

_code_column = click.option("--code-column", help="Which column holds the codes; else the usual names.")
_name_column = click.option("--name-column", help="Which column holds the names; else the usual names.")

# From here on a fit is taken as a contradiction of what was declared, not as noise of digitising.
_CLEAR_LEAD = 0.3
_MOST_TOLD = 1000


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(boundaries_group)
    app.cli.add_command(ratings_group)
    app.extensions["huey"].regularly("keep_ratings", keep_now)
    app.extensions["huey"].regularly("carry_over_editions", carry_over_now)


def keep_now() -> None:
    """Bring the kept ratings of sites up to date."""
    keep(datetime.now(UTC))


def carry_over_now() -> list[str]:
    """Carry records over to the editions of districts that have come into force; their names."""
    now = datetime.now(UTC)
    with one_transaction(write=False):
        if edition_to_carry(shanghai_date(now)) is None:
            return []
    with one_transaction():
        return [edition.name for edition in carry_over(actor=system_actor(), now=now)]


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
@_code_column
@_name_column
@speaks_plainly
def check_file(file: Path, *, code_column: str | None, name_column: str | None) -> None:
    """Check a file of districts (GeoJSON, Shapefile, GeoPackage, KML) and say in which datum it fits the present edition best."""
    columns = Columns(code_column, name_column)
    outlines = _read(file, Datum.WGS84, columns)
    guess = _guess(file, columns)
    _tell_remarks(file, columns)
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
@click.option(
    "--successor",
    multiple=True,
    help="Which district follows an old one, OLD=NEW or OLD=NEW,NEW (then a site's position chooses); may be repeated.",
)
@_code_column
@_name_column
@click.option("--review-no", help="Its 审图号; without one, maps are marked as internal sketches.")
@click.option(
    "--datum-is-certain", is_flag=True, help="Import although the outlines fit another datum better."
)
@click.option(
    "--lack-is-certain",
    is_flag=True,
    help="Import although more than half of the districts in use are gone with none to follow them.",
)
@speaks_plainly
def import_file(
    file: Path,
    *,
    datum_is_certain: bool,
    lack_is_certain: bool,
    successor: tuple[str, ...],
    code_column: str | None,
    name_column: str | None,
    **given: str | datetime | None,
) -> None:
    """Check a file of districts (GeoJSON, Shapefile, GeoPackage, KML) and use it for every day from its first one on.

    Sites are carried over to the districts that follow theirs, at once or on the first day; earlier records keep the
    districts of their day.  Nothing changes when the file is refused.
    """
    columns = Columns(code_column, name_column)
    successors = _successors(file, successor)
    edition = _edition(file, given, columns, certain=datum_is_certain)
    if not lack_is_certain:
        _refuse_lack(edition, successors)
    with one_transaction():
        put_to_use(edition, actor=system_actor(), now=datetime.now(UTC), successors=successors)
    _tell_remarks(file, columns)
    _tell_repairs(edition.outlines)
    click.echo(f"{edition.name}: {len(edition.outlines)} districts are used from {edition.valid_from} on")
    if carry_over_now():
        _tell_carried(edition)


@boundaries_group.command("take-back")
@click.argument("name")
@speaks_plainly
def take_back_edition(name: str) -> None:
    """Take an imported edition back; refused once records were carried over to it, or lie where only it has a district."""
    with one_transaction():
        take_back(edition_named(name), actor=system_actor(), now=datetime.now(UTC))
    click.echo(f"{name}: taken back")


def _successors(file: Path, given: Sequence[str]) -> dict[str, list[str]]:
    """The table of successors: what the file says, then what the options say (``500105=500157``)."""
    from maps.outlines import successors_in

    told: dict[str, list[str]] = {}
    for line in [*successors_in(file), *given]:
        old, sign, new = line.partition("=")
        if not sign or not old.strip() or not new.strip():
            raise click.ClickException(f"a successor is given as OLD=NEW or OLD=NEW,NEW, not {line!r}")
        told[old.strip()] = [code.strip() for code in new.split(",") if code.strip()]
    return told


def _tell_carried(edition: Edition) -> None:
    with one_transaction(write=False):
        for old, new, count in moves_of(edition.valid_from):
            click.echo(f"{count} sites: {old or '-'} -> {new}")
        left = unplaced_sites(system_actor().scope(Permission.SITE_READ), edition.names, _MOST_TOLD)
        for site in left:
            click.echo(f"not placed: {site.name} ({site.district_code or '-'}) {site.id}")


def _edition(
    file: Path, given: Mapping[str, str | datetime | None], columns: Columns, *, certain: bool
) -> Edition:
    """The edition as the options say, else as the file says, else with what is plain about it."""
    from maps.outlines import described_in

    _read(file, Datum.WGS84, columns)
    told: dict[str, str] = {"name": file.stem, "source": file.name, "review_no": "", **described_in(file)}
    told |= {name: value for name, value in given.items() if isinstance(value, str)}
    day = given.get("valid_from")
    told["valid_from"] = (
        day.date().isoformat()
        if isinstance(day, datetime)
        else told.get("valid_from", shanghai_date(datetime.now(UTC)).isoformat())
    )
    try:
        datum = Datum(told["datum"]) if "datum" in told else _clearly_fitting(file, columns)
        valid_from = date.fromisoformat(told["valid_from"])
    except ValueError as error:
        raise click.ClickException(f"what the file says of itself makes no sense: {error}") from error
    _refuse_contradiction(file, datum, columns, certain=certain)
    return Edition(
        told["name"],
        valid_from,
        told["source"],
        told["review_no"],
        _read(file, datum, columns),
    )


def _clearly_fitting(file: Path, columns: Columns) -> Datum:
    from maps.outlines import guess_datum

    guess = guess_datum(file, edition_on(date.max).outlines, columns)
    if guess.datum is None or guess.confidence < _CLEAR_LEAD:
        raise click.ClickException("it is not clear in which datum the coordinates are: say so with --datum")
    click.echo(f"no datum was given; read as {_guess(file, columns)}")
    return guess.datum


def _read(file: Path, datum: Datum, columns: Columns) -> dict[str, Outline]:
    from maps.outlines import UnusableOutlinesError, read_outlines

    try:
        return read_outlines(file, datum, columns)
    except UnusableOutlinesError as error:
        reasons = "\n  ".join(map(str, error.reasons))
        raise click.ClickException(f"the file was refused:\n  {reasons}") from error


def _tell_remarks(file: Path, columns: Columns) -> None:
    from maps.outlines import remarks_on

    for one in remarks_on(file, columns):
        click.echo(str(one))


def _tell_repairs(outlines: Mapping[str, Outline]) -> None:
    for one in outlines.values():
        if one.repaired:
            click.echo(f"{one.code} {one.name}: mended, its outline had a fault ({one.repaired})")


def _guess(file: Path, columns: Columns = ANY) -> str:
    from maps.outlines import guess_datum

    guess = guess_datum(file, edition_on(date.max).outlines, columns)
    if guess.datum is None:
        return "unknown (no district in common with the present edition)"
    return f"{guess.datum.value} (confidence {guess.confidence:.0%}, {guess.telling} districts compared)"


def _refuse_lack(edition: Edition, successors: Mapping[str, list[str]]) -> None:
    from maps.edition_files import lacks_most
    from maps.overlaps import differences

    used = edition_on(edition.valid_from)
    told = differences(used.outlines, edition.outlines)
    told = replace(told, successors={**told.successors, **successors})
    if lacks_most(told, used):
        raise click.ClickException(
            f"the file lacks {len(told.lost)} districts with none to follow them: {', '.join(told.lost)};"
            " add --lack-is-certain when there are no others"
        )


def _refuse_contradiction(file: Path, declared: Datum, columns: Columns, *, certain: bool) -> None:
    from maps.outlines import guess_datum

    guess = guess_datum(file, edition_on(date.max).outlines, columns)
    same = guess.datum is declared or {guess.datum, declared} <= {Datum.WGS84, Datum.CGCS2000}
    if guess.datum is None or same or certain or guess.confidence < _CLEAR_LEAD:
        return
    raise click.ClickException(
        f"declared as {declared.value}, but the outlines fit {_guess(file, columns)} better; declare that, or add"
        " --datum-is-certain when you know the file's datum"
    )
