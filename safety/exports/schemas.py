"""Exports on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load

from safety.exports.asked import Asked, FileFormat, RegisterName
from safety.exports.registers import REGISTERS
from safety.wire.addresses import given_filters
from safety.wire.problems import invalid_from
from safety.wire.schemas import Choice, Instant, Line, Strict, asked_language

_FILTERS = "The filters of the register's list, by name as in its address: " + "; ".join(
    f"{name}: {', '.join(register.filter_names)}" for name, register in REGISTERS.items()
)


class ExportIn(Strict):
    """What is to be exported."""

    register = Choice(RegisterName, required=True)
    format = Choice(FileFormat, load_default=FileFormat.XLSX)
    filters = fields.Dict(
        keys=fields.String(), values=fields.Raw(), load_default=dict, metadata={"description": _FILTERS}
    )
    sort = Line(maximum=20, load_default=None, allow_none=True)
    language = asked_language()

    @post_load
    def _asked(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**(data | {"filters": filters_of(data["register"], data["filters"])}))


def filters_of(name: RegisterName, given: Mapping[str, Any]) -> Any:
    """The filters of one register.

    Raises:
        ValidationError: one that the register has not, or a value that is none of its own.
    """
    register = REGISTERS[name]
    try:
        loaded = register.args(only=register.filter_names).load(dict(given))
    except ValidationError as error:
        raise ValidationError({"filters": error.messages_dict}) from error
    return register.filters(**{key: value for key, value in loaded.items() if value is not None})


def filters_in_address(name: RegisterName) -> Any:
    """The filters of a register that stand in the address; one that makes no sense is left out, as on its page."""
    register = REGISTERS[name]
    return register.filters(**given_filters(register.args(), register.filter_names))


class ExportOut(Strict):
    """An export that was asked for; ``file`` is its address once it is done.

    ``statement`` is the address of what a CSV says of itself: who, when, with which filters, its rows and SHA-256.
    """

    id = fields.UUID()
    register = Choice(RegisterName)
    format = Choice(FileFormat)
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    rows = fields.Integer(allow_none=True)
    sha256 = fields.String(allow_none=True)
    problem = fields.String(allow_none=True)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    file = fields.String(allow_none=True)
    statement = fields.String(allow_none=True)


def asked_from(given: Mapping[str, Any]) -> Asked:
    """What a job (``Asked.as_json``) or a command was given.

    Raises:
        Invalid: a value is none of its field.
    """
    try:
        asked: Asked = ExportIn().load(dict(given))
    except ValidationError as error:
        raise invalid_from(error) from error
    return asked
