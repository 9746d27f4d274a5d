"""News of accidents, as a register of them is taken in from a file: each row a notice of its own.

A notice is never changed.  The same words from the same source at the same minute are the notice that is there; another
one of the same employer and moment is asked about.  An employer is linked by its credit code alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from safety.access.permissions import Permission
from safety.accidents.headings import NOTICE_HEADINGS
from safety.accidents.inputs import NoticeFacts
from safety.accidents.models import Notification
from safety.accidents.operations.registering import place_notice, record_notification
from safety.accidents.vocabulary import CHANNEL_LABELS, Channel
from safety.database import session
from safety.errors import Invalid
from safety.folding.texts import fold
from safety.law.days import SHANGHAI
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.wire.labels import meant
from safety.workplaces.operations import changes
from safety.workplaces.operations.amounts import yuan_of
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.import_rows import check_texts, credit_code_of, position_of, whole_number
from safety.workplaces.operations.locating import Located, lies_there, locate
from safety.workplaces.operations.questions import AskedError, Candidate, answer_to
from safety.workplaces.operations.registers import Foreseen, RegisterKind, Row, Taken, Undoing
from safety.workplaces.operations.stated import Stated

LIMITS: Mapping[str, int] = {"source": 200, "place": 300, "employer": 200}
_MOST_WORDS = 4000
_HARM = ("deaths", "serious", "slight", "missing", "poisoned")
_MOST_PEOPLE = 100_000
_MOMENT = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?[ T]*"
    r"(?:([0-9]{1,2})[:：时点]([0-9]{1,2})?分?(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
#: Columns of a sheet, each with the notice's field that it tells.
_COLUMNS: Mapping[str, str] = {
    **{name: name for name in ("received_at", "source", "words", "channel", "happened_at", "place", *_HARM)},
    "employer": "employer_name",
    "credit_code": "employer_id",
    "district": "district_code",
    "loss_yuan": "direct_loss_yuan",
    "loss_wan": "direct_loss_yuan",
}
_A_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


@dataclass(frozen=True)
class _Planned:
    """A notice that an earlier row of the file would enter, while nothing is written yet."""

    row: int
    facts: NoticeFacts


@dataclass(frozen=True, kw_only=True)
class _Plan(Foreseen):
    facts: NoticeFacts
    known: Notification | None


@dataclass
class NoticeRows:
    """Takes rows of news in; the notices of the same moments are fetched at once."""

    chunk: Chunk
    rows: Sequence[Row]
    _known: list[Notification] = field(init=False)
    _planned: list[_Planned] = field(default_factory=list)
    _stated: Stated[Notification] = field(init=False)

    def __post_init__(self) -> None:
        if self.chunk.actor.union_id is None:  # a command enters for the union of the import
            self.chunk.actor = replace(self.chunk.actor, union_id=self.chunk.union.id)
        received = {at for row in self.rows if (at := _perhaps(row.get("received_at")))}
        happened = {at for row in self.rows if (at := _perhaps(row.get("happened_at")))}
        # A register tells the minute; what was entered by hand may have seconds.
        minutes = [Notification.received_at.between(at, at + _A_MINUTE) for at in sorted(received)]
        fits = or_(Notification.happened_at.in_(happened), *minutes)
        self._stated = Stated(Notification, self.chunk, self.rows)
        self._known = list(
            session.scalars(select(Notification).where(fits).order_by(Notification.entered_at))
        )

    def foresee(self, row: Row) -> _Plan:
        """What the row would do; nothing is written.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self._plan(row, self._planned)
        if plan.outcome == "created":
            self._planned.append(_Planned(row["number"], plan.facts))
        return plan

    def take(self, row: Row) -> Taken:
        """Take the row in.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self._plan(row, ())
        if plan.known is not None:
            return Taken(plan.known.id, plan.outcome, [])
        made = record_notification(actor=self.chunk.actor, now=self.chunk.now, facts=plan.facts)
        self._known.append(made)
        self.chunk.made_by(row, made)
        return Taken(made.id, "created", [changes.step("accident_notice", made, None)])

    def _plan(self, row: Row, planned: Sequence[_Planned]) -> _Plan:
        stated = self._stated.of(row)
        meant: Notification | _Planned | None
        if stated is None:
            facts = self._facts(row)
            place_notice(self.chunk.actor, self.chunk.now, facts)
            meant = self._meant(row, facts, planned)
        else:
            facts, meant = self._unchanged(row, stated), stated
        known = meant if isinstance(meant, Notification) else None
        return _Plan(
            outcome="created" if meant is None else "unchanged",
            name=facts.words[:200],
            about="accident_notice",
            key=("row", str(row["number"])),
            pairs={},
            employer=facts.employer_name or "",
            facts=facts,
            known=known,
        )

    def _unchanged(self, row: Row, stated: Notification) -> NoticeFacts:
        """The facts of a row that says which notice it is, and nothing else than that.

        Raises:
            Invalid: it says something else (by field): a notice is never changed.
        """
        position = position_of(row, self.chunk.datum)
        moved = position is not None and not lies_there(stated, position)
        placed = row if moved else row | {"lon": "", "lat": ""}
        facts = self._facts(placed)
        said: dict[str, tuple[Any, Any]] = {
            name: (_minute(getattr(facts, of)), _minute(getattr(stated, of)))
            for name, of in _COLUMNS.items()
            if name in row
        }
        if stated.employer_id is None or "credit_code" not in row:
            said.pop("credit_code", None)
        if not row.get("district"):
            said.pop("district", None)
        wrong = [name for name, (one, other) in said.items() if (one or None) != (other or None)]
        wrong += ["lon"] if moved else []
        if wrong:
            sentence = N_("接报登记后不改；这一行与记录编号所指的接报不同，请清空记录编号登记为另一条")
            raise Invalid(fields={name: [sentence] for name in wrong})
        return facts

    def _facts(self, row: Row) -> NoticeFacts:
        check_texts(row, LIMITS, needed=("received_at", "source", "words"))
        if len(row["words"]) > _MOST_WORDS:
            raise Invalid(fields={"words": [Text(N_("长度最多 %(high)s"), high=_MOST_WORDS)]})
        located = locate(position_of(row, self.chunk.datum), self.chunk.now)
        employer = self.chunk.employer_of_code(credit_code_of(row))
        harm: dict[str, Any] = {name: _people(row, name) for name in _HARM}
        return NoticeFacts(
            received_at=moment_of(row["received_at"], "received_at") or self.chunk.now,
            channel=_channel(row.get("channel") or ""),
            source=row["source"],
            words=row["words"],
            happened_at=moment_of(row.get("happened_at") or "", "happened_at"),
            place=row.get("place") or None,
            employer_name=row.get("employer") or None,
            employer_id=employer.id if employer is not None else None,
            district_code=self._district(located, row),
            lon=located.lon,
            lat=located.lat,
            direct_loss_yuan=_loss(row),
            **harm,
        )

    def _district(self, located: Located, row: Row) -> str | None:
        """The district where the row tells one; nobody named it, it stays open."""
        if not row.get("district") and located.lon is None:
            return None
        return self.chunk.place(located, row)[1]

    def _meant(
        self, row: Row, facts: NoticeFacts, planned: Sequence[_Planned]
    ) -> Notification | _Planned | None:
        """The notice that is there already, None for a new one.

        Raises:
            AskedError: it tells of the same employer and moment.
        """
        scope = self.chunk.actor.scope(Permission.ACCIDENT_RECORD)
        here = [(one, _facts_of(one)) for one in self._known if scope.covers(place_of(one))]
        there: list[tuple[Notification | _Planned, NoticeFacts]] = [
            *here,
            *((one, one.facts) for one in planned),
        ]
        same = next((one for one, its in there if _mark(its) == _mark(facts)), None)
        if same is not None:
            return same
        alike = [one for one, its in there if _is_of_one_accident(its, facts)]
        if not alike:
            return None
        sentence = N_("已有同一单位、同一时间的事故的接报，请选择是不是同一条")
        candidates = [self._candidate(one) for one in alike]
        answer = answer_to(row, AskedError("accident_notice", "words", sentence, candidates))
        by_reference = {one.reference: each for one, each in zip(candidates, alike, strict=True)}
        return by_reference.get(answer)

    def _candidate(self, one: Notification | _Planned) -> Candidate:
        if isinstance(one, _Planned):
            return Candidate(f"row:{one.row}", one.facts.words[:40], one.facts.source)
        return Candidate(self.chunk.reference(one), one.words[:40], one.source)


def _minute(value: Any) -> Any:
    """A moment to its minute, which is what a sheet tells; anything else as it is."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


def _facts_of(one: Notification) -> NoticeFacts:
    return NoticeFacts(
        received_at=one.received_at,
        channel=Channel(one.channel),
        source=one.source,
        words=one.words,
        happened_at=one.happened_at,
        employer_name=one.employer_name,
    )


def _mark(facts: NoticeFacts) -> tuple[datetime, str, str]:
    return _minute(facts.received_at), fold(facts.source), fold(facts.words)


def _is_of_one_accident(one: NoticeFacts, other: NoticeFacts) -> bool:
    if one.happened_at is None or other.happened_at is None or not one.employer_name:
        return False
    return one.happened_at == other.happened_at and fold(one.employer_name) == fold(other.employer_name or "")


def _channel(words: str) -> Channel:
    """How the news came; a register of a department's that says nothing comes from the department."""
    if not words:
        return Channel.DEPARTMENT
    found = meant(words, CHANNEL_LABELS)
    if found is None:
        raise Invalid(fields={"channel": [N_("没有这种渠道")]})
    return found


def _people(row: Row, name: str) -> int:
    count = whole_number(row, name) or 0
    if not 0 <= count <= _MOST_PEOPLE:
        raise Invalid(fields={name: [N_("人数不合理")]})
    return count


def _loss(row: Row) -> Decimal | None:
    yuan = yuan_of(row.get("loss_yuan") or "", "loss_yuan", 1)
    wan = yuan_of(row.get("loss_wan") or "", "loss_wan", 10_000)
    if yuan is not None and wan is not None and yuan != wan:
        raise Invalid(fields={"loss_wan": [N_("与以元填写的金额不一致")]})
    return wan if yuan is None else yuan


def _perhaps(words: str | None) -> datetime | None:
    try:
        return moment_of(words or "", "received_at")
    except Invalid:
        return None


def moment_of(words: str, name: str) -> datetime | None:
    """A moment of Chongqing as registers write it (2026-03-01 09:30, 2026年3月1日9时30分); None for nothing.

    Raises:
        Invalid: it is none, or a day without a time (that field).
    """
    if not words:
        return None
    parts = _MOMENT.fullmatch(words.strip())
    if parts is None:
        raise Invalid(fields={name: [N_("不是有效的时间")]})
    if parts[4] is None:
        raise Invalid(fields={name: [N_("只有日期，请写明几时几分")]})
    try:
        return datetime(*(int(part or 0) for part in parts.groups()), tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    except ValueError as error:
        raise Invalid(fields={name: [N_("不是有效的时间")]}) from error


class NoticeUndoing(Undoing):
    """A notice that became an accident, or was linked to one, is kept."""

    def holds(self, record: Any) -> Text | None:
        """Whether it has an accident."""
        return Text(N_("已关联事故，保留不删")) if record.accident_id is not None else None

    def name_of(self, record: Any) -> Mapping[str, Any]:
        """How and when it was received, as the audit says of one by hand."""
        return {"channel": record.channel, "received_at": record.received_at}


NOTICES = RegisterKind(
    name="notices",
    job="notice_import",
    permission=Permission.ACCIDENT_RECORD,
    reading=Permission.ACCIDENT_READ,
    headings=NOTICE_HEADINGS,
    begin=NoticeRows,
    briefs=lambda _scope: (),
    title="事故接报",
    choices={"channel": list(CHANNEL_LABELS.values())},
    labels={},
    models={"accident_notice": Notification},
    named_by="words",
    undoing=NoticeUndoing(),
)
