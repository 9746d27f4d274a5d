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
from safety.people.models import Union
from safety.people.queries import get_union
from safety.wire.versions import asked_version, edits_version, etag_of

Answer = tuple[dict[str, int], int, dict[str, str]]


@api.route("/unions/<uuid:union_id>/terms", methods=["GET"])
@api.response(200, out.TermsOut)
@needs(P.PAPER_TITLE_EDIT)
def get_terms(union_id: uuid.UUID) -> Answer:
    """The terms that drafts of the union begin with: its own, else those of the nearest union above it."""
    return _told(get_union(union_id, current_scope(P.PAPER_TITLE_EDIT)))


@api.route("/unions/<uuid:union_id>/terms", methods=["PUT"])
@edits_version
@api.arguments(schemas.TermsIn)
@api.response(200, out.TermsOut)
@needs(P.PAPER_TITLE_EDIT)
def put_terms(usual: dict[str, int], union_id: uuid.UUID) -> Answer:
    """Set the usual terms of a union, and of those below it that set none; drafts from now on begin with them.

    ``If-Match`` names the version of the union's own terms: ``"0"`` where it has set none yet.
    """
    union = get_union(union_id, current_scope(P.PAPER_TITLE_EDIT))
    operations.set_terms(**who(), union=union, terms=Terms(**usual), version=asked_version())
    return _told(union)


def _told(union: Union) -> Answer:
    version = queries.version_of_terms(union)
    return {**vars(queries.terms_of(union)), "version": version}, 200, {"ETag": etag_of(version)}
