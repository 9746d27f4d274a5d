"""By when applications ask their department for an answer, and whose term that is: for one, and for lists of many."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from safety.corrections import queries, referral_rules
from safety.corrections.models import Referral
from safety.corrections.subjects import Told, told_of
from safety.corrections.vocabulary import ReferralKind
from safety.law import applications
from safety.law.applications import About, AnswerTerm, Matter
from safety.law.days import shanghai_date
from safety.law.grounds import Ground
from safety.text import N_

#: Whose term it is, as lists and exports say it.
TERM_LABELS: Mapping[AnswerTerm, str] = MappingProxyType(
    {
        AnswerTerm.BY_LAW: N_("法定期限"),
        AnswerTerm.AT_ONCE: N_("立即处理"),
        AnswerTerm.OWN: N_("工会提出的期限"),
    }
)


def matter_of(referral: Referral) -> Matter:
    """Why the union turns to the department: from the kind of the application and what it is about."""
    return referral_rules.matter_of(ReferralKind(referral.kind), referral.subject_kind)


def term_of(referral: Referral, *, major: bool) -> AnswerTerm:
    """By when one asks for an answer; ``major``: whether a demand of it is a 重大 hazard, all that the term asks of demands."""
    return _term(referral, told_of(referral.subject_kind, referral.subject_id), major=major)


def terms_of(referrals: Iterable[Referral]) -> dict[uuid.UUID, AnswerTerm]:
    """The same for many at once."""
    rows = list(referrals)
    major = queries.about_major_hazards([one.id for one in rows])
    subjects = {(one.subject_kind, one.subject_id) for one in rows}
    told = {subject: told_of(*subject) for subject in subjects}
    return {one.id: _term(one, told[one.subject_kind, one.subject_id], major=one.id in major) for one in rows}


def _term(referral: Referral, told: Told | None, *, major: bool) -> AnswerTerm:
    about = told or About(shanghai_date(referral.drafted_at))
    return applications.answer_term(
        matter_of(referral), replace(about, grounds=(Ground(major=True),) if major else ())
    )
