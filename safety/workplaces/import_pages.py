"""The pages of imports, the same for every register: upload, preview, progress, results."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from safety.errors import Refusal
from safety.people.guard import needs
from safety.text import Text
from safety.transactions import reads_first
from safety.wire.encodings import NAMES
from safety.wire.forms import Form, options
from safety.wire.paging import page_window
from safety.wire.problems import translate
from safety.wire.schemas import Strict
from safety.workplaces.import_schemas import (
    AnswersIn,
    ColumnsIn,
    EncodingIn,
    HeadRowIn,
    ImportIn,
    LayerIn,
    ProjectionIn,
)
from safety.workplaces.intake import Intake, preview_of, row_shown
from safety.workplaces.models import RegisterImport
from safety.workplaces.projections import OLD_SYSTEMS, PROJECTIONS
from safety.workplaces.queries import imports as imports_queries
from safety.workplaces.rules import DATUM_LABELS, Datum
from safety.workplaces.sheets import empty_sheet, results_csv

_FARTHEST = 10_000_000
ASK_AGAIN = "ask_again"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ImportPages:
    """The pages of one register's imports, in the blueprint ``at``, whose templates are in the folder of its name.

    ``one`` is the endpoint of a single import, ``argument`` what addresses call its id.
    """

    intake: Intake
    at: str
    one: str
    argument: str
    #: What else the page of one import shows, by name.
    beside: Callable[[RegisterImport], Mapping[str, Any]] = lambda _found: {}

    def address(self, endpoint: str, import_id: uuid.UUID) -> str:
        """Where a page or an act of an import is."""
        return url_for(f"{self.at}.{endpoint}", **{self.argument: import_id})  # type: ignore[arg-type]  # an id

    def serve(self, blueprint: Blueprint, path: str) -> None:
        """Give the blueprint these pages under ``path``, for who may import this register."""
        guarded, one = needs(self.intake.kind.permission), f"{path}/<uuid:{self.argument}>"

        def add(rule: str, endpoint: str, view: Callable[..., ResponseReturnValue], method: str) -> None:
            blueprint.add_url_rule(rule, endpoint, guarded(view), methods=[method])

        def of_one(act: Callable[[uuid.UUID], ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
            @wraps(act)
            def view(**ids: uuid.UUID) -> ResponseReturnValue:
                return act(ids[self.argument])

            return view

        def upload() -> ResponseReturnValue:
            return self.upload()

        add(path, "imports", self.overview, "GET")
        add(path, "upload_register", reads_first(upload), "POST")
        add(f"{path}/sheet.xlsx", "import_sheet", self.sheet, "GET")
        add(one, self.one, of_one(self.show), "GET")
        add(f"{one}/columns", "match_columns", reads_first(of_one(self.match)), "POST")
        add(f"{one}/layer", "choose_layer", reads_first(of_one(self.choose)), "POST")
        add(f"{one}/head-row", "choose_head_row", reads_first(of_one(self.choose_head)), "POST")
        add(f"{one}/encoding", "choose_encoding", reads_first(of_one(self.choose_words)), "POST")
        add(f"{one}/projection", "choose_projection", reads_first(of_one(self.choose_zone)), "POST")
        add(f"{one}/answers", "answer_rows", of_one(self.answer), "POST")
        add(f"{one}/resume", "resume_import", of_one(self.resume), "POST")
        add(f"{one}/start", "start_import", of_one(self.start), "POST")
        add(f"{one}/stop", "stop_import", of_one(self.stop), "POST")
        add(f"{one}/taking-back", "take_back_import", of_one(self.take_back), "POST")
        add(f"{one}/results.csv", "import_results", of_one(self.results), "GET")

    def overview(self) -> ResponseReturnValue:
        """Uploading a register, and the imports there were."""
        return self._overview(Form(Strict()))

    def upload(self) -> ResponseReturnValue:
        """Keep the file and show how it would be read."""
        form = Form(Strict())
        try:
            kept = self.intake.upload(uuid.uuid4())
        except Refusal as refusal:
            form.refuse(refusal)
            return self._overview(form)
        return self._back(kept.id)

    def _overview(self, form: Form) -> ResponseReturnValue:
        page = imports_queries.imports_of(self.intake.kind.name, self.intake.scope(), page_window())
        states = {row.id: imports_queries.state_of(row) for row in page.items}
        body = render_template(f"{self.at}/imports.html", form=form, page=page, states=states, imports=self)
        return body, form.status

    def _back(self, import_id: uuid.UUID) -> ResponseReturnValue:
        return redirect(self.address(self.one, import_id))

    def sheet(self) -> Response:
        """The empty sheet to fill in."""
        kind = self.intake.kind
        name = f'attachment; filename="{kind.name}.xlsx"'
        return Response(empty_sheet(kind), mimetype=_SHEET, headers={"Content-Disposition": name})

    def show(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """One import: the preview, the progress, or the results."""
        return self._show(import_id, Form(ImportIn()))

    def _show(self, import_id: uuid.UUID, form: Form) -> ResponseReturnValue:
        found = self.intake.found(import_id)
        state = imports_queries.state_of(found)
        asked = _asked()
        preview = preview_of(found, **asked) if state == "previewed" else None
        present = {"datum": request.args.get("datum") or found.datum or found.guessed_datum or ""}
        present |= {"clears_empty": "true"} if asked["clears_empty"] else {}
        present |= {"source": asked["source"] or ""}
        present |= {"layer": found.layer or "", "head_row": str(preview.head_row or "") if preview else ""}
        present |= {"projection": found.projection or (preview and preview.guessed_projection) or ""}
        present |= {"encoding": found.encoding or ""}
        present |= {f"columns.{name}": heading for name, heading in found.columns.items()}
        form.values = present | form.values
        page = imports_queries.rows_of(found, page_window(), outcome=request.args.get("outcome"))
        body = render_template(
            f"{self.at}/import.html",
            form=form,
            found=found,
            state=state,
            preview=preview,
            headings=self.intake.kind.headings.labels(
                in_chinese=str(get_locale()).startswith("zh"),
                head=preview.headings if preview else list(found.columns.values()),
            ),
            required=self.intake.kind.headings.required,
            file_columns=[(heading, heading) for heading in preview.headings] if preview else [],
            page=page,
            rows=[row_shown(row, found) for row in page.items],
            datums=options(DATUM_LABELS),
            layers=[(one, one) for one in preview.layers] if preview else [],
            projections=_projections(),
            encodings=[(one.encoding, f"{NAMES[one.encoding]}：{one.words}") for one in preview.readings]
            if preview
            else [],
            imports=self,
            **self.beside(found),
        )
        return body, form.status

    def match(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Read the file by the columns that were chosen by hand."""
        form, found = Form(ColumnsIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.match_columns(found, given["columns"])) is None:
            return self._show(import_id, form)
        flash(_("已按所选的列读取"), "success")
        return self._back(import_id)

    def choose(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Read another layer of the file."""
        form, found = Form(LayerIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.choose_layer(found, given["layer"])) is None:
            return self._show(import_id, form)
        return self._back(import_id)

    def choose_head(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Take the headings from another row."""
        form, found = Form(HeadRowIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.choose_head_row(found, given["head_row"])) is None:
            return self._show(import_id, form)
        return self._back(import_id)

    def choose_words(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Read the file's words in the encoding that was chosen."""
        form, found = Form(EncodingIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.choose_encoding(found, given["encoding"])) is None:
            return self._show(import_id, form)
        return self._back(import_id)

    def choose_zone(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Take the file's metres as those of a zone."""
        form, found = Form(ProjectionIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.choose_projection(found, given["projection"])) is None:
            return self._show(import_id, form)
        return self._back(import_id)

    def answer(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Keep what was answered about rows; the preview is then by these answers."""
        form, found = Form(AnswersIn()), self.intake.found(import_id)
        # A form's names that are numbers make a list: here a row is called "r" with its number.
        form.carry_out(
            lambda given: self.intake.answer(
                found, {row[1:]: _unasked(one) for row, one in given["answers"].items()}
            )
        )
        if form.problem:
            return self._show(import_id, form)
        return redirect(
            self.address(self.one, import_id) + "?" + request.query_string.decode("ascii", "replace")
        )

    def resume(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Go on with an import that was interrupted."""
        return self._done(import_id, self.intake.resume)

    def stop(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Ask a running import to stop."""
        return self._done(import_id, self.intake.stop)

    def take_back(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Begin taking back what an import did."""
        return self._done(import_id, self.intake.take_back)

    def _done(self, import_id: uuid.UUID, act: Callable[[RegisterImport], object]) -> ResponseReturnValue:
        form, found = Form(Strict()), self.intake.found(import_id)
        form.carry_out(lambda _given: act(found))
        if form.problem:
            return self._show(import_id, form)
        return self._back(import_id)

    def start(self, import_id: uuid.UUID) -> ResponseReturnValue:
        """Begin importing with the datum that was confirmed."""
        form, found = Form(ImportIn()), self.intake.found(import_id)
        if form.submit(lambda given: self.intake.start(found, given)) is None:
            return self._show(import_id, form)
        return self._back(import_id)

    def refused(self, import_id: uuid.UUID, form: Form) -> ResponseReturnValue:
        """The import with what a form beside it was refused for."""
        return self._show(import_id, form)

    def results(self, import_id: uuid.UUID) -> Response:
        """The row-by-row result as CSV."""
        found, headings = self.intake.found(import_id), self.intake.kind.headings
        text = io.StringIO()
        rows = [row_shown(row, found) for row in imports_queries.all_rows(found)]
        results_csv(text, rows, headings.names[self.intake.kind.named_by][0])
        return Response(
            text.getvalue(),
            mimetype="text/csv",
            headers={"Content-Disposition": 'attachment; filename="results.csv"'},
        )


def _projections() -> list[tuple[str, str]]:
    """The systems of metres to choose from, those that are refused at the end."""
    zones = [(one.key, translate(one.label)) for one in PROJECTIONS.values()]
    return [*zones, *((key, translate(Text(label))) for key, label in OLD_SYSTEMS.items())]


def _unasked(answers: dict[str, str | None]) -> dict[str, str | None]:
    """Answers of the page, of which one asks again; an empty field would count as left out of the form."""
    return {about: None if answer == ASK_AGAIN else answer for about, answer in answers.items()}


def _asked() -> dict[str, Any]:
    """With what the page's preview reads the file; nonsense counts as nothing."""
    datum, begin = request.args.get("datum", ""), request.args.get("begin", "")
    return {
        "datum": Datum(datum) if datum in set(Datum) else None,
        "clears_empty": request.args.get("clears_empty") == "true",
        "source": request.args.get("source", "").strip()[:80] or None,
        "begin": min(int(begin), _FARTHEST) if begin.isascii() and begin.isdigit() else 0,
    }
