"""What comes in and goes out about imports, whatever the register is of."""

from __future__ import annotations

from marshmallow import fields

from safety.people.schemas import SecondIn
from safety.wire.encodings import Encoding
from safety.wire.paging import SortedArgs
from safety.wire.schemas import Choice, Line, OneOf, Range, Strict
from safety.workplaces.projections import OLD_SYSTEMS, PROJECTIONS
from safety.workplaces.rules import Datum


class ImportIn(SecondIn):
    """What a started import is told: the datum that counts (needed where rows may lie somewhere); ``clears_empty``: an empty cell empties the value.

    ``source`` names the list that outside numbers belong to (sites): a number of another list is another number, and
    one of no named list renames nothing.  For members a second administrator agrees with terms that began already.
    """

    datum = Choice(Datum, load_default=None, allow_none=True)
    clears_empty = fields.Boolean(load_default=False)
    source = Line(maximum=80, load_default=None, allow_none=True)


class LayerIn(Strict):
    """Which of the layers of a file is read."""

    layer = Line(required=True)


class ProjectionIn(Strict):
    """In which zone of CGCS2000 metres are that name no system; the older systems of the list are refused with the reason."""

    projection = fields.String(required=True, validate=OneOf([*PROJECTIONS, *OLD_SYSTEMS]))


class HeadRowIn(Strict):
    """Which row of a table holds its headings, counted as the program of the file counts."""

    head_row = fields.Integer(required=True, validate=Range(min=1, max=1_000_000))


class EncodingIn(Strict):
    """In which encoding the words of a table are, where its bytes do not tell."""

    encoding = Choice(Encoding, required=True)


class ColumnsIn(Strict):
    """Which column of the file (its heading) stands for which field, by field."""

    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class AnswersIn(Strict):
    """What a person answers about rows, by row (``"*"``: every row that asks) and by what the question is about.

    The answer is ``new`` (another record), a candidate's ``reference``, ``same`` (the only candidate) or ``leave_out``;
    null takes an answer back.  What is not named here stays as it was answered.
    """

    answers = fields.Dict(
        keys=Line(maximum=10),
        values=fields.Dict(keys=Line(maximum=20), values=Line(maximum=40, allow_none=True)),
        required=True,
    )


class CandidateOut(Strict):
    """A record that a row may be about: ``reference`` is the answer that means it."""

    reference = fields.String(required=True)
    name = fields.String(required=True)
    told = fields.String(required=True)


class ChangeOut(Strict):
    """What a row changes of a field: the old value beside the new one, as words; null is nothing."""

    field = fields.String(required=True)
    old = fields.String(required=True, allow_none=True)
    new = fields.String(required=True, allow_none=True)


class ProspectOut(Strict):
    """What a row would do: what it changes, or the field and the reason where it would be refused."""

    row = fields.Integer(required=True)
    name = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True)
    field = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    changes = fields.List(fields.Nested(ChangeOut), required=True)


class AskedOut(ProspectOut):
    """A row that could be about one of the ``candidates``, or (``may_be_new``) about another record.

    Without an answer it will be refused; ``answers`` are those that it has, by what they are ``about``.
    """

    about = fields.String(required=True, allow_none=True)
    candidates = fields.List(fields.Nested(CandidateOut), required=True)
    may_be_new = fields.Boolean(required=True)
    answers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class FoldingOut(Strict):
    """A text of a row that is not taken as it stands: ``given``, with what nobody sees written out, and ``taken``."""

    row = fields.Integer(required=True)
    field = fields.String(required=True)
    given = fields.String(required=True)
    taken = fields.String(required=True)


class ReadingOut(Strict):
    """The first words of a file in an encoding that it may be in."""

    encoding = fields.String(required=True)
    words = fields.String(required=True)


class PreviewOut(Strict):
    """How an uploaded register would be read: the file's headings, the columns, and its first rows.

    ``counts`` (by outcome), ``refused``, ``updated`` (with old and new values), ``folded`` and ``duplicates`` are of the
    ``compared`` rows from ``begin`` on, read with the datum asked for; ``outcomes`` are of ``rows``; ``asked`` are the rows that wait for an answer or have one; ``layers`` are those
    to choose from (of a workbook its sheets); ``head_row`` is the row of the headings, ``remarks`` tell what of the file is
    not plain to see: hidden rows, merged cells; ``readings`` ask for an encoding where the bytes do not tell.
    """

    datum = fields.String(required=True)
    layers = fields.List(fields.String(), required=True)
    guessed_projection = fields.String(required=True, allow_none=True)
    head_row = fields.Integer(required=True, allow_none=True)
    readings = fields.List(fields.Nested(ReadingOut), required=True)
    remarks = fields.List(fields.String(), required=True)
    headings = fields.List(fields.String(), required=True)
    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)
    rows = fields.List(fields.Dict(), required=True)
    begin = fields.Integer(required=True)
    compared = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    outcomes = fields.List(fields.Nested(ProspectOut), required=True)
    refused = fields.List(fields.Nested(ProspectOut), required=True)
    updated = fields.List(fields.Nested(ProspectOut), required=True)
    asked = fields.List(fields.Nested(AskedOut), required=True)
    folded = fields.List(fields.Nested(FoldingOut), required=True)


class RowsArgs(SortedArgs):
    """Which rows of an import: ``q`` is one outcome, or ``undone`` or ``kept``."""

    q = Line(maximum=100, load_default=None)


class PreviewArgs(Strict):
    """With what the preview reads: a datum (the guessed one when left out), and whether empty cells empty values.

    ``begin`` is how many rows of the file it leaves out: of a long one each part has its preview.
    """

    datum = Choice(Datum, load_default=None)
    clears_empty = fields.Boolean(load_default=False)
    source = Line(maximum=80, load_default=None, allow_none=True)
    begin = fields.Integer(load_default=0, validate=Range(min=0, max=10_000_000))


class ImportOut(Strict):
    """An import: what was found in the file, how far it is, and what became of its rows."""

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    file_name = fields.String(required=True)
    layer = fields.String(allow_none=True)
    rows = fields.Integer(required=True)
    datum = fields.String(allow_none=True)
    guessed_datum = fields.String(allow_none=True)
    in_metres = fields.Boolean(required=True)
    projection = fields.String(required=True, allow_none=True)
    encoding = fields.String(required=True, allow_none=True)
    columns = fields.Dict(required=True)
    clears_empty = fields.Boolean(required=True)
    source = fields.String(required=True, allow_none=True)
    stopped_at = fields.AwareDateTime(allow_none=True)
    back_job_id = fields.UUID(allow_none=True)
    undone = fields.Integer(required=True)
    kept = fields.Integer(required=True)
    job_id = fields.UUID(allow_none=True)
    created = fields.Integer()
    updated = fields.Integer()
    unchanged = fields.Integer()
    refused = fields.Integer()
    left_out = fields.Integer()
    answers = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        allow_none=True,
    )


class ImportRowOut(Strict):
    """What became of one row; ``back`` is ``undone`` or ``kept`` (with the reason) once the import was taken back."""

    changes = fields.List(fields.Nested(ChangeOut), required=True)
    answers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    back = fields.String(allow_none=True)
    back_reason = fields.String(allow_none=True)

    row = fields.Integer(required=True)
    outcome = fields.String(required=True)
    name = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
