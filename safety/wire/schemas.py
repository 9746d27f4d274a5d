"""The marshmallow base for every In and Out schema: unknown fields refused, complaints in our own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask_babel import get_locale
from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, missing, validate

from safety.folding.texts import in_one_line, tidied, why_refused
from safety.text import N_, Text

_MESSAGES: Mapping[type[fields.Field[Any]], Mapping[str, str]] = {
    fields.Field: {
        "required": N_("此项必填"),
        "null": N_("此项不能为空"),
        "validator_failed": N_("填写的内容无效"),
    },
    fields.String: {"invalid": N_("请填写文字"), "invalid_utf8": N_("文字编码有误")},
    fields.UUID: {"invalid_uuid": N_("编号格式不正确")},
    fields.Number: {"invalid": N_("请填写数字"), "too_large": N_("数字过大")},
    fields.Integer: {"invalid": N_("请填写整数")},
    fields.Float: {"special": N_("请填写普通的数字")},
    fields.Decimal: {"special": N_("请填写普通的数字")},
    fields.Boolean: {"invalid": N_("请选择是或否")},
    fields.DateTime: {
        "invalid": N_("日期时间不正确"),
        "invalid_awareness": N_("日期时间缺少时区"),
        "format": N_("日期时间不正确"),
    },
    fields.Date: {"invalid": N_("日期不正确"), "format": N_("日期不正确")},
    fields.Enum: {"unknown": N_("不在可选范围内")},
    fields.List: {"invalid": N_("应为列表")},
    fields.Nested: {"type": N_("格式不正确")},
    fields.Mapping: {"invalid": N_("格式不正确")},
}
for _field, _messages in _MESSAGES.items():
    _field.default_error_messages = {**_field.default_error_messages, **_messages}


class Strict(Schema):
    """Base of every schema; input fields that are not named are refused."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012 - read by marshmallow
        "unknown": N_("没有这个字段"),
        "type": N_("格式不正确"),
    }

    def _deserialize(self, data: Any, **how: Any) -> Any:
        # For each field marshmallow is ready to note an error, which takes as long as reading it.  Nearly all input
        # is right and read without; of any other marshmallow then finds and tells all that is wrong.
        if type(data) is dict and self._straight and how.get("partial") is None and how["unknown"] == RAISE:
            with suppress(ValidationError):
                return self._read_straight(data)
        return super()._deserialize(data, **how)

    @cached_property
    def _straight(self) -> list[tuple[str, fields.Field[Any]]]:
        """The fields by name; none when one of them has another name outside, or goes elsewhere inside."""
        if any(one.data_key is not None or one.attribute is not None for one in self.load_fields.values()):
            return []
        return list(self.load_fields.items())

    def _read_straight(self, data: dict[str, Any]) -> dict[str, Any]:
        read = {}
        not_given = 0
        for name, field in self._straight:
            value = data.get(name, missing)
            if value is missing:
                not_given += 1
                value = None if field.load_default is None else field.deserialize(missing, name, data)
                if value is missing:
                    continue
            elif not (value is None and field.allow_none):
                value = field.deserialize(value, name, data)
            read[name] = value
        if len(data) + not_given != len(self._straight):
            raise ValidationError(self.error_messages["unknown"])
        return read


class Length(validate.Length):
    """Length limits with a sentence in our catalogue."""

    def __call__(self, value: Any) -> Any:
        """``value`` when it fits; an emptied line has become None, which has no length."""
        return None if value is None else super().__call__(value)

    def _format_error(self, value: Any, message: str) -> Any:
        if self.min is not None and self.max is not None:
            return [Text(N_("长度应在 %(low)s 到 %(high)s 之间"), low=self.min, high=self.max)]
        if self.min is not None:
            return [Text(N_("长度至少 %(low)s"), low=self.min)]
        return [Text(N_("长度最多 %(high)s"), high=self.max)]


class Range(validate.Range):
    """Limits of a number or date with a sentence in our catalogue."""

    def _format_error(self, value: Any, message: str) -> Any:
        if self.min is not None and self.max is not None:
            return [Text(N_("应在 %(low)s 到 %(high)s 之间"), low=self.min, high=self.max)]
        if self.min is not None:
            return [Text(N_("不能小于 %(low)s"), low=self.min)]
        return [Text(N_("不能大于 %(high)s"), high=self.max)]


class OneOf(validate.OneOf):
    """One of a list, with a sentence in our catalogue."""

    def _format_error(self, value: Any) -> Any:
        return [_not_among(self.choices)]


def asked_language() -> fields.String:
    """The language of a file, zh or en; where it is not sent that of the caller (page, cookie, Accept-Language)."""
    return fields.String(load_default=_language_of_caller, validate=OneOf(["zh", "en"]))


def _language_of_caller() -> str:
    return "en" if str(get_locale()).startswith("en") else "zh"


#: So many choices are named in a refusal; of more the description of the API has the list.
MOST_NAMED = 40


def _not_among(choices: Iterable[Any]) -> Text:
    named = [str(one) for one in choices]
    if len(named) > MOST_NAMED:
        return Text(N_("不在可选范围内"))
    return Text(N_("不在可选范围内，可以填写：%(choices)s"), choices=", ".join(named))


class Regexp(validate.Regexp):
    """A pattern, with the sentence given."""

    def _format_error(self, value: Any) -> Any:
        return [Text(self.error or N_("格式不正确"))]


class Line(fields.String):
    """One line of text: what nobody sees left out, line ends and control characters refused, empty means absent.

    ``maximum`` counts characters.
    """

    one_line = True

    def __init__(self, *, maximum: int = 200, **options: Any) -> None:
        super().__init__(validate=Length(max=maximum), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = tidied(text)
        if wrong := why_refused(text, one_line=self.one_line):
            raise ValidationError([wrong])
        if not text and self.required:
            raise self.make_error("required")
        return text or None


class FoldedLine(Line):
    """One line that is folded before it is checked; a form that is refused shows it folded too."""

    def __init__(self, fold: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.fold = fold

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return self.fold(text) or None if text else None


class Address(Line):
    """An address: written in several lines, it is taken as one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        given = in_one_line(value) if isinstance(value, str) else value
        return super()._deserialize(given, attr, data, **kwargs)


class Words(Line):
    """Several lines of text, with tabs."""

    one_line = False


class Choice(fields.Enum[StrEnum]):
    """A StrEnum by value."""

    def __init__(self, enum: type[StrEnum], **options: Any) -> None:
        super().__init__(enum, by_value=True, **options)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """The refusal of a value, with the values that there are."""
        if key == "unknown":
            return ValidationError([_not_among(one.value for one in self.enum)])
        return super().make_error(key, **kwargs)


#: Moments and days outside these years are slips of the finger.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


class Instant(fields.AwareDateTime):
    """A moment with its offset (ISO 8601); kept in UTC."""

    #: The zone of a moment that comes without an offset; None refuses it.
    zone: tzinfo | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", default_timezone=self.zone, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST_YEAR < moment.year < LATEST_YEAR:  # nor can a zone carry it over the calendar's edge
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment.astimezone(UTC)


class Day(fields.Date):
    """A calendar day (ISO 8601) of these times."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        day: date = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST_YEAR < day.year < LATEST_YEAR:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return day


class ProblemOut(Schema):
    """A refusal (RFC 9457): a stable ``code``, sentences for a person, ``errors`` by dotted field name.

    Some refusals say more (``version``, ``candidates``).
    """

    class Meta:
        unknown = INCLUDE

    type = fields.String()
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    code = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


#: What a call takes that is sent one file as the part ``file``, for the API's description.
FILE_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "The file"}},
            }
        }
    },
}
