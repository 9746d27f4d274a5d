"""Putting an edition of districts to use, names and outlines together, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from maps.boundaries import editions_folder, write_edition
from maps.editions import Edition, read_edition
from safety.access.scope import Actor
from safety.reference.models import DistrictEdition
from safety.reference.operations import adopt_districts
from safety.transactions import after_commit
from safety.workplaces.operations import taking_back_editions


def put_to_use(
    edition: Edition, *, actor: Actor, now: datetime, successors: Mapping[str, Sequence[str]]
) -> DistrictEdition:
    """Use an edition for every day from its first one on; its file appears with the commit.

    Raises:
        NotAllowed, Conflict, Invalid: as ``adopt_districts``.
    """
    unfinished = write_edition(edition, editions_folder())
    try:
        row = adopt_districts(
            actor=actor,
            now=now,
            name=edition.name,
            valid_from=edition.valid_from,
            source=edition.source,
            districts=edition.names,
            successors=successors,
        )
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    after_commit(lambda: unfinished.replace(unfinished.with_suffix("")))
    return row


def take_back(row: DistrictEdition, *, actor: Actor, now: datetime) -> None:
    """Take an imported edition back, its file with the commit.

    Raises:
        NotAllowed, NotPossibleNow: as ``taking_back_editions.take_back_edition``.
    """
    name = row.name
    taking_back_editions.take_back_edition(actor=actor, now=now, edition=row)
    after_commit(lambda: _remove(name))


def _remove(name: str) -> None:
    for path in editions_folder().glob("*.geojson"):
        if read_edition(path).name == name:
            path.unlink()
