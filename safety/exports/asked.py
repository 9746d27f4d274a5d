"""What is asked to be exported: a register, its filters, and the kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class RegisterName(StrEnum):
    """The registers that can be exported."""

    SITES = "sites"
    EMPLOYERS = "employers"
    INSPECTIONS = "inspections"
    HAZARDS = "hazards"
    DEMANDS = "demands"
    NOTICES = "notices"
    REFERRALS = "referrals"
    EVACUATIONS = "evacuations"
    PAPERS = "papers"
    PLANS = "plans"
    PROJECTS = "projects"
    ACCIDENTS = "accidents"
    ACCIDENT_CLOCKS = "accident-clocks"
    ACCIDENT_NOTICES = "accident-notices"
    ACCIDENT_OPINIONS = "accident-opinions"
    MEMBERS = "members"
    CERTIFICATES = "certificates"
    ENTRIES = "entries"
    AUDIT = "audit"


class FileFormat(StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


MEDIA_TYPES: Mapping[FileFormat, str] = MappingProxyType(
    {
        FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat.CSV: "text/csv; charset=utf-8",
        FileFormat.GEOJSON: "application/geo+json",
    }
)


@dataclass(frozen=True)
class Asked:
    """A register with the filters and order of its page, and the kind of file; ``language`` is zh or en.

    ``filters`` is the register's own dataclass of filters; None stands for none of them.
    """

    register: RegisterName
    format: FileFormat
    filters: Any = None
    sort: str | None = None
    language: str = "zh"

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON values, for a job to be done later."""
        return {
            "register": self.register.value,
            "format": self.format.value,
            "filters": filters_as_text(self.filters),
            "sort": self.sort,
            "language": self.language,
        }


def filters_as_text(filters: Any) -> dict[str, str]:
    """The filters that are set, as they stand in an address."""
    if filters is None:
        return {}
    given = {
        one.name: getattr(filters, one.name)
        for one in fields(filters)
        if one.name != "sort" and getattr(filters, one.name) != one.default
    }
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()
    }
