"""Columns that keep a record's texts folded, written wherever the record is, and the conditions that search them.

A record keeps them whenever one of its texts is set, a row of a bulk insert by the columns' defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, String, Text, event, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from safety.folding.names import LONGEST_KEY, name_key
from safety.folding.readings import LONGEST_ORDER, asked_reading, is_telling, order_of, reading_of
from safety.folding.texts import fold

#: Compared by code points on every database, whatever the language of the server.
_BY_CODE_POINT = String(LONGEST_ORDER).with_variant(String(LONGEST_ORDER, collation="C"), "postgresql")


def folded_values(model: type[Folded], values: Mapping[str, Any]) -> dict[str, str]:
    """The kept columns of a row of ``model`` that holds ``values``."""
    kept = {"folded": "\n".join(fold(values.get(name) or "") for name in model.FOLDED)}
    if issubclass(model, Named):
        name = values.get("name") or ""
        kept["name_key"] = name_key(name)
        kept["name_order"] = order_of(name, of_person=model.OF_PERSON)
        kept["name_reading"] = reading_of(name, of_person=model.OF_PERSON)
    return kept


def _kept(model: Any, column: str) -> Any:
    def default(context: Any) -> str:
        return folded_values(model, context.get_current_parameters())[column]

    return default


class Folded:
    """A record whose texts ``FOLDED`` are searched."""

    FOLDED: ClassVar[tuple[str, ...]]

    @declared_attr
    def folded(cls) -> Mapped[str]:  # noqa: N805 - SQLAlchemy passes the class
        """The folded texts, a line each."""
        return mapped_column(Text, default=_kept(cls, "folded"), server_default="", deferred=True)


class Named(Folded):
    """A record that is known by its ``name``: found by its reading too, sorted by pinyin."""

    OF_PERSON: ClassVar[bool] = False

    @declared_attr
    def name_key(cls) -> Mapped[str]:  # noqa: N805
        """What every writing of the name has in common (``names.name_key``)."""
        return mapped_column(
            String(LONGEST_KEY), default=_kept(cls, "name_key"), server_default="", index=True, deferred=True
        )

    @declared_attr
    def name_order(cls) -> Mapped[str]:  # noqa: N805
        """What the name is sorted by (``readings.order_of``)."""
        return mapped_column(
            _BY_CODE_POINT, default=_kept(cls, "name_order"), server_default="", index=True, deferred=True
        )

    @declared_attr
    def name_reading(cls) -> Mapped[str]:  # noqa: N805
        """What finds the name by pinyin and initials (``readings.reading_of``)."""
        return mapped_column(Text, default=_kept(cls, "name_reading"), server_default="", deferred=True)


@event.listens_for(Folded, "attribute_instrument", propagate=True)
def _watch(model: type[Folded], name: str, attribute: Any) -> None:
    if name in model.FOLDED:
        event.listen(attribute, "set", _refold, propagate=True)


def _refold(record: Any, value: Any, _old: Any, initiator: Any) -> None:
    model = type(record)
    values = {name: getattr(record, name) for name in model.FOLDED if name != initiator.key}
    kept = folded_values(model, values | {initiator.key: value})
    for column, text in kept.items():
        if column == "folded" or initiator.key == "name":
            setattr(record, column, text)


def found(models: Sequence[type[Folded]], words: str) -> ColumnElement[bool]:
    """Whether ``words`` stand in the texts of one of ``models``, by character or by the reading of the name."""
    return or_(*(condition for model in models for condition in _conditions(model, words)))


def _conditions(model: type[Folded], words: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [model.folded.contains(fold(words), autoescape=True)]
    reading = asked_reading(words) if issubclass(model, Named) else None
    if reading and issubclass(model, Named):
        conditions.append(model.name_reading.contains(f"\n{reading}", autoescape=True))
        conditions.append(model.name_reading.like(f"%~%{reading}%"))
        if is_telling(reading):
            conditions.append(model.name_reading.contains(reading, autoescape=True))
    return conditions
