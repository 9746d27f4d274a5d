"""Reading reference data as it was on a day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from safety.database import session
from safety.errors import NotFound
from safety.law.calendar import HolidayTable, holiday_table
from safety.law.citations import title_of
from safety.law.provisions import REGISTER, Law, provision_on
from safety.law.versions import version_of
from safety.reference.models import BoundaryFile, ColourRule, DistrictEdition, Holiday, LawCheck, LawText


def edition_on(day: date) -> DistrictEdition | None:
    """The newest edition valid by ``day``, else the newest there is (as maps do), else None."""
    editions = list(
        session.scalars(
            select(DistrictEdition)
            .options(selectinload(DistrictEdition.districts))
            .order_by(DistrictEdition.valid_from)
        )
    )
    valid = [edition for edition in editions if edition.valid_from <= day]
    fitting = valid or editions
    return fitting[-1] if fitting else None


def editions() -> list[DistrictEdition]:
    """Every edition of districts, the newest first."""
    rows = select(DistrictEdition).options(selectinload(DistrictEdition.districts))
    return list(session.scalars(rows.order_by(DistrictEdition.valid_from.desc())))


def edition_to_carry(day: date) -> DistrictEdition | None:
    """The oldest edition in force on ``day`` to which the records have not been carried over yet."""
    waiting = select(DistrictEdition).where(
        DistrictEdition.carried_at.is_(None), DistrictEdition.valid_from <= day
    )
    return session.scalars(waiting.order_by(DistrictEdition.valid_from).limit(1)).first()


def has_edition(name: str) -> bool:
    """Whether an edition of districts of this name is in the register."""
    return session.scalar(select(DistrictEdition.id).where(DistrictEdition.name == name)) is not None


def boundary_files() -> list[BoundaryFile]:
    """The files of districts that wait to be put to use, the newest first."""
    rows = select(BoundaryFile).where(BoundaryFile.edition_id.is_(None))
    return list(session.scalars(rows.order_by(BoundaryFile.uploaded_at.desc(), BoundaryFile.id)))


def boundary_file(file_id: uuid.UUID) -> BoundaryFile:
    """A file of districts.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(BoundaryFile, file_id)
    if found is None:
        raise NotFound
    return found


def edition_named(name: str) -> DistrictEdition:
    """The edition of districts of that name.

    Raises:
        NotFound: there is none.
    """
    found = session.scalars(select(DistrictEdition).where(DistrictEdition.name == name)).first()
    if found is None:
        raise NotFound
    return found


def district_names(day: date) -> Mapping[str, str]:
    """Names by six-digit code in the edition of ``day``, in the order of the codes."""
    edition = edition_on(day)
    return {district.code: district.name for district in edition.districts} if edition else {}


def all_district_names() -> Mapping[str, str]:
    """Names by code over all editions, the newest name of a code winning: for old records."""
    names: dict[str, str] = {}
    for edition in session.scalars(
        select(DistrictEdition)
        .options(selectinload(DistrictEdition.districts))
        .order_by(DistrictEdition.valid_from)
    ):
        names |= {district.code: district.name for district in edition.districts}
    return names


def holidays(year: int) -> Mapping[date, bool]:
    """The differing days of ``year``: True for a make-up working day, False for a day off."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.scalars(select(Holiday).where(Holiday.day.between(first, last)))
    return {row.day: row.is_working for row in rows}


def holidays_known() -> HolidayTable:
    """The holidays of every year that somebody entered."""
    rows = session.scalars(select(Holiday)).all()
    return holiday_table(
        {row.day.year for row in rows},
        off=[row.day for row in rows if not row.is_working],
        worked=[row.day for row in rows if row.is_working],
    )


def colour_rules() -> list[ColourRule]:
    """Every version of the colour rule: the adopted ones in the order of adoption, then the drafts."""
    rows = session.scalars(select(ColourRule).order_by(ColourRule.drafted_at, ColourRule.id))
    return sorted(rows, key=lambda row: (row.adopted_at is None, row.adopted_at or row.drafted_at))


def colour_rule(rule_id: uuid.UUID) -> ColourRule:
    """One version of the colour rule.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(ColourRule, rule_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Check:
    """To which day a text is known to be the one in force, by whom, and where it was looked up."""

    to: date
    by: str
    source: str = ""


def checked_to_of(law: Law) -> Check | None:
    """The newest check of a text; None while nobody has read it."""
    return checks_of_laws([law]).get(law.id)


def checks_of_laws(texts: Iterable[Law]) -> Mapping[str, Check]:
    """The newest check of each text that somebody has read: the one it came with, or a later one on record."""
    found = {one.id: Check(one.checked_to, one.checked_by) for one in texts if one.checked_to is not None}
    rows = select(LawCheck).where(LawCheck.law.in_(found)).order_by(LawCheck.checked_to)
    for row in session.scalars(rows):
        if row.checked_to > found[row.law].to:
            found[row.law] = Check(row.checked_to, row.recorded_name, row.source)
    return found


@dataclass(frozen=True)
class LawNotes:
    """What to know of a paper's law before it goes out.

    ``unread``: titles of what is 待核 on the day of the fact and stays off the paper; ``past_check``: titles that
    are printed, with the check that lies before the day of the fact.
    """

    unread: tuple[str, ...] = ()
    past_check: tuple[tuple[str, Check], ...] = ()


def notes_on(citations: Iterable[Mapping[str, Any]]) -> LawNotes:
    """The notes on a paper's citations, as its content keeps them; what was typed has no key and no day."""
    citations = list(citations)
    ours = [(one, date.fromisoformat(one["on"])) for one in citations if one.get("on")]
    cited = [(provision_on(one["key"], on), on) for one, on in ours]
    checks = checks_of_laws({one.law for one, _ in cited})
    typed = (title_of(one["law"]) for one in citations if not one.get("on") and not one.get("checked", True))
    unread = dict.fromkeys([*(one.law.title for one, on in cited if not one.checked(on)), *typed])
    past = {
        one.law.title: checks[one.law.id]
        for one, on in cited
        if one.checked(on) and one.law.id in checks and checks[one.law.id].to < on
    }
    return LawNotes(tuple(unread), tuple(past.items()))


def law_texts() -> list[LawText]:
    """Every version that was imported, the newest first."""
    return list(session.scalars(select(LawText).order_by(LawText.uploaded_at.desc(), LawText.id)))


def law_text(text_id: uuid.UUID) -> LawText:
    """One imported version.

    Raises:
        NotFound: there is none of this id.
    """
    found = session.get(LawText, text_id)
    if found is None:
        raise NotFound
    return found


def law_checks_of(law: str) -> int:
    """How many checks of a text are on record."""
    return session.scalar(select(func.count()).select_from(LawCheck).where(LawCheck.law == law)) or 0


def bring_law_up_to_date(today: date) -> None:
    """Let the register of provisions hold exactly the imported versions that are in use, as of ``today``."""
    used = session.execute(
        select(LawText.id, LawText.law).where(LawText.slot.is_not(None)).order_by(LawText.slot)
    ).all()
    mark = (today, tuple(row.id for row in used))
    if REGISTER.mark == mark:
        return
    rows = session.scalars(select(LawText).where(LawText.slot.is_not(None)).order_by(LawText.slot))
    REGISTER.use([version_of(row.text, row.law).provisions for row in rows], on=today)
    REGISTER.mark = mark
