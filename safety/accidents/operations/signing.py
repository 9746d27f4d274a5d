"""Signing the report: with its file, the password again and a drawn signature; sealed and never changed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import NamedTuple

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place
from safety.accidents import documents, rules
from safety.accidents.models import Accident, ReportVersion, Signing
from safety.accidents.operations.notes import check, note, own_place, refresh
from safety.accidents.operations.papers import issue
from safety.accidents.operations.reports import REPORT
from safety.accidents.signing_rules import Signer, check_may
from safety.accidents.vocabulary import OUTCOME_LABELS, Outcome, SeatState
from safety.audit.rules import plain
from safety.database import hold, session
from safety.errors import Invalid, NotAllowed, NotFound
from safety.evidence import operations as evidence
from safety.evidence.queries import files_of
from safety.ids import new_id
from safety.papers.operations import seal_record
from safety.papers.rules import PaperKind
from safety.people.operations import confirm_password
from safety.text import N_

SIGNATURE = "accident_signature"


class SealedFile(NamedTuple):
    """A file that a signature binds; ``file_id`` is None when it is not here any more as it was."""

    name: str
    sha256: str
    file_id: uuid.UUID | None


def sign_report(
    *,
    actor: Actor,
    now: datetime,
    version: ReportVersion,
    outcome: Outcome,
    password: str,
    signature: bytes | None = None,
    words: str | None = None,
) -> Signing:
    """Sign a version of the report, sign it with a reservation, or refuse to: once, sealed, never changed.

    Only the person seated in the team signs, and only with the report's file here: its SHA-256 is part of what
    is sealed.  A reservation and a refusal are issued as 保留意见书; refusing needs no file.

    Raises:
        NotAllowed: no seat in the team, or no appointment of today to sign for that union.
        NotPossibleNow: no declaration; signed before; approved already; a newer version has come; no file.
        Invalid: reasons are missing, no drawn signature, the password does not fit.
    """
    accident = session.get_one(Accident, version.accident_id)
    held, place = own_place(actor, P.ACCIDENT_SIGN, accident)
    check("sign", accident)
    hold(version)  # its files stay what they are until the seal is set
    check_may(signer_of(actor, accident, version), outcome)
    rules.check_words(outcome, words)
    if outcome is not Outcome.REFUSED and not signature:
        raise Invalid(fields={"signature": [N_("请手写签名")]})
    member = confirm_password(actor=actor, now=now, password=password)
    row = Signing(
        id=new_id(),
        version_id=version.id,
        member_id=member.id,
        union_id=held.union_id,
        outcome=outcome,
        words=words,
        signed_at=now,
        appointment_id=held.appointment_id,
        signature_sha256=_keep_signature(actor, now, place, version, signature),
    )
    _seal(row, accident, version, member.name)
    if outcome is not Outcome.SIGNED:
        row.paper_id = _issue_dissent(actor, now, accident, place, row, version.title, member.name)
    session.add(row)  # whole: nothing of a signature is changed afterwards
    session.flush()
    refresh(accident, now)
    note(actor, now, P.ACCIDENT_SIGN, accident, "report_signed", {"outcome": outcome}, record_id=row.id)
    return row


def signer_of(actor: Actor, accident: Accident, version: ReportVersion) -> Signer:
    """The person before this version, as the rules of signing ask."""
    named = [one for one in accident.seats if one.state == SeatState.NAMED]
    seat = next((one for one in named if one.member_id == actor.member_id), None)
    return Signer(
        seated=actor.member_id is not None and seat is not None,
        for_union=_may_act(actor, accident),
        declared=seat is not None and seat.declared_at is not None,
        newest=version.id == accident.versions[0].id,
        signed=any(one.member_id == actor.member_id for one in version.signings),
        has_file=bool(files_of(REPORT, version.id)),
    )


def _may_act(actor: Actor, accident: Accident) -> bool:
    try:
        own_place(actor, P.ACCIDENT_SIGN, accident)
    except (NotAllowed, NotFound):
        return False
    return True


def sealed_files(signing: Signing) -> list[SealedFile]:
    """The files that a signature binds, each with whether it lies here as it was sealed."""
    here = {one.sha256: one.id for one in files_of(REPORT, signing.version_id)}
    sealed = signing.content.get("files", [])
    return [SealedFile(one["name"], one["sha256"], here.get(one["sha256"])) for one in sealed]


def _issue_dissent(
    actor: Actor, now: datetime, accident: Accident, place: Place, row: Signing, report: str, signer: str
) -> uuid.UUID:
    return issue(
        actor=actor,
        now=now,
        accident=accident,
        place=place,
        kind=PaperKind.DISSENT,
        permission=P.ACCIDENT_SIGN,
        write=lambda subject, title: documents.dissent_paper(
            subject,
            title=title,
            report=report,
            outcome=str(OUTCOME_LABELS[Outcome(row.outcome)]),
            words=row.words or "",
            signer=signer,
            signature_sha256=row.signature_sha256,
        ),
    ).id


def _keep_signature(
    actor: Actor, now: datetime, place: Place, version: ReportVersion, picture: bytes | None
) -> str | None:
    if not picture:
        return None
    file = evidence.store_file(
        actor=actor,
        now=now,
        id=new_id(),
        content=evidence.prove_content(picture),
        declared_name="signature.png",
        place=place,
        owner_kind=SIGNATURE,
        owner_id=version.id,
    )
    return file.sha256


def _seal(row: Signing, accident: Accident, version: ReportVersion, signer: str) -> None:
    content = plain(
        {
            "accident": accident.id,
            "accident_title": accident.title,
            "report": version.id,
            "report_title": version.title,
            "received_on": version.received_on,
            "outcome": row.outcome,
            "words": row.words,
            "signature": row.signature_sha256,
            "files": [
                {"name": one.name, "bytes": one.size, "sha256": one.sha256}
                for one in files_of(REPORT, version.id)
            ],
        }
    )
    facts = {
        "signer": signer,
        "member": str(row.member_id),
        "union": str(row.union_id),
        "appointment": str(row.appointment_id),
    }
    row.content = content
    row.seal = seal_record(content, now=row.signed_at, facts=facts)
