"""A page's form: the same schemas as the API, and what was typed is still there when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import flash, g, redirect, request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from safety.errors import NotPossibleNow, Refusal
from safety.text import Text
from safety.transactions import abandon
from safety.wire.lines import as_in_the_form
from safety.wire.problems import fields_of, invalid_from, translate
from safety.wire.schemas import FoldedLine

T = TypeVar("T")
#: The mark by which a browser knows one sending of a form again (``safety.web.keeping``).
SENDING = "_sending"
#: Marks of earlier sendings that this one brings to their end: a file, whose preview is confirmed.
EARLIER = "_earlier"
#: The key of one form on one page: sent again, it is not carried out again (``safety.web.sent_forms``).
ONCE = "_once"
IGNORED = frozenset({"csrf_token", "_action", SENDING, EARLIER, ONCE})

#: The button of *check your answers* that leads back to the form with all that was typed.
BACK = "_back"


def kept_here() -> None:
    """Say that the present POST is kept although its answer is a page: one that shows a password this once, say."""
    g.kept_form = True


def sendings() -> list[str]:
    """The marks of what the present form brings, and of what it carries on from earlier pages."""
    return [one for name in (SENDING, EARLIER) for one in request.form.getlist(name)]


def nested(data: MultiDict[str, str]) -> dict[str, Any]:
    """A flat form as nested data: ``findings.0.summary`` → lists and mappings; a repeated name → a list.

    Empty text fields count as absent, so that an optional date left empty is no error.
    """
    tree: dict[str, Any] = {}
    for name in data:
        if name in IGNORED or name.startswith("_"):
            continue  # about the sending, not about what is sent
        values = [value for value in data.getlist(name) if value != ""]
        if not values:
            continue
        listed = name.endswith("[]")
        value: Any = values if listed or len(values) > 1 else values[0]
        _put(tree, name.removesuffix("[]").split("."), value)
    result = _lists(tree)
    return result if isinstance(result, dict) else {}


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        tree = inner if isinstance(inner, dict) else {}
    tree[path[-1]] = value


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}


class Form:
    """What a page shows in its fields and what was wrong with it.

    ``values`` are the texts as typed (or the record's present ones at first), by dotted name; ``errors``
    lists sentences by the same names, ``problem`` is the refusal's own sentence.
    """

    def __init__(self, schema: Schema, present: Mapping[str, Any] | None = None) -> None:
        self.schema = schema
        self.values: dict[str, Any] = dict(present or {})
        self.errors: Mapping[str, list[Text]] = {}
        self.problem: Text | None = None
        self.status = 200

    def submit(self, act: Callable[[dict[str, Any]], T]) -> T | None:
        """Load the request's form and run ``act`` on it; None when the schema or the operation refuses.

        A refused transaction is abandoned; ``values``, ``errors`` and ``status`` then serve the page.
        """
        self.values = {
            name: request.form.getlist(name) if name.endswith("[]") else request.form[name]
            for name in request.form
        }
        for name, one in self.schema.fields.items():
            if isinstance(one, FoldedLine) and name in self.values:
                self.values[name] = one.fold(self.values[name])
        if BACK in request.form:
            self._show_again()
            return None
        try:
            loaded = self.schema.load(nested(request.form))
            return act(loaded)
        except ValidationError as error:
            self.refuse(invalid_from(error))
        except Refusal as refusal:
            if refusal.status in {401, 403, 404}:
                raise
            self.refuse(refusal)
        return None

    def carry_out(self, act: Callable[[dict[str, Any]], object]) -> bool:
        """As ``submit``, for an act whose answer nobody needs: whether it was done."""

        def done(given: dict[str, Any]) -> bool:
            act(given)
            return True

        return self.submit(done) is not None

    def refuse(self, refusal: Refusal) -> None:
        """Show ``refusal`` on the page instead of doing anything."""
        self._show_again()
        # Lines that were left out have moved the others up; the page shows each error at its own line.
        self.errors = as_in_the_form(refusal.fields, getattr(self.schema, "places", {}))
        self.problem = refusal.sentence
        self.status = refusal.status

    def _show_again(self) -> None:
        """Show what was typed, on the page or in its dialog, and do nothing."""
        abandon()
        g.refused_form = self

    def value(self, name: str) -> Any:
        """What the field shows; empty when nothing was given."""
        found = self.values.get(name)
        return "" if found is None else found

    def error(self, name: str) -> list[Text]:
        """What is wrong with the field."""
        return self.errors.get(name, [])


def closed_to_edits(check: Callable[[], object], page: str) -> Response | None:
    """Where the form of an edit leads when ``check`` says that there is nothing to edit any more: to ``page``, with its sentence.

    None where the form may be shown. What is sent from a form that was open already is refused on the form itself.
    """
    try:
        check()
    except NotPossibleNow as refusal:
        flash(translate(refusal.sentence), "warning")
        return redirect(page)
    return None


def options(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Labels as the pairs that a select or a group of choices shows."""
    return [(str(value), translate(label)) for value, label in labels.items()]


__all__ = ["Form", "fields_of", "nested", "options"]
