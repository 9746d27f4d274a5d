"""What pages and API of imports do alike: take a register's file in, preview it, tell what became of its rows."""

from __future__ import annotations

import tempfile
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import request

from safety.access.scope import Scope
from safety.errors import Invalid, NotSignedIn
from safety.people.guard import current_actor, current_scope, now
from safety.text import N_
from safety.wire.paging import listing, window_at
from safety.wire.problems import translate
from safety.workplaces.change_words import told_changes
from safety.workplaces.models import RegisterImport, RegisterImportRow
from safety.workplaces.operations import answering, choosing, taking_back, uploads
from safety.workplaces.operations import imports as operations
from safety.workplaces.operations.foldings import Folding, foldings
from safety.workplaces.operations.imports import prospects
from safety.workplaces.operations.likenesses import Likeness, likenesses
from safety.workplaces.operations.questions import Candidate
from safety.workplaces.operations.registers import RegisterKind, Row, kind_of
from safety.workplaces.queries import imports as imports_queries
from safety.workplaces.rules import Datum

SHOWN_ROWS = 10
#: How many rows the preview looks through at once, and how many refused and changing ones of them it tells.
COMPARED_ROWS = 2_000
SHOWN_REFUSALS = 50
SHOWN_CHANGES = 200


def row_shown(row: RegisterImportRow, found: RegisterImport) -> dict[str, Any]:
    """What became of one row of an import, its reason in the reader's language, and what was answered about it."""
    kind = kind_of(found)
    reason, kept = imports_queries.reason_of(row), imports_queries.back_reason_of(row)
    names = ("row", "outcome", "name", "record_id", "field", "back")
    columns = {name: getattr(row, name) for name in names}
    pairs: dict[str, Any] = {}
    for step in row.steps or ():
        pairs |= step["change"] or {}
        pairs |= (step.get("told") or {}) if row.outcome == "updated" else {}
    return columns | {
        "reason": translate(reason) if reason else None,
        "back_reason": translate(kept) if kept else None,
        "changes": told_changes(kind, pairs),
        "answers": (found.answers or {}).get(str(row.row), {}),
    }


@dataclass(frozen=True)
class Prospect:
    """What a row would do, its reason and what it changes in the reader's language."""

    row: int
    name: str | None
    outcome: str
    field: str | None
    reason: str | None
    changes: list[dict[str, str | None]]
    about: str | None
    candidates: list[Candidate]
    may_be_new: bool
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """The first words of a file in an encoding that it may be in."""

    encoding: str
    words: str


@dataclass(frozen=True)
class Preview:
    """How an uploaded register would be read, and what its ``compared`` rows from ``begin`` on would do.

    Positions are read in ``datum``.  ``counts`` are of those rows by outcome; ``outcomes`` are of the rows shown,
    ``refused`` and ``updated`` of the first such; ``asked`` of those that wait for an answer or have one.
    """

    datum: Datum
    clears_empty: bool
    begin: int
    layers: list[str]
    guessed_projection: str | None
    head_row: int | None
    readings: list[Reading]
    remarks: list[str]
    headings: list[str]
    columns: dict[str, str]
    missing: list[str]
    rows: list[Row]
    compared: int
    counts: dict[str, int]
    outcomes: list[Prospect]
    refused: list[Prospect]
    updated: list[Prospect]
    asked: list[Prospect]
    duplicates: list[Likeness]
    folded: list[Folding]


def preview_of(
    found: RegisterImport,
    datum: Datum | None = None,
    *,
    clears_empty: bool = False,
    source: str | None = None,
    begin: int = 0,
) -> Preview:
    """The preview of an import, its positions read in ``datum``, else in the one that was guessed.

    It looks at the ``COMPARED_ROWS`` rows after the first ``begin``.
    """
    register, kind = uploads.kept_register(found), kind_of(found)
    used = datum or Datum(found.guessed_datum or Datum.WGS84)
    register = register.part(begin, COMPARED_ROWS)
    compared = register.rows
    missing = kind.headings.missing_from(register.columns)
    told = []
    if not missing:
        asked = {"clears_empty": clears_empty, "source": source}
        told = prospects(found, register, used, current_actor(), now(), asked)
    shown = [_in_words(one, kind, found.answers or {}) for one in told]
    return Preview(
        datum=used,
        clears_empty=clears_empty,
        begin=begin,
        layers=uploads.layers_in(found),
        guessed_projection=uploads.guessed_projection(found, now()),
        head_row=register.head_row,
        readings=[Reading(name, words) for name, words in register.readings.items()],
        remarks=[translate(one) for one in register.remarks],
        headings=list(dict.fromkeys(heading for heading in register.head if heading)),
        columns=register.columns,
        missing=missing,
        rows=[_row_in_words(one) for one in compared[:SHOWN_ROWS]],
        compared=len(compared),
        counts=dict(Counter(one.outcome for one in told)),
        outcomes=shown[:SHOWN_ROWS],
        refused=[one for one in shown if one.outcome == "refused"][:SHOWN_REFUSALS],
        updated=[one for one in shown if one.changes][:SHOWN_CHANGES],
        asked=[one for one in shown if one.about is not None or one.answers][:SHOWN_CHANGES],
        duplicates=likenesses(told, kind.briefs(current_scope(kind.reading))) if told else [],
        folded=foldings(register, [(one.row, one.foreseen) for one in told]),
    )


def _row_in_words(row: Row) -> Row:
    """A row as read, with why it or a cell of it is not taken in the reader's language."""
    told: Row = {name: translate(row[name]) for name in ("refused",) if name in row}
    if "unread" in row:
        told["unread"] = {name: translate(why) for name, why in row["unread"].items()}
    return row | told


def _in_words(one: operations.Prospect, kind: RegisterKind, answers: Mapping[str, Any]) -> Prospect:
    asked = one.asked
    return Prospect(
        one.row,
        one.name,
        one.outcome,
        one.field,
        translate(one.reason) if one.reason else None,
        told_changes(kind, one.foreseen.pairs) if one.foreseen else [],
        about=asked.about if asked else None,
        candidates=asked.candidates if asked else [],
        may_be_new=asked.may_be_new if asked else False,
        answers=answers.get(str(one.row), {}),
    )


class Intake:
    """The imports of one kind of register, within the reach of whoever asks."""

    def __init__(self, kind: RegisterKind) -> None:
        self.kind = kind

    def scope(self) -> Scope:
        """Where whoever asks may import."""
        return current_scope(self.kind.permission)

    def found(self, import_id: uuid.UUID) -> RegisterImport:
        """An import.

        Raises:
            NotFound: there is none in scope.
        """
        return imports_queries.get_import(import_id, self.scope(), self.kind.name)

    def known(self, import_id: uuid.UUID) -> RegisterImport | None:
        """An import, None when nobody has made it: for telling a repeated upload from a new one."""
        return imports_queries.find_import(import_id, self.scope(), self.kind.name)

    def upload(self, import_id: uuid.UUID) -> RegisterImport:
        """Keep the uploaded file of this request."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(fields={"file": [N_("请选择文件")]})
        actor = current_actor()
        if actor.union_id is None:
            raise NotSignedIn
        with tempfile.NamedTemporaryFile(suffix=".upload") as kept:
            sent.stream.seek(0)  # the request may be done once more
            sent.save(kept)
            kept.flush()
            return uploads.take_file(
                actor=actor,
                now=now(),
                kind=self.kind,
                id=import_id,
                source=Path(kept.name),
                file_name=Path(sent.filename).name,
                union_id=actor.union_id,
            )

    def match_columns(self, found: RegisterImport, columns: Mapping[str, str]) -> RegisterImport:
        """Read the file by columns that were chosen by hand."""
        return choosing.match_columns(actor=current_actor(), now=now(), found=found, columns=columns)

    def choose_layer(self, found: RegisterImport, layer: str) -> RegisterImport:
        """Read another layer of the file."""
        return choosing.choose_layer(actor=current_actor(), now=now(), found=found, layer=layer)

    def choose_head_row(self, found: RegisterImport, head_row: int) -> RegisterImport:
        """Take the headings from another row."""
        return choosing.choose_head_row(actor=current_actor(), now=now(), found=found, head_row=head_row)

    def choose_encoding(self, found: RegisterImport, encoding: str) -> RegisterImport:
        """Say in which encoding the words of the file are."""
        return choosing.choose_encoding(actor=current_actor(), now=now(), found=found, encoding=encoding)

    def choose_projection(self, found: RegisterImport, projection: str) -> RegisterImport:
        """Say in which zone the metres of the file are."""
        return choosing.choose_projection(
            actor=current_actor(), now=now(), found=found, projection=projection
        )

    def answer(
        self, found: RegisterImport, answers: Mapping[str, Mapping[str, str | None]]
    ) -> RegisterImport:
        """Keep what was answered about rows that could be about several records."""
        return answering.answer_rows(actor=current_actor(), now=now(), found=found, answers=answers)

    def start(self, found: RegisterImport, given: Mapping[str, Any]) -> RegisterImport:
        """Begin importing with what was confirmed (``ImportIn``)."""
        return uploads.start_import(actor=current_actor(), now=now(), found=found, **given)

    def stop(self, found: RegisterImport) -> RegisterImport:
        """Ask a running import to stop."""
        return taking_back.stop_import(actor=current_actor(), now=now(), found=found)

    def take_back(self, found: RegisterImport) -> RegisterImport:
        """Begin taking back what an import did."""
        return taking_back.take_back_import(actor=current_actor(), now=now(), found=found)

    def resume(self, found: RegisterImport) -> RegisterImport:
        """Go on with an import whose work ended on the way."""
        return uploads.resume_import(actor=current_actor(), now=now(), found=found)

    def rows(self, found: RegisterImport, args: dict[str, Any]) -> dict[str, Any]:
        """A page of what became of the rows, for the API; ``q`` narrows to one outcome."""
        window = window_at(args)
        page = imports_queries.rows_of(found, window, outcome=args["q"])
        return listing(page) | {"items": [row_shown(row, found) for row in page.items]}
