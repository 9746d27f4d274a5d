"""What is asked to be exported: a register, its filters, and the kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from safety.corrections.queries import DemandFilters
from safety.inspections.queries import RegisterFilters
from safety.projects.queries import ProjectFilters
from safety.sync.queries.register import EntryFilters
from safety.text import N_


class RegisterName(StrEnum):
    """The registers that can be exported."""

    INSPECTIONS = "inspections"
    HAZARDS = "hazards"
    DEMANDS = "demands"
    PROJECTS = "projects"
    ENTRIES = "entries"


class FileFormat(StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


REGISTER_LABELS: Mapping[RegisterName, str] = MappingProxyType(
    {
        RegisterName.INSPECTIONS: N_("检查记录台账"),
        RegisterName.HAZARDS: N_("隐患台账"),
        RegisterName.DEMANDS: N_("隐患与整改台账"),
        RegisterName.PROJECTS: N_("项目登记册"),
        RegisterName.ENTRIES: N_("离线记录台账"),
    }
)
MEDIA_TYPES: Mapping[FileFormat, str] = MappingProxyType(
    {
        FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat.CSV: "text/csv; charset=utf-8",
        FileFormat.GEOJSON: "application/geo+json",
    }
)


Filters = RegisterFilters | DemandFilters | ProjectFilters | EntryFilters


@dataclass(frozen=True)
class Asked:
    """A register with the filters and order of its page, and the kind of file; ``language`` is zh or en."""

    register: RegisterName
    format: FileFormat
    filters: Filters = field(default_factory=RegisterFilters)
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


def filters_as_text(filters: Filters) -> dict[str, str]:
    """The filters that are set, as they stand in an address."""
    given = {one.name: getattr(filters, one.name) for one in fields(filters) if one.name != "sort"}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if value is not None
    }
