"""Re-checks (and verifications on paper), and the second person who closes what is major."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections import facts, gate
from safety.corrections.documents import chinese_day
from safety.corrections.inputs import RecheckLine
from safety.corrections.models import Demand, Notice, Recheck, RecheckItem
from safety.corrections.operations.companions import came_along
from safety.corrections.operations.ledger import (
    add_facts,
    digest_of,
    locked,
    note,
    require,
    sent_before,
)
from safety.corrections.operations.settling import settle_notices
from safety.corrections.rules import RIGHTS, DemandKind, Fact, FactKind
from safety.corrections.subjects import seen_on
from safety.corrections.vocabulary import RecheckMethod, RecheckResult
from safety.database import hold, session
from safety.errors import Invalid, NotFound, NotPossibleNow
from safety.evidence import operations as evidence
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.workplaces.queries.editions import place_for

#: Evidence of a re-check belongs to its item.
OWNER_KIND = "recheck_item"
Uploads = Mapping[uuid.UUID, Sequence[evidence.Upload]]


def record_recheck(
    *,
    actor: Actor,
    now: datetime,
    checked_on: date,
    lines: Sequence[RecheckLine],
    method: RecheckMethod = RecheckMethod.ON_SITE,
    notice: Notice | None = None,
    recheck_id: uuid.UUID | None = None,
    companions: str | None = None,
    companion_ids: Sequence[uuid.UUID] = (),
    met: str | None = None,
    words: str | None = None,
    uploads: Uploads | None = None,
) -> Recheck:
    """Keep a re-check of demands of one place, with a result for each.

    An ordinary demand that passed is closed; a major one waits for a second person.  What passes has to
    get through ``gate``: a mandatory opinion needs its written reply first.

    Raises:
        NotAllowed, NotFound: without the right to re-check this kind here.
        Invalid: nothing checked, a day to come, demands of several sites, companions as ``came_along`` refuses them.
        NotPossibleNow: a demand's state takes no re-check, or the gate is shut (by line: ``lines.N.result``).
        Conflict: the id is taken by other content.
    """
    demands = _demands(actor, lines)
    _check_day(checked_on, now)
    notice_id, given = notice.id if notice else None, [asdict(line) for line in lines]
    chosen = list(dict.fromkeys(companion_ids))
    # Without anybody chosen the same digest as before there were ids: a queue may send an old entry again.
    more = [chosen] if chosen else []
    digest = digest_of([checked_on, given, method, companions, met, words, notice_id, *more])
    if (kept := sent_before(Recheck, recheck_id, digest)) is not None:
        return kept
    _check_order(checked_on, demands)
    first = next(iter(demands.values()))
    recheck = _new(actor, now, first, checked_on)
    recheck.id, recheck.digest, recheck.notice_id = recheck_id or new_id(), digest, notice_id
    recheck.method, recheck.companions, recheck.met, recheck.words = method, companions, met, words
    recheck.came_along = came_along(
        actor, actor.scope(RIGHTS[DemandKind(first.kind)].recheck), recheck, chosen
    )
    return _keep(actor, now, recheck, lines, demands, uploads or {})


def _new(actor: Actor, now: datetime, first: Demand, checked_on: date) -> Recheck:
    place = _place(actor, first, checked_on)
    return Recheck(
        site_id=first.site_id,
        checked_on=checked_on,
        entered_at=now,
        by_id=actor.member_id,
        by_name=actor.name,
        district_code=place.district_code,
        union_id=place.union_id,
    )


def _place(actor: Actor, demand: Demand, checked_on: date) -> Place:
    """Whose re-check it is: a finding's goes by who had the site on its day, anything else by its demand."""
    kind = DemandKind(demand.kind)
    if kind is not DemandKind.FINDING or demand.site is None:
        return place_of(demand)
    return place_for(demand.site, checked_on, actor.scope(RIGHTS[kind].recheck))


def _check_order(checked_on: date, demands: Mapping[uuid.UUID, Demand]) -> None:
    """Refuse a re-check of a day before anybody saw what it looks at again."""
    found = [one for one in demands.values() if one.kind == DemandKind.FINDING]
    seen = max(seen_on(found).values(), default=checked_on)
    if checked_on < seen:
        sentence = Text(N_("复查不能早于发现之日 %(day)s"), day=seen)
        raise Invalid(sentence, code="recheck_before_finding", fields={"checked_on": [sentence]})


def _demands(actor: Actor, lines: Sequence[RecheckLine]) -> dict[uuid.UUID, Demand]:
    if not lines:
        raise Invalid(code="no_line", fields={"lines": [N_("请至少复查一项")]})
    demands = locked(line.demand_id for line in lines)
    if len(demands) != len({line.demand_id for line in lines}):
        raise NotFound
    for demand in demands.values():
        require(actor, RIGHTS[DemandKind(demand.kind)].recheck, demand)
    if len({(demand.site_id, demand.source_kind) for demand in demands.values()}) > 1:
        raise Invalid(code="several_sites", fields={"lines": [N_("一次复查只能针对同一个场所")]})
    return demands


def _check_day(checked_on: date, now: datetime) -> None:
    if checked_on > shanghai_date(now):
        raise Invalid(code="in_future", fields={"checked_on": [N_("复查日期不能晚于今天")]})


def _keep(
    actor: Actor,
    now: datetime,
    recheck: Recheck,
    lines: Sequence[RecheckLine],
    demands: Mapping[uuid.UUID, Demand],
    uploads: Uploads,
) -> Recheck:
    _check_gate(recheck, lines, demands)
    entries = [(demands[line.demand_id], _seen(actor, now, recheck, line)) for line in lines]
    add_facts(entries, name=actor.name, source_id=recheck.id)
    session.add(recheck)
    place = place_of(recheck)
    for position, line in enumerate(lines):
        item = RecheckItem(
            id=new_id(), demand_id=line.demand_id, position=position, result=line.result, words=line.words
        )
        recheck.items.append(item)
        evidence.attach_files(
            actor=actor,
            now=now,
            owner_kind=OWNER_KIND,
            owner_id=item.id,
            place=place,
            uploads=uploads.get(line.demand_id, ()),
            file_ids=line.file_ids,
        )
    session.flush()
    change = {
        "results": {str(line.demand_id): line.result for line in lines},
        "checked_on": recheck.checked_on,
    }
    permission = RIGHTS[DemandKind(demands[lines[0].demand_id].kind)].recheck
    note(actor, now, permission, recheck, action="rechecked", kind="recheck", change=change)
    settle_notices([line.demand_id for line in lines], now=now)
    return recheck


def _seen(actor: Actor, now: datetime, recheck: Recheck, line: RecheckLine) -> Fact:
    return Fact(
        FactKind.RECHECKED,
        now,
        actor.member_id,
        result=line.result,
        reason=line.words,
        on=recheck.checked_on,
        method=RecheckMethod(recheck.method),
    )


def _check_gate(recheck: Recheck, lines: Sequence[RecheckLine], demands: Mapping[uuid.UUID, Demand]) -> None:
    """Name every line that cannot pass yet at once; the ledger asks the same of each."""
    method = RecheckMethod(recheck.method)
    shut = {
        number: gate.why_not_passed(
            demands[line.demand_id], on=recheck.checked_on, method=method, by_id=recheck.by_id
        )
        for number, line in enumerate(lines)
        if line.result is RecheckResult.PASSED and demands[line.demand_id].is_open
    }
    found = {number: one for number, one in shut.items() if one is not None}
    if found:
        first = next(iter(found.values()))
        fields = {f"lines.{number}.result": [one.sentence] for number, one in found.items()}
        raise NotPossibleNow(first.sentence, code=first.code, fields=fields)


def confirm_close(*, actor: Actor, now: datetime, demand: Demand, words: str | None = None) -> Demand:
    """Close a major demand whose re-check passed, as somebody else than the re-checker.

    Raises:
        NotPossibleNow: nothing waits for a second person, or it is the re-checker who asks.
    """
    permission = RIGHTS[DemandKind(demand.kind)].close_major
    require(actor, permission, demand)
    add_facts([(demand, Fact(FactKind.CLOSE_CONFIRMED, now, actor.member_id, reason=words))], name=actor.name)
    note(actor, now, permission, demand, action="close_confirmed", kind="demand")
    settle_notices([demand.id], now=now)
    return demand


def refuse_close(*, actor: Actor, now: datetime, demand: Demand, reason: str) -> Demand:
    """Send a major demand back: the second person does not agree that it is done."""
    permission = RIGHTS[DemandKind(demand.kind)].close_major
    require(actor, permission, demand)
    add_facts([(demand, Fact(FactKind.CLOSE_REFUSED, now, actor.member_id, reason=reason))], name=actor.name)
    note(actor, now, permission, demand, action="close_refused", kind="demand", change={"reason": reason})
    return demand


def issue_recheck_opinion(
    *, actor: Actor, now: datetime, recheck: Recheck, enclosed: Enclosed | None = None
) -> Paper:
    """Issue the 复查意见书 of a re-check.

    Raises:
        NotPossibleNow: it was issued before.
    """
    require(actor, Permission.NOTICE_ISSUE, recheck)
    hold(recheck)
    if recheck.paper_id is not None:
        raise NotPossibleNow(N_("复查意见书已经签发"), code="already_issued")
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.RECHECK_OPINION,
        subject_kind="recheck",
        subject_id=recheck.id,
        place=place_of(recheck),
        content=facts.recheck_content(recheck, today=shanghai_date(now)),
        enclosed=enclosed,
    )
    failed = [item for item in recheck.items if item.result != RecheckResult.PASSED]
    asked = [Asked(item.demand.summary, chinese_day(item.demand.term_on)) for item in failed]
    papers.issue_paper(actor=actor, now=now, paper=paper, asked=asked, drafters={recheck.by_id})
    recheck.paper_id = paper.id
    session.flush()
    note(actor, now, Permission.NOTICE_ISSUE, recheck, action="recheck_opinion_issued", kind="recheck")
    return paper
