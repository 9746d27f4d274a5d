"""What comes in and goes out about imports, whatever the register is of."""

from __future__ import annotations

from marshmallow import fields

from safety.wire.schemas import Choice, Line, Strict
from safety.workplaces.rules import Datum


class ImportIn(Strict):
    """What a started import is told: the datum that counts."""

    datum = Choice(Datum, required=True)


class LayerIn(Strict):
    """Which of the layers of a file is read."""

    layer = Line(required=True)


class ColumnsIn(Strict):
    """Which column of the file (its heading) stands for which field, by field."""

    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ProspectOut(Strict):
    """What a row would do, with the field and the reason where it would be refused."""

    row = fields.Integer(required=True)
    outcome = fields.String(required=True)
    field = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class FoldingOut(Strict):
    """A text of a row that is not taken as it stands: ``given``, with what nobody sees written out, and ``taken``."""

    row = fields.Integer(required=True)
    field = fields.String(required=True)
    given = fields.String(required=True)
    taken = fields.String(required=True)


class PreviewOut(Strict):
    """How an uploaded register would be read: the file's headings, the columns, and its first rows.

    ``counts`` (by outcome), ``refused``, ``folded`` and ``duplicates`` are of the first ``compared`` rows, read with the datum
    asked for; ``outcomes`` are of ``rows``; ``layers`` are those to choose from.
    """

    datum = fields.String(required=True)
    layers = fields.List(fields.String(), required=True)
    headings = fields.List(fields.String(), required=True)
    columns = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)
    rows = fields.List(fields.Dict(), required=True)
    compared = fields.Integer(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    outcomes = fields.List(fields.Nested(ProspectOut), required=True)
    refused = fields.List(fields.Nested(ProspectOut), required=True)
    folded = fields.List(fields.Nested(FoldingOut), required=True)


class PreviewArgs(Strict):
    """The datum to read the preview's positions with; the guessed one when left out."""

    datum = Choice(Datum, load_default=None)


class ImportOut(Strict):
    """An import: what was found in the file, how far it is, and what became of its rows."""

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    file_name = fields.String(required=True)
    layer = fields.String(allow_none=True)
    rows = fields.Integer(required=True)
    datum = fields.String(allow_none=True)
    guessed_datum = fields.String(allow_none=True)
    columns = fields.Dict(required=True)
    job_id = fields.UUID(allow_none=True)
    created = fields.Integer()
    updated = fields.Integer()
    unchanged = fields.Integer()
    refused = fields.Integer()


class ImportRowOut(Strict):
    """What became of one row."""

    row = fields.Integer(required=True)
    outcome = fields.String(required=True)
    name = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
