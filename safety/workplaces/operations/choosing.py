"""What a person chooses of how an uploaded register is read: layer, row of headings, encoding, zone of metres, columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from safety.access.scope import Actor
from safety.database import session
from safety.errors import Invalid
from safety.text import N_
from safety.wire.tables import readings_of
from safety.workplaces import rules
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations import uploads
from safety.workplaces.operations.reading import TABLE, read_register
from safety.workplaces.operations.registers import kind_of
from safety.workplaces.projections import projection_of


def choose_layer(*, actor: Actor, now: datetime, found: RegisterImport, layer: str) -> RegisterImport:
    """Read another of the layers of a file that has several.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: there is no such layer, or it has too few columns for a register (field ``layer``).
    """
    uploads.hold_unbegun(actor, found)
    if layer not in uploads.layers_in(found):
        raise Invalid(fields={"layer": [N_("文件里没有这个图层")]})
    headings = kind_of(found).headings
    register = read_register(uploads.kept_file(found), found.format, headings, layer=layer)
    try:
        headings.check_head(register.head)
    except Invalid as refusal:
        raise Invalid(fields={"layer": refusal.fields["file"]}) from refusal
    found.layer, found.head_row = layer, None
    found.answers = found.projection = None  # they were about the rows of the other layer
    uploads.note_reading(found, register)
    session.flush()
    uploads.note_import(actor, now, found, "import_layer_chosen", {"layer": layer, "rows": found.rows})
    return found


def choose_head_row(*, actor: Actor, now: datetime, found: RegisterImport, head_row: int) -> RegisterImport:
    """Take the headings from another row, counted as the program of the file counts.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: there is no such row, or it has too few headings for a register (field ``head_row``).
    """
    uploads.hold_unbegun(actor, found)
    headings = kind_of(found).headings
    if found.format != TABLE:
        raise Invalid(fields={"head_row": [N_("这种文件没有标题行")]})
    register = read_register(
        uploads.kept_file(found),
        found.format,
        headings,
        layer=found.layer,
        head_row=head_row,
        encoding=found.encoding,
    )
    try:
        headings.check_head(register.head)
    except Invalid as refusal:
        raise Invalid(fields={"head_row": refusal.fields["file"]}) from refusal
    found.head_row = head_row
    uploads.note_reading(found, register)
    session.flush()
    uploads.note_import(actor, now, found, "import_head_chosen", {"head_row": head_row, "rows": found.rows})
    return found


def choose_encoding(*, actor: Actor, now: datetime, found: RegisterImport, encoding: str) -> RegisterImport:
    """Say in which encoding the words of a file are, where its bytes do not tell.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: its bytes tell, or it has too few headings for a register when read so (field ``encoding``).
    """
    uploads.hold_unbegun(actor, found)
    path, headings = uploads.kept_file(found), kind_of(found).headings
    if found.format != TABLE or encoding not in readings_of(path):
        raise Invalid(fields={"encoding": [N_("文件的编码是清楚的，不用选择")]})
    register = read_register(path, found.format, headings, encoding=encoding)
    try:
        headings.check_head(register.head)
    except Invalid as refusal:
        raise Invalid(fields={"encoding": refusal.fields["file"]}) from refusal
    found.encoding, found.head_row, found.answers = encoding, None, None
    uploads.note_reading(found, register)
    session.flush()
    uploads.note_import(
        actor, now, found, "import_encoding_chosen", {"encoding": encoding, "rows": found.rows}
    )
    return found


def choose_projection(
    *, actor: Actor, now: datetime, found: RegisterImport, projection: str
) -> RegisterImport:
    """Say in which zone the metres of a file are that names no system.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: its places are no metres, the zone is none of the list, or an older system (field ``projection``).
    """
    uploads.hold_unbegun(actor, found)
    if not found.in_metres:
        raise Invalid(fields={"projection": [N_("文件里的坐标不是以米计的平面坐标，或已写明坐标系")]})
    found.projection, found.guessed_datum = projection_of(projection).key, rules.Datum.CGCS2000
    session.flush()
    uploads.note_import(actor, now, found, "import_projection_chosen", {"projection": projection})
    return found


def match_columns(
    *, actor: Actor, now: datetime, found: RegisterImport, columns: Mapping[str, str]
) -> RegisterImport:
    """Say which column of the file stands for which field (field → heading), in place of what was recognised.

    Raises:
        NotPossibleNow: the import was begun before.
        Invalid: the file has no such column, one stands for two fields, a needed field has none.
    """
    uploads.hold_unbegun(actor, found)
    kind_of(found).headings.check_columns(columns, uploads.kept_register(found).head)
    found.columns = dict(columns)
    uploads.note_reading(found, uploads.as_it_stands(found))
    session.flush()
    uploads.note_import(actor, now, found, "import_columns_matched", {"columns": dict(columns)})
    return found
