"""A union's usual terms."""

from __future__ import annotations

import uuid

from safety.access.permissions import Permission as P
from safety.corrections import operations, queries, schemas
from safety.corrections import schemas_out as out
from safety.corrections.api.blueprint import api
from safety.corrections.clocks import Terms
from safety.corrections.guard import who
from safety.people.guard import current_scope, needs
from safety.people.queries import get_union


@api.route("/unions/<uuid:union_id>/terms", methods=["GET"])
@api.response(200, out.TermsOut)
@needs(P.PAPER_TITLE_EDIT)
def get_terms(union_id: uuid.UUID) -> Terms:
    """The terms that drafts of the union begin with: its own, else those of the nearest union above it."""
    return queries.terms_of(get_union(union_id, current_scope(P.PAPER_TITLE_EDIT)))


@api.route("/unions/<uuid:union_id>/terms", methods=["PUT"])
@api.arguments(schemas.TermsIn)
@api.response(200, out.TermsOut)
@needs(P.PAPER_TITLE_EDIT)
def put_terms(usual: Terms, union_id: uuid.UUID) -> Terms:
    """Set the usual terms of a union, and of those below it that set none; drafts from now on begin with them."""
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    operations.set_terms(**who(), union=union, terms=usual)
    return usual
