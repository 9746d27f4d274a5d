"""The register of sites, as it is taken in from files.

A site is known by its outside number in the list that the import names, within its responsible union, else by its
employer and name.  A number of no named list renames nothing, and a name at another place is another site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission
from safety.database import session
from safety.folding.names import is_like, name_key
from safety.people.models import Union
from safety.text import N_, Text
from safety.workplaces.headings import SITE_HEADINGS
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.import_rows import checked
from safety.workplaces.operations.locating import far_apart, locate, relocate_former
from safety.workplaces.operations.questions import AskedError, Candidate, answer_to
from safety.workplaces.operations.record_rows import Plan, Read, RecordRows
from safety.workplaces.operations.registers import RegisterKind, Row
from safety.workplaces.operations.stated import Stated, check_free_name, check_number
from safety.workplaces.queries import brief_sites
from safety.workplaces.rules import SITE_KIND_LABELS, SiteKind


class SiteRows(RecordRows[Site]):
    """Takes rows of sites in; the sites they may be about are fetched at once."""

    noun = "site"
    clearable = frozenset({"industry", "headcount", "address", "external_ref"})

    def __init__(self, chunk: Chunk, rows: Sequence[Row]) -> None:
        super().__init__(chunk, Stated(Site, chunk, rows, joinedload(Site.employer)))
        refs = {row.get("external_ref") or "" for row in rows} - {""}
        names = {name_key(row.get("name") or "") for row in rows}
        owners = {one.id for one in chunk.employers} | {one.employer_id for one in self.stated.records}
        by_ref = select(Site).where(Site.external_ref.in_(refs))
        by_name = select(Site).where(Site.employer_id.in_(owners), Site.name_key.in_(names))
        self._by_ref = {
            (one.union_id, one.external_source, one.external_ref or ""): one
            for one in session.scalars(by_ref)
        }
        self._by_name: dict[tuple[UUID, str], list[Site]] = defaultdict(list)
        for one in session.scalars(by_name.order_by(Site.created_at, Site.id)):
            self._by_name[one.employer_id, name_key(one.name)].append(one)

    def read(self, row: Row) -> Read:
        """The row's values, checked."""
        return Read(*checked(row, self.chunk.datum))

    def known(self, row: Row, read: Read, owner: Employer | None, union: Union) -> Site | None:
        """The site of that number, else of that employer and name.

        Raises:
            AskedError: the number is another employer's site, or one of another name and no list is named (field
                ``external_ref``); the site of that name lies elsewhere (field ``lon``), or there are several (``name``).
        """
        numbered = self._numbered(row, read, owner, union)
        if numbered is not None or owner is None:
            return numbered
        named = self._named(row, read, owner)
        if named is not None and named.external_ref and named.external_source != self.chunk.source:
            read.values["external_ref"] = None  # its number in another list stays
        return named

    def _numbered(self, row: Row, read: Read, owner: Employer | None, union: Union) -> Site | None:
        ref, name = read.values["external_ref"], read.values["name"]
        numbered = self._by_ref.get((union.id, self.chunk.source, ref or ""))
        if numbered is None:
            return None
        if owner is None or numbered.employer_id != owner.id:
            sentence: str | Text = N_("这个外部编号已用于另一单位的场所")
            self._ask(row, "external_ref", sentence, [])
        elif self.chunk.source is None and not is_like(name, numbered.name):
            told = N_("编号 %(ref)s 已是“%(name)s”的编号；请写明编号出自哪份名单，或去掉编号")
            sentence = Text(told, ref=ref or "", name=numbered.name)
            if self._ask(row, "external_ref", sentence, [numbered]) is not None:
                return numbered
        else:
            return numbered
        read.values["external_ref"] = None  # the row is about another site: the number stays where it is
        return None

    def _named(self, row: Row, read: Read, owner: Employer) -> Site | None:
        alike = self._by_name[owner.id, name_key(read.values["name"])]
        exact = [one for one in alike if one.name == read.values["name"]] or alike
        if not exact:
            return None
        located = locate(read.position, self.chunk.now)
        apart = [far_apart(one.lon, one.lat, located.lon, located.lat) for one in exact]
        near = [one for one, far in zip(exact, apart, strict=True) if far is None]
        if len(near) == 1:
            return near[0]
        several = Text(N_("这个单位有 %(n)s 个同名场所，请选择说的是哪一个"), n=len(near))
        return self._ask(row, "name", several, near) if near else self._ask(row, "lon", apart[0] or "", exact)

    def _ask(self, row: Row, field: str, sentence: str | Text, sites: Sequence[Site]) -> Site | None:
        """Which of the sites was answered, None for another one."""
        candidates = [
            Candidate(self.chunk.reference(one), one.name, one.address or one.external_ref or "")
            for one in sites
        ]
        answer = answer_to(row, AskedError(self.noun, field, sentence, candidates))
        by_reference = {one.reference: site for one, site in zip(candidates, sites, strict=True)}
        return by_reference.get(answer)

    def owner_of(self, record: Site) -> Employer:
        """Its employer."""
        return record.employer

    def check_stated(self, read: Read, record: Site) -> None:
        """Refuse another site's name or number."""
        name, ref, source = read.values["name"], read.values["external_ref"], self.chunk.source
        check_free_name(name, record, self._by_name[record.employer_id, name_key(name)])
        check_number(ref, record, source, self._by_ref.get((record.union_id, source, ref or "")))

    def owner_facts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Industry and workers, which a site's register states of the employer."""
        return {name: values[name] for name in ("industry", "headcount")}

    def columns(self, plan: Plan[Site], owner: Employer) -> Site:
        """A new site of the employer: an operating workplace unless the row says otherwise."""
        values = plan.read.values
        source = self.chunk.source if values["external_ref"] else None
        facts = values | {"kind": values["kind"] or SiteKind.OPERATING, "external_source": source}
        return Site(employer_id=owner.id, **facts)

    def registered(self, record: Site) -> Mapping[str, Any]:
        """Its name and district."""
        return {"name": record.name, "district": record.district_code}

    def applied(self, record: Site, change: Mapping[str, Any]) -> None:
        """A place that was corrected lies where it lies on earlier days too."""
        if "external_ref" in change:
            record.external_source = self.chunk.source
        if {"lon", "lat"} & change.keys():
            relocate_former(record, record.lon, record.lat)

    def made(self, record: Site) -> None:
        """Remember a new site by its name and number."""
        self._by_name[record.employer_id, name_key(record.name)].append(record)
        if record.external_ref:
            self._by_ref[record.union_id, record.external_source, record.external_ref] = record


SITES = RegisterKind(
    name="sites",
    job="site_import",
    permission=Permission.SITE_IMPORT,
    reading=Permission.SITE_READ,
    headings=SITE_HEADINGS,
    begin=SiteRows,
    briefs=brief_sites,
    title="场所",
    choices={"kind": list(SITE_KIND_LABELS.values())},
    labels={"kind": SITE_KIND_LABELS},
    models={"site": Site, "employer": Employer},
)
