"""Fields inside the dialogs of ``confirm_button``: ids of their own, and what was typed when an act was refused.

One page holds many dialogs with a field of the same name.  While a dialog is drawn its fields take its id, and
when its form was sent and refused they show what was typed and what is wrong, and the dialog opens again.
"""

from __future__ import annotations

from typing import Any

from flask import g, request

from safety.wire.forms import Form


def field_id(name: str) -> str:
    """The HTML id of a field, as its label, its hint and the summary of errors name it."""
    dialog = g.get("dialog_id")
    base = f"field-{name}".replace(".", "-").replace("[]", "")
    return f"{dialog}-{base}" if dialog else base


def enter_dialog(dialog_id: str, action: str) -> str:
    """Draw the fields of a dialog from here on."""
    refused = g.get("refused_form")
    g.dialog_id = dialog_id
    sent = request.method == "POST" and request.path == action
    g.dialog_form = refused if sent else None
    return ""


def leave_dialog() -> str:
    """The fields that follow belong to the page again."""
    g.dialog_id, g.dialog_form = None, None
    return ""


def form_in_dialog() -> Form | None:
    """The refused form of the dialog that is drawn, None anywhere else."""
    found: Form | None = g.get("dialog_form")
    return found


def field_value(form: Form | None, name: str, value: Any = None) -> Any:
    """What a field shows: what was typed into its refused dialog, else ``value``, else what its form holds."""
    typed = form_in_dialog()
    if typed is not None:
        return typed.value(name)
    return value if value is not None else (form.value(name) if form else "")
