"""Conclusions: proposed, signed with the password again, reservations, counter-signature, supplements."""

from __future__ import annotations

import uuid
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.corrections import queries as corrections
from safety.corrections.guard import who
from safety.people.guard import current_actor, needs
from safety.people.queries import member_names
from safety.projects import operations, queries, schemas
from safety.projects.models import Review
from safety.projects.page_schemas import ProposalPageIn
from safety.projects.routes.blueprint import act_on_review, found_review, pages, show
from safety.projects.routes.reviews import review_page
from safety.projects.rules import missing_for
from safety.projects.signing_rules import SigningAct, why_not
from safety.projects.vocabulary import Conclusion
from safety.wire.forms import Form
from safety.wire.limits import limited

TRIES = "10 per minute"


@pages.get("/projects/reviews/<uuid:review_id>/proposal")
@needs(P.PROJECT_PROPOSE)
def proposal(review_id: uuid.UUID) -> ResponseReturnValue:
    """The form for a conclusion, with what each one still lacks."""
    return _proposal(found_review(review_id, P.PROJECT_PROPOSE), Form(ProposalPageIn()))


def _proposal(row: Review, form: Form) -> ResponseReturnValue:
    facts = queries.gate_facts(row)
    gates = [(one, missing_for(one, facts)) for one in Conclusion]
    return show("proposal_form.html", form.status, form=form, review=row, project=row.project, gates=gates)


@pages.post("/projects/reviews/<uuid:review_id>/proposal")
@needs(P.PROJECT_PROPOSE)
def propose(review_id: uuid.UUID) -> ResponseReturnValue:
    """Propose the conclusion."""
    return act_on_review(
        review_id,
        ProposalPageIn(),
        lambda row, values: operations.propose_conclusion(**who(), review=row, **values),
        _("结论已提出，等待另一名签署人签署"),
        _proposal,
    )


@pages.post("/projects/reviews/<uuid:review_id>/proposal/withdraw")
@needs(P.PROJECT_PROPOSE)
def withdraw_conclusion(review_id: uuid.UUID) -> ResponseReturnValue:
    """Take the proposed conclusion back."""
    return act_on_review(
        review_id,
        schemas.ReasonIn(),
        lambda row, values: operations.withdraw_conclusion(**who(), review=row, **values),
        _("结论已撤回"),
        review_page,
    )


def _signing(act: SigningAct) -> Any:
    """The page that shows what is signed and, to who may, the fields for password and drawn signature."""

    def page(row: Review, form: Form) -> ResponseReturnValue:
        waiting = row.proposed or row.signed
        conclusion = Conclusion(row.proposed.conclusion) if row.proposed else None
        gates = act is SigningAct.SIGN and conclusion is not None
        opinions = queries.opinion_demands(row)
        replies = corrections.replies_of_demands(one.id for one in opinions)
        checks = corrections.rechecks_of_demands(one.id for one in opinions)
        return show(
            "sign_form.html",
            form.status,
            form=form,
            review=row,
            project=row.project,
            act=act.value,
            sign_off=waiting,
            shut=why_not(act, operations.signer_of(current_actor(), row)),
            missing=missing_for(conclusion, queries.gate_facts(row)) if gates and conclusion else [],
            opinions=opinions,
            behind=queries.opinion_behind(row),
            replies={item.demand_id: (reply, item) for reply in replies for item in reply.items},
            checks={item.demand_id: (check, item) for check in checks for item in check.items},
            names=member_names(
                [
                    *([waiting.proposed_by, waiting.signed_by] if waiting else []),
                    *(one.member_id for one in row.dissents),
                ]
            ),
        )

    return page


@pages.get("/projects/reviews/<uuid:review_id>/sign")
@needs(P.PROJECT_SIGN)
def sign(review_id: uuid.UUID) -> ResponseReturnValue:
    """What would be signed, and where to sign it."""
    page: ResponseReturnValue = _signing(SigningAct.SIGN)(
        found_review(review_id, P.PROJECT_SIGN), Form(schemas.SigningIn())
    )
    return page


@pages.post("/projects/reviews/<uuid:review_id>/sign")
@needs(P.PROJECT_SIGN)
@limited(TRIES)
def sign_conclusion(review_id: uuid.UUID) -> ResponseReturnValue:
    """Sign."""
    return act_on_review(
        review_id,
        schemas.SigningIn(),
        lambda row, values: operations.sign_conclusion(**who(), review=row, **values),
        _("结论已签署，会签表已签发"),
        _signing(SigningAct.SIGN),
    )


@pages.get("/projects/reviews/<uuid:review_id>/counter-sign")
@needs(P.PROJECT_SIGN)
def counter(review_id: uuid.UUID) -> ResponseReturnValue:
    """What the higher union would counter-sign."""
    page: ResponseReturnValue = _signing(SigningAct.COUNTER)(
        found_review(review_id, P.PROJECT_SIGN), Form(schemas.SigningIn())
    )
    return page


@pages.post("/projects/reviews/<uuid:review_id>/counter-sign")
@needs(P.PROJECT_SIGN)
@limited(TRIES)
def counter_sign(review_id: uuid.UUID) -> ResponseReturnValue:
    """Counter-sign."""
    return act_on_review(
        review_id,
        schemas.SigningIn(),
        lambda row, values: operations.counter_sign(**who(), review=row, **values),
        _("已会签"),
        _signing(SigningAct.COUNTER),
    )


@pages.get("/projects/reviews/<uuid:review_id>/supplement")
@needs(P.PROJECT_SIGN)
def supplement_form(review_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an addition to what was signed."""
    page: ResponseReturnValue = _signing(SigningAct.SUPPLEMENT)(
        found_review(review_id, P.PROJECT_SIGN), Form(schemas.SupplementIn())
    )
    return page


@pages.post("/projects/reviews/<uuid:review_id>/supplement")
@needs(P.PROJECT_SIGN)
@limited(TRIES)
def supplement(review_id: uuid.UUID) -> ResponseReturnValue:
    """Sign the addition."""
    return act_on_review(
        review_id,
        schemas.SupplementIn(),
        lambda row, values: operations.supplement(**who(), review=row, **values),
        _("补充意见已签发"),
        _signing(SigningAct.SUPPLEMENT),
    )


@pages.post("/projects/reviews/<uuid:review_id>/dissents")
@needs(P.PROJECT_READ)
def record_dissent(review_id: uuid.UUID) -> ResponseReturnValue:
    """Keep one's own reservation."""
    return act_on_review(
        review_id,
        schemas.WordsIn(),
        lambda row, values: operations.record_dissent(**who(), review=row, **values),
        _("保留意见已登记"),
        review_page,
    )
