"""A file of districts that an administrator uploads: kept, looked at beside the present edition, put to use."""

from __future__ import annotations

import shutil
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from maps.boundaries import Finder, edition_on
from maps.coordinates import Datum
from maps.district_matching import Columns
from maps.edition_use import put_to_use
from maps.editions import Edition, Outline
from maps.outlines import (
    UnusableOutlinesError,
    columns_of,
    described_in,
    guess_datum,
    read_outlines,
    remarks_on,
    successors_in,
)
from maps.overlaps import Differences, differences
from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.errors import Invalid, NotPossibleNow
from safety.reference.models import BoundaryFile, DistrictEdition
from safety.reference.operations.boundary_files import discard_boundary_file, keep_boundary_file
from safety.text import N_, Text
from safety.transactions import after_commit
from safety.workplaces.models import Site
from safety.workplaces.operations.editions import changes
from safety.workplaces.operations.uploads import imports_folder
from safety.workplaces.queries.imports import is_imported

#: From here on a fit is taken as a contradiction of what was said of the datum, not as noise of digitising.
CLEAR_LEAD = 0.3


@dataclass(frozen=True)
class Look:
    """What a file of districts would do from ``valid_from`` on.

    ``reasons`` say why it is refused, and then there is nothing else but its ``columns``; ``remarks`` what is read
    otherwise than it stands.  ``moves`` count the sites that change district, by old and new code.
    """

    valid_from: date
    described: Mapping[str, str]
    columns: list[str]
    datum: Datum
    fits: Datum | None
    reasons: Sequence[Text] = ()
    remarks: Sequence[Text] = ()
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    differences: Differences = field(default_factory=Differences)
    moves: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def moved(self) -> int:
        """How many sites change district."""
        return sum(self.moves.values())


def keep(*, actor: Actor, now: datetime, id: uuid.UUID, source: Path, file_name: str) -> BoundaryFile:
    """Keep an uploaded file; nothing is put to use.

    Raises:
        NotAllowed: without ``boundary:manage``.
        Invalid: it cannot be read at all (field ``file``).
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    try:
        columns_of(source)
    except UnusableOutlinesError as error:
        raise Invalid(fields={"file": list(error.reasons)}) from error
    row = keep_boundary_file(actor=actor, now=now, id=id, content=source.read_bytes(), file_name=file_name)
    kept = imports_folder() / row.sha256
    if not kept.exists():
        shutil.copyfile(source, kept)
    return row


def discard(found: BoundaryFile, *, actor: Actor, now: datetime) -> None:
    """Let go of an uploaded file and its content.

    Raises:
        NotAllowed: without ``boundary:manage``.
        NotPossibleNow: it is in use.
        NotFound: somebody discarded it meanwhile.
    """
    sha256 = found.sha256
    path = imports_folder() / sha256
    # Uploaded registers lie in the same folder by the same names.
    if discard_boundary_file(actor=actor, now=now, row=found) and not is_imported(sha256):
        after_commit(lambda: path.unlink(missing_ok=True))


def look_at(
    found: BoundaryFile, *, columns: Columns, datum: Datum | None, valid_from: date | None, today: date
) -> Look:
    """What a kept file would do; read in ``datum``, else as it says, else as it fits the present districts best.

    Raises:
        NotPossibleNow: the file is not kept any more.
    """
    path = _kept(found)
    described = described_in(path)
    day = valid_from or _day(described.get("valid_from")) or today
    names = columns_of(path)
    reference = edition_on(day).outlines
    try:
        guess = guess_datum(path, reference, columns)
        fits = guess.datum if guess.confidence >= CLEAR_LEAD else None
        used = datum or _datum(described.get("datum")) or fits or Datum.WGS84
        outlines = read_outlines(path, used, columns)
    except UnusableOutlinesError as error:
        return Look(day, described, names, datum or Datum.WGS84, None, error.reasons)
    told = differences(reference, outlines)
    table = {**told.successors, **_table(successors_in(path))}
    told = replace(told, successors=table)
    finder = Finder(outlines)
    moved = changes(Site, outlines.keys(), table, finder.district_at)
    return Look(
        day,
        described,
        names,
        used,
        fits,
        remarks=[*remarks_on(path, columns), *_lack(told)],
        outlines=outlines,
        differences=told,
        moves=Counter((row["before"] or "", row["after"]) for row in moved),
    )


def put_file_to_use(
    found: BoundaryFile,
    *,
    actor: Actor,
    now: datetime,
    look: Look,
    name: str,
    source: str,
    review_no: str,
    datum_is_certain: bool,
    lack_is_certain: bool,
) -> DistrictEdition:
    """Use the districts of a file from its day on, as they were looked at.

    Raises:
        NotAllowed, Conflict, Invalid: as ``adopt_districts``; a faulty file (field ``file``); outlines that fit another
            datum clearly better, unless that is certain (field ``datum``); a file that lacks most districts, unless
            that is certain (field ``lack_is_certain``).
        NotPossibleNow: the file is in use already.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    if found.edition_id is not None:
        raise NotPossibleNow(N_("这份文件已经启用"), code="file_in_use")
    if look.reasons:
        raise Invalid(fields={"file": list(look.reasons)})
    same = look.fits in {None, look.datum} or {look.fits, look.datum} <= {Datum.WGS84, Datum.CGCS2000}
    if not same and not datum_is_certain:
        sentence = N_("区县的边线明显更像 %(datum)s 坐标；确知坐标系时请勾选“坐标系已确认”")
        raise Invalid(fields={"datum": [Text(sentence, datum=str(look.fits).upper())]})
    if lacks_most(look.differences, edition_on(look.valid_from)) and not lack_is_certain:
        raise Invalid(fields={"lack_is_certain": _lack(look.differences)})
    edition = Edition(name, look.valid_from, source, review_no, look.outlines)
    row = put_to_use(edition, actor=actor, now=now, successors=look.differences.successors)
    found.edition_id = row.id
    return row


def lacks_most(told: Differences, used: Edition) -> bool:
    """Whether more than half of the districts in use would be gone with none to follow them."""
    return 2 * len(told.lost) > len(used.outlines)


def _lack(told: Differences) -> list[Text]:
    sentence = N_("文件缺少 %(n)s 个区县，启用后那里不属于任何区县：%(names)s")
    return [Text(sentence, n=len(told.lost), names="、".join(told.lost))] if told.lost else []


def _kept(found: BoundaryFile) -> Path:
    path = imports_folder() / found.sha256
    if not path.exists():
        raise NotPossibleNow(N_("上传的文件已不在服务器上，请重新上传"), code="upload_gone")
    return path


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


def _datum(words: str | None) -> Datum | None:
    return Datum(words) if words in set(Datum) else None


def _table(lines: Sequence[str]) -> dict[str, list[str]]:
    pairs = (line.partition("=") for line in lines)
    return {old.strip(): [one.strip() for one in new.split(",") if one.strip()] for old, _, new in pairs}
