"""Pages of files of districts: uploaded, looked at on a map beside the present edition, put to use."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from marshmallow import ValidationError

from maps.boundaries import edition_on
from maps.coordinates import Datum
from maps.district_matching import Columns
from maps.edition_file_schemas import AdoptionIn, LookArgs
from safety.access.permissions import Permission as P
from safety.errors import Invalid
from safety.people.guard import current_actor, needs, now, today
from safety.reference.models import BoundaryFile, DistrictEdition
from safety.reference.queries import all_district_names, boundary_file
from safety.text import N_
from safety.transactions import reads_first
from safety.wire.forms import Form, options
from safety.wire.problems import translate
from safety.wire.schemas import Strict
from safety.workplaces.rules import DATUM_LABELS

if TYPE_CHECKING:
    from maps.edition_files import Look

# Libraries for geometry are loaded when somebody looks at a file of districts, not when the server starts.
pages = Blueprint("edition_files", __name__, url_prefix="/map/editions/files")
_NEW, _CHANGED, _SAME = "#2f9e6e", "#f2c037", "#e3e8ee"
_SIZE = (900.0, 640.0)


@pages.get("")
@needs(P.BOUNDARY_MANAGE)
def upload_form() -> ResponseReturnValue:
    """The form for a file of districts."""
    return _upload_page(Form(Strict()))


@pages.post("")
@needs(P.BOUNDARY_MANAGE)
@reads_first
def upload() -> ResponseReturnValue:
    """Keep a file, to be looked at."""
    form = Form(Strict())
    kept = form.submit(lambda _given: keep_uploaded(uuid.uuid4()))
    if kept is None:
        return _upload_page(form)
    return redirect(url_for("edition_files.show", boundary_file_id=kept.id))


def _upload_page(form: Form) -> ResponseReturnValue:
    return render_template("maps/edition_upload.html", form=form), form.status


def keep_uploaded(file_id: uuid.UUID) -> BoundaryFile:
    """Keep the uploaded file of this request."""
    from maps.edition_files import keep

    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(fields={"file": [N_("请选择文件")]})
    with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
        sent.stream.seek(0)  # the request may be done once more
        sent.save(kept)
        kept.flush()
        return keep(
            actor=current_actor(),
            now=now(),
            id=file_id,
            source=Path(kept.name),
            file_name=Path(sent.filename).name,
        )


@pages.get("/<uuid:boundary_file_id>")
@needs(P.BOUNDARY_MANAGE)
def show(boundary_file_id: uuid.UUID) -> ResponseReturnValue:
    """What the file would change, on a map and in numbers."""
    return _show(boundary_file(boundary_file_id), Form(AdoptionIn()))


def _show(found: BoundaryFile, form: Form) -> ResponseReturnValue:
    look = looked_at(found, _asked())
    present = {
        "name": look.described.get("name", Path(found.file_name).stem),
        "source": look.described.get("source", found.file_name),
        "review_no": look.described.get("review_no", ""),
        "valid_from": look.valid_from.isoformat(),
        "datum": str(look.datum),
    }
    typed = {name: value for name, value in request.args.items() if name in AdoptionIn().fields}
    form.values = present | typed | form.values
    body = render_template(
        "maps/edition_file.html",
        form=form,
        found=found,
        look=look,
        reasons=[translate(one) for one in look.reasons],
        remarks=[translate(one) for one in look.remarks],
        used=edition_on(look.valid_from),
        names={**all_district_names(), **{code: one.name for code, one in look.outlines.items()}},
        columns=[(one, one) for one in look.columns],
        datums=options(DATUM_LABELS),
        # nosemgrep: markup-of-a-text (drawn here, its texts escaped)
        chart=Markup(_chart(look)) if look.outlines else "",  # noqa: S704
    )
    return body, form.status


@pages.post("/<uuid:boundary_file_id>/adoption")
@needs(P.BOUNDARY_MANAGE)
@reads_first
def adopt(boundary_file_id: uuid.UUID) -> ResponseReturnValue:
    """Put the file's districts to use."""
    form, found = Form(AdoptionIn()), boundary_file(boundary_file_id)
    made = form.submit(lambda given: adopted(found, given))
    if made is None:
        return _show(found, form)
    flash(_("自 %(day)s 起使用 %(name)s", day=made.valid_from.isoformat(), name=made.name), "success")
    return redirect(url_for("editions.overview"))


@pages.post("/<uuid:boundary_file_id>/discard")
@needs(P.BOUNDARY_MANAGE)
def discard_file(boundary_file_id: uuid.UUID) -> ResponseReturnValue:
    """Let go of a file that was only looked at."""
    form, found = Form(Strict()), boundary_file(boundary_file_id)
    if form.submit(lambda _given: discarded(found)) is None:
        return _show(boundary_file(boundary_file_id), form)
    flash(_("文件已弃用"), "success")
    return redirect(url_for("edition_files.upload_form"))


def discarded(found: BoundaryFile) -> bool:
    """Let go of a file that was only looked at."""
    from maps.edition_files import discard

    discard(found, actor=current_actor(), now=now())
    return True


def looked_at(found: BoundaryFile, given: dict[str, Any]) -> Look:
    """What a file would do, read as it is asked for (``LookArgs``)."""
    from maps.edition_files import look_at

    datum = given.get("datum")
    return look_at(
        found,
        columns=Columns(given.get("code_column"), given.get("name_column")),
        datum=Datum(datum) if datum else None,
        valid_from=given.get("valid_from"),
        today=today(),
    )


def adopted(found: BoundaryFile, given: dict[str, Any]) -> DistrictEdition:
    """Put a file to use as it was told (``AdoptionIn``)."""
    from maps.edition_files import put_file_to_use

    return put_file_to_use(
        found,
        actor=current_actor(),
        now=now(),
        look=looked_at(found, given),
        name=given["name"],
        source=given["source"],
        review_no=given["review_no"] or "",
        datum_is_certain=given["datum_is_certain"],
        lack_is_certain=given["lack_is_certain"],
    )


def _asked() -> dict[str, Any]:
    """With what the page reads the file; nonsense counts as nothing."""
    source = request.form if request.method == "POST" else request.args
    told = {name: value for name, value in source.items() if name in LookArgs().fields and value}
    try:
        return dict(LookArgs().load(told))
    except ValidationError as error:
        return dict(error.valid_data or {}) if isinstance(error.valid_data, dict) else {}


def _chart(look: Look) -> str:
    """The districts of the file: new ones, those that gave or took ground, and the rest."""
    from maps.picture import District, drawn_map

    told = look.differences
    touched = {new for codes in told.successors.values() for new in codes} | set(told.successors)
    areas = [
        District(
            code,
            one.name,
            one.area.simplify(0.002),
            _NEW if code in told.new else _CHANGED if code in touched or code in told.renamed else _SAME,
            "",
            False,
        )
        for code, one in look.outlines.items()
    ]
    return drawn_map(areas, [], *_SIZE).svg
