"""The lines of a notice: what is asked of each finding and by when, and how both follow what is said of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from safety.corrections.asking import Judged, usual_demand
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Notice, NoticeItem
from safety.corrections.notice_rules import check_at_once, check_finding
from safety.corrections.operations.ledger import locked
from safety.corrections.queries import drafts_over, terms_of
from safety.corrections.readings import Reading, readings_of
from safety.database import session
from safety.errors import Invalid, NotFound
from safety.ids import new_id
from safety.people.models import Union
from safety.text import N_


def fill(
    notice: Notice, lines: Sequence[NoticeLine], reply_by: date | None, words: str | None, *, today: date
) -> None:
    """Put the findings on a draft, each with what is asked and by when; what is left open gets the usual.

    Raises:
        Invalid: no finding, a term that has passed, one that is later than the law allows.
        NotFound, NotPossibleNow: a finding that may not go on this notice.
    """
    if not lines:
        raise Invalid(code="no_finding", fields={"lines": [N_("请至少选择一项隐患")]})
    demands = locked(line.demand_id for line in lines)
    elsewhere = drafts_over(demands, besides=notice.id)
    read, terms = readings_of(demands.values()), terms_of(session.get_one(Union, notice.union_id))
    # One finding keeps its row when the draft changes: the pair of notice and finding is unique.
    rows = {item.demand_id: item for item in notice.items}
    items, leaves = [], []
    for position, line in enumerate(lines):
        demand = demands.get(line.demand_id)
        check_finding(demand, site_id=notice.site_id, on_other_draft=line.demand_id in elsewhere)
        if demand is None:
            raise NotFound
        judged = read[demand.id].judged
        term_on = line.term_on or terms.term_for(
            judged.grade, today, danger=judged.at_once, set_before=demand.term_on
        )
        if term_on < today:
            sentence = N_("整改期限不能早于今天")
            raise Invalid(sentence, code="term_passed", fields={f"lines.{position}.term_on": [sentence]})
        check_at_once(judged, term_on, today=today, field=f"lines.{position}.term_on")
        item = rows.get(demand.id) or NoticeItem(id=new_id(), demand_id=demand.id, demand=demand)
        item.position, item.term_on = position, term_on
        item.asked = line.asked or usual_demand(judged)
        leaves.append((term_on, judged.at_once and term_on == today))
        items.append(item)
    if reply_by is not None and reply_by < today:
        sentence = N_("答复期限不能早于今天")
        raise Invalid(sentence, code="term_passed", fields={"reply_by": [sentence]})
    notice.items = items
    notice.note = words
    notice.reply_by = reply_by or terms.reply_by(leaves, today)


def judge_anew(
    notice: Notice, before: Mapping[uuid.UUID, Judged], read: Mapping[uuid.UUID, Reading], *, today: date
) -> None:
    """Let each line follow what its finding, ``read``, is now: ``before`` is how it was judged when the draft was written.

    Words that an officer wrote stay.  What allows no day is asked on the day of the issue, however long the draft lay.
    """
    terms = terms_of(session.get_one(Union, notice.union_id))
    for item in notice.items:
        was, now = before[item.demand_id], read[item.demand_id].judged
        if item.asked == usual_demand(was):
            item.asked = usual_demand(now)
        if now.settled or (now.at_once and item.term_on < today):
            item.term_on = today
        elif was.at_once and not now.at_once and item.term_on <= today:
            item.term_on = terms.term_for(now.grade, today)
    notice.reply_by = max(notice.reply_by, *(item.term_on for item in notice.items))
