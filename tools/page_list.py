"""Every page there is: who opens it and what it is asked for. Pictures and accessibility tests read this table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from flask import Flask

NOBODY: Final = None
OFFICER: Final = "officer"  # of a district, certified
ACCIDENTS: Final = "accidents"  # the accident officer of the same district
INSPECTOR: Final = "inspector"  # of the same district
SYSTEM: Final = "system"  # administrator
SECURITY: Final = "security"  # administrator
AUDITOR: Final = "auditor"
SIGNATORY: Final = "signatory"  # of the district
SUPERVISOR: Final = "supervisor"  # 劳动法律监督员 of the district


@dataclass(frozen=True)
class Visit:
    """Who opens a page, and the query arguments it needs: name → which record's id, or ``=`` and the value itself."""

    who: str | None = OFFICER
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class PageAddress:
    """One page of the application at an address that can be opened."""

    endpoint: str
    address: str
    who: str | None


#: Endpoints answering something else than a page, or a page that is reached through another one only.
NO_PAGES: Final[frozenset[str]] = frozenset(
    {
        "static",
        "health_live",
        "health_ready",
        "accidents.calendar_file",  # a calendar, not a page
        "accidents.verify_signature",  # reached from the report that was signed
        "corrections.employer_receipt",  # reached by replying
        "corrections.employer_receipt_record",
        "corrections.receipt",  # reached from the reply
        "projects.owner_receipt",  # reached by replying
        "projects.owner_receipt_record",
        "evidence.original",
        "evidence.shown",
        "evidence.thumbnail",
        "exports.file",
        "ogc.collection",
        "ogc.collections",
        "ogc.conformance",
        "ogc.document",
        "ogc.item",
        "ogc.items",
        "ogc.landing",
        "ogc_tiles.tile",
        "ogc_tiles.tileset",
        "ogc_tiles.tilesets",
        "papers.docx",
        "papers.rare_font",
        "papers.rare_styles",
        "projects.dossier",  # reached by asking for it
        "projects.dossier_file",
        "papers.pdf",
        "maps.kept_file",
        "maps.kept_rows",
        "inspections.findings",  # leads to the register of demands
        "participation.file",
        "employer_imports.import_results",
        "notice_imports.import_results",
        "projects.import_results",
        "rosters.import_results",
        "employer_imports.import_sheet",
        "notice_imports.import_sheet",
        "projects.import_sheet",
        "rosters.import_sheet",
        "web.tablet",  # leads to the shell of a language
        "web.tablet_manifest",
        "web.tablet_worker",
        "sync.entry_file",  # a picture
        "web.keeping",  # a key, for scripts
        "web.code",  # half-way through signing in
        "workplaces.import_results",
        "workplaces.import_sheet",
    }
)

VISITS: Final[Mapping[str, Visit]] = MappingProxyType(
    {
        "colour_rules.new": Visit(SYSTEM),
        "colour_rules.version": Visit(SYSTEM),
        "colour_rules.versions": Visit(),
        "accidents.accident": Visit(ACCIDENTS),
        "accidents.activities": Visit(ACCIDENTS),
        "accidents.all_opinions": Visit(ACCIDENTS),
        "accidents.calendar": Visit(ACCIDENTS),
        "accidents.clocks": Visit(ACCIDENTS),
        "accidents.edit_accident": Visit(ACCIDENTS),
        "accidents.hours": Visit(ACCIDENTS),
        "accidents.measures": Visit(ACCIDENTS),
        "accidents.new_accident": Visit(ACCIDENTS),
        "accidents.new_activity": Visit(ACCIDENTS),
        "accidents.new_notice": Visit(ACCIDENTS),
        "accidents.notice": Visit(ACCIDENTS),
        "accidents.notices": Visit(ACCIDENTS),
        "accidents.numbers": Visit(ACCIDENTS),
        "accidents.opinions": Visit(ACCIDENTS),
        "accidents.register": Visit(ACCIDENTS),
        "accidents.reports": Visit(ACCIDENTS),
        "accidents.running": Visit(ACCIDENTS),
        "accidents.seats": Visit(ACCIDENTS),
        "accidents.sign": Visit(ACCIDENTS),
        "corrections.demand": Visit(),
        "corrections.demands": Visit(),
        "corrections.edit_notice": Visit(),
        "corrections.edit_referral": Visit(),
        "corrections.employer_reply": Visit(NOBODY),
        "corrections.enter_reply": Visit(),
        "corrections.enter_written_reply": Visit(query={"demand_id": "demand_id"}),
        "corrections.evacuation": Visit(),
        "corrections.evacuations": Visit(),
        "corrections.new_evacuation": Visit(query={"site_id": "site_id"}),
        "corrections.new_notice": Visit(query={"site_id": "site_id"}),
        "corrections.new_referral": Visit(query={"demand": "demand_id"}),
        "corrections.notice": Visit(),
        "corrections.notices": Visit(),
        "corrections.recheck": Visit(query={"notice_id": "notice_id"}),
        "corrections.referral": Visit(),
        "corrections.referrals": Visit(),
        "corrections.terms": Visit(),
        "edition_files.show": Visit(SYSTEM),
        "edition_files.upload_form": Visit(SYSTEM),
        "editions.overview": Visit(),
        "labour_law.edit_letter": Visit(SUPERVISOR),
        "labour_law.letter": Visit(SUPERVISOR),
        "labour_law.letters": Visit(SUPERVISOR),
        "labour_law.new_letter": Visit(SUPERVISOR),
        "exports.export": Visit(),
        "exports.new": Visit(query={"register": "=hazards"}),
        "inspections.assigned": Visit(INSPECTOR),
        "inspections.check": Visit(INSPECTOR),
        "inspections.checklist": Visit(),
        "inspections.checklists": Visit(),
        "inspections.edit_checklist": Visit(),
        "inspections.finding": Visit(),
        "inspections.hand_over_form": Visit(),
        "inspections.inspection": Visit(),
        "inspections.new_checklist": Visit(),
        "inspections.new_plan": Visit(),
        "inspections.plan": Visit(),
        "inspections.passed": Visit(),
        "inspections.plans": Visit(),
        "inspections.register": Visit(),
        "inspections.start": Visit(INSPECTOR),
        "around.accident": Visit(ACCIDENTS),
        "around.accident_map": Visit(ACCIDENTS),
        "around.site": Visit(),
        "around.site_map": Visit(),
        "laws.laws": Visit(SYSTEM),
        "laws.text": Visit(SYSTEM),
        "laws.texts": Visit(SYSTEM),
        "maps.compare": Visit(),
        "maps.document": Visit(),
        "maps.overview": Visit(),
        "maps.site": Visit(),
        "maps.why": Visit(),
        "papers.paper": Visit(),
        "papers.papers": Visit(),
        "papers.titles": Visit(),
        "papers.verify": Visit(NOBODY),
        "papers.verify_form": Visit(NOBODY),
        "projects.attendance": Visit(),
        "projects.board": Visit(),
        "projects.counter": Visit(SIGNATORY),
        "projects.edit_project": Visit(),
        "projects.imports": Visit(),
        "projects.new_opinion": Visit(),
        "projects.new_project": Visit(),
        "projects.new_review": Visit(),
        "projects.numbers": Visit(),
        "projects.owner_reply": Visit(NOBODY),
        "projects.project": Visit(),
        "projects.project_import": Visit(),
        "projects.projects": Visit(),
        "projects.proposal": Visit(),
        "projects.referral_form": Visit(),
        "projects.review": Visit(),
        "projects.sign": Visit(SIGNATORY),
        "projects.supplement_form": Visit(SIGNATORY),
        "people.appointment": Visit(SECURITY),
        "people.certificate": Visit(SECURITY),
        "people.certificates": Visit(SECURITY),
        "people.edit_member": Visit(SECURITY),
        "employer_imports.imports": Visit(),
        "employer_imports.employer_import": Visit(),
        "notice_imports.imports": Visit(ACCIDENTS),
        "notice_imports.notice_import": Visit(ACCIDENTS),
        "rosters.imports": Visit(SECURITY),
        "rosters.member_import": Visit(SECURITY),
        "people.member": Visit(SECURITY),
        "people.members": Visit(SECURITY),
        "people.new_appointment": Visit(SECURITY),
        "people.new_certificate": Visit(SECURITY),
        "people.new_member": Visit(SECURITY),
        "people.new_union": Visit(SYSTEM),
        "people.roles": Visit(SECURITY),
        "people.union": Visit(SYSTEM),
        "people.unions": Visit(SYSTEM),
        "participation.export": Visit(SIGNATORY),
        "participation.new": Visit(SIGNATORY),
        "returns.events": Visit(SIGNATORY),
        "returns.figures": Visit(),
        "returns.overview": Visit(),
        "returns.records": Visit(query={"number": "=found"}),
        "returns.unions": Visit(),
        "sync.conflict": Visit(),
        "sync.conflicts": Visit(),
        "sync.device": Visit(INSPECTOR),
        "sync.devices": Visit(INSPECTOR),
        "sync.entries": Visit(),
        "sync.entry": Visit(),
        "backups.backups": Visit(SYSTEM),
        "web.audit": Visit(AUDITOR),
        "web.password": Visit(),
        "web.profile": Visit(),
        "web.second_factor": Visit(),
        "web.sign_in": Visit(NOBODY),
        "web.tablet_en": Visit(NOBODY),
        "web.tablet_zh": Visit(NOBODY),
        "web.today": Visit(),
        "workplaces.duplicates": Visit(),
        "workplaces.edit_employer": Visit(),
        "workplaces.edit_site": Visit(),
        "workplaces.employer": Visit(),
        "workplaces.employers": Visit(),
        "workplaces.imports": Visit(),
        "workplaces.new_employer": Visit(),
        "workplaces.new_site": Visit(),
        "workplaces.new_transfer": Visit(),
        "workplaces.site": Visit(),
        "workplaces.site_import": Visit(),
        "workplaces.sites": Visit(),
        "workplaces.transfers": Visit(),
    }
)


def page_endpoints(app: Flask) -> dict[str, frozenset[str]]:
    """Every endpoint that answers GET outside the API, with the arguments of its address."""
    return {
        rule.endpoint: frozenset(rule.arguments)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api")
    }


def unknown_pages(app: Flask) -> list[str]:
    """Endpoints that are in neither table: whoever adds a page says who opens it."""
    return sorted(set(page_endpoints(app)) - NO_PAGES - set(VISITS))


def page_addresses(app: Flask, value_of: Callable[[str, str], object]) -> Iterator[PageAddress]:
    """Every page, its arguments filled with ``value_of(endpoint, argument)``; left out where that is None."""
    endpoints = page_endpoints(app)
    with app.test_request_context():
        for endpoint in sorted(set(VISITS) & set(endpoints)):
            visit = VISITS[endpoint]
            values = {name: value_of(endpoint, name) for name in endpoints[endpoint]}
            values |= {
                name: record[1:] if record.startswith("=") else value_of(endpoint, record)
                for name, record in visit.query.items()
            }
            if None not in values.values():
                address = app.url_for(endpoint, **values)  # type: ignore[arg-type]  # ids and codes
                yield PageAddress(endpoint, address, visit.who)
