"""Reminders to the employer about what is still open."""

from __future__ import annotations

from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.documents import AT_ONCE, chinese_day
from safety.corrections.facts import reminder_content, still_at_once
from safety.corrections.models import Notice
from safety.corrections.notice_rules import NoticeAct, check_notice, check_pressed, is_pressed
from safety.corrections.operations.ledger import add_facts, locked, note, require
from safety.corrections.queries import notice_standing
from safety.corrections.rules import Fact, FactKind
from safety.corrections.vocabulary import NoticeState
from safety.database import hold
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.queries import place_of


def remind(
    *,
    actor: Actor,
    now: datetime,
    notice: Notice,
    words: str | None = None,
    by_letter: bool = False,
    enclosed: Enclosed | None = None,
) -> Notice:
    """Press the employer about the findings of a notice that it still has to answer or correct, by word or by a 催办函.

    Raises:
        NotPossibleNow: the notice is not out, or nothing that it was the last to ask for is in the employer's hands.
    """
    permission = Permission.NOTICE_ISSUE if by_letter else Permission.INSPECTION_RECORD
    require(actor, permission, notice)
    locked(item.demand_id for item in notice.items)
    hold(notice)
    check_notice(NoticeState(notice.state), NoticeAct.REMIND)
    standing = notice_standing(notice, shanghai_date(now))
    check_pressed(standing)
    waiting = [
        item.demand for item, line in zip(notice.items, standing.lines, strict=True) if is_pressed(line)
    ]
    fact = Fact(FactKind.REMINDED, now, actor.member_id, reason=words)
    add_facts([(one, fact) for one in waiting], name=actor.name, source_id=notice.id)
    if by_letter:
        paper = papers.draft_paper(
            actor=actor,
            now=now,
            kind=PaperKind.REMINDER,
            subject_kind="notice",
            subject_id=notice.id,
            place=place_of(notice),
            content=reminder_content(notice, waiting),
            enclosed=enclosed,
        )
        urgent = still_at_once(notice)
        asked = [
            Asked(one.summary, AT_ONCE if one.id in urgent else chinese_day(one.term_on)) for one in waiting
        ]
        papers.issue_paper(actor=actor, now=now, paper=paper, asked=asked)
    note(actor, now, permission, notice, action="reminded", kind="notice", change={"by_letter": by_letter})
    return notice
