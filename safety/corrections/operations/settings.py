"""A union's own usual terms."""

from __future__ import annotations

from datetime import datetime

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.corrections.clocks import Terms
from safety.corrections.models import TermSetting
from safety.database import hold, session
from safety.errors import Stale
from safety.people.models import Union
from safety.people.queries import place_of
from safety.transactions import hold_version


def set_terms(*, actor: Actor, now: datetime, union: Union, terms: Terms, version: int) -> TermSetting:
    """Set the usual terms of ``union`` and of those below it that set none; they apply to new drafts.

    ``version`` is that of the union's own terms when they were read: 0 where it had set none.

    Raises:
        NotAllowed: without ``paper_title:edit`` for the union.
        Stale: they were set since (``extra.version``).
    """
    actor.require(Permission.PAPER_TITLE_EDIT, place_of(union))
    hold(union, ["id"])  # of two who set the first terms at one moment the second finds those of the first
    row = session.get(TermSetting, union.id)
    if row is None:
        if version != 0:
            raise Stale(extra={"version": 0})
        row = TermSetting(union_id=union.id, version=0)
        session.add(row)
    else:
        hold_version(row, version)
    row.ordinary_days, row.major_days = terms.ordinary_days, terms.major_days
    row.recheck_days, row.link_days = terms.recheck_days, terms.link_days
    row.version += 1
    session.flush()
    audit.record(
        actor=actor,
        now=now,
        action="terms_set",
        kind="term_setting",
        record_id=union.id,
        union_id=union.id,
        change={"ordinary": terms.ordinary_days, "major": terms.major_days, "recheck": terms.recheck_days},
    )
    return row
