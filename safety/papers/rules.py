"""Rules of papers: kinds with their default titles, numbers, codes, and the states a paper goes through.

No national form fixes these names (RULEBOOK 4b of the law): a union edits title and number mark.  They
are never called 执法文书: a union supervises and proposes, it does not enforce.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from safety.access.permissions import Permission
from safety.errors import Invalid, NotPossibleNow
from safety.text import N_, Text


class PaperKind(StrEnum):
    """What a paper is, of those that a case can produce; each kind counts its own numbers."""

    CORRECTION_NOTICE = "correction_notice"
    RECHECK_OPINION = "recheck_opinion"
    REFERRAL = "referral"
    EVACUATION_PROPOSAL = "evacuation_proposal"
    REMINDER = "reminder"
    CLOSING_SLIP = "closing_slip"
    INSPECTION_RECORD = "inspection_record"
    DESIGN_OPINION = "design_opinion"
    ACCEPTANCE_OPINION = "acceptance_opinion"
    OPINION_SUPPLEMENT = "opinion_supplement"
    SIGN_OFF_SHEET = "sign_off_sheet"
    ATTENDANCE_SHEET = "attendance_sheet"
    MATERIAL_RECEIPT = "material_receipt"
    SEAT_LETTER = "seat_letter"
    PARTICIPATION_REQUEST = "participation_request"
    INVESTIGATION_OPINION = "investigation_opinion"
    DISSENT = "dissent"
    NOTIFICATION_SLIP = "notification_slip"
    PARTICIPATION_RECORD = "participation_record"
    MEASURE_SHEET = "measure_sheet"
    APPROVAL_SHEET = "approval_sheet"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    LABOUR_LAW_PROMPT = "labour_law_prompt"
    LABOUR_LAW_OPINION = "labour_law_opinion"
    LABOUR_LAW_SUGGESTION = "labour_law_suggestion"


#: How the row of a paper is headed that states where exactly the device was.
PLACE_LABEL = "现场定位"


def states_position(content: Any) -> bool:
    """Whether a paper's content (JSON values) has the row that states a precise position."""
    if isinstance(content, Mapping):
        return any(states_position(one) for one in content.values())
    if isinstance(content, list):
        return any(states_position(one) for one in content)
    return bool(content == PLACE_LABEL)


@dataclass(frozen=True)
class Title:
    """How a kind of paper is headed, and the mark inside its number (渝中区总工会**劳监意**〔2026〕1号)."""

    title: str
    mark: str


DEFAULT_TITLES: Mapping[PaperKind, Title] = MappingProxyType(
    {
        PaperKind.CORRECTION_NOTICE: Title(N_("劳动保护监督检查意见书"), "劳监意"),
        PaperKind.RECHECK_OPINION: Title(N_("整改复查意见书"), "劳监复"),
        PaperKind.REFERRAL: Title(N_("提请处理申请书"), "劳监申"),
        PaperKind.EVACUATION_PROPOSAL: Title(N_("撤离建议书"), "劳监撤"),
        PaperKind.REMINDER: Title(N_("整改催办函"), "劳监催"),
        PaperKind.CLOSING_SLIP: Title(N_("隐患整改销号单"), "劳监销"),
        PaperKind.INSPECTION_RECORD: Title(N_("劳动保护监督现场检查记录"), "劳监查"),
        PaperKind.DESIGN_OPINION: Title(N_("工会审查意见书"), "三同审"),
        PaperKind.ACCEPTANCE_OPINION: Title(N_("工会验收意见书"), "三同验"),
        PaperKind.OPINION_SUPPLEMENT: Title(N_("补充意见书"), "三同补"),
        PaperKind.SIGN_OFF_SHEET: Title(N_("会签表"), "三同签"),
        PaperKind.ATTENDANCE_SHEET: Title(N_("参加人员签到表"), "三同到"),
        PaperKind.MATERIAL_RECEIPT: Title(N_("资料签收单"), "三同收"),
        PaperKind.SEAT_LETTER: Title(N_("派员参加事故调查函"), "事调派"),
        PaperKind.PARTICIPATION_REQUEST: Title(N_("要求参加事故调查函"), "事调请"),
        PaperKind.INVESTIGATION_OPINION: Title(N_("工会对事故处理的意见书"), "事调意"),
        PaperKind.DISSENT: Title(N_("保留意见书"), "事调保"),
        PaperKind.NOTIFICATION_SLIP: Title(N_("事故接报单"), "事调接"),
        PaperKind.PARTICIPATION_RECORD: Title(N_("参与事故调查记录"), "事调记"),
        PaperKind.MEASURE_SHEET: Title(N_("整改措施监督表"), "事调督"),
        PaperKind.APPROVAL_SHEET: Title(N_("批复登记表"), "事调批"),
        PaperKind.WITHDRAWAL_NOTICE: Title(N_("撤回通知"), "劳监回"),
        PaperKind.LABOUR_LAW_PROMPT: Title(N_("工会劳动法律监督提示函"), "劳法提"),
        PaperKind.LABOUR_LAW_OPINION: Title(N_("工会劳动法律监督意见书"), "劳法意"),
        PaperKind.LABOUR_LAW_SUGGESTION: Title(N_("工会劳动法律监督建议书"), "劳法建"),
    }
)
LABELS: Mapping[PaperKind, str] = MappingProxyType({kind: one.title for kind, one in DEFAULT_TITLES.items()})


#: Kinds whose draft is kept before it is issued, so that another person can issue it.  What must go out at once (an
#: evacuation proposal), and what its own act already wants two people for (a sign-off), is not among them.
TWO_PERSONS = frozenset(
    {
        PaperKind.CORRECTION_NOTICE,
        PaperKind.REFERRAL,
        PaperKind.RECHECK_OPINION,
        PaperKind.DESIGN_OPINION,
        PaperKind.ACCEPTANCE_OPINION,
        PaperKind.LABOUR_LAW_PROMPT,
        PaperKind.LABOUR_LAW_OPINION,
        PaperKind.LABOUR_LAW_SUGGESTION,
    }
)


#: Kinds that can be revoked, and who may.  What the case does then is told by ``operations.ending.REVOCATIONS``; of a paper
#: that only tells what a record holds nothing in the case changes.
REVOCABLE: Mapping[PaperKind, Permission] = MappingProxyType(
    {
        PaperKind.CORRECTION_NOTICE: Permission.NOTICE_ISSUE,
        PaperKind.REFERRAL: Permission.NOTICE_ISSUE,
        PaperKind.REMINDER: Permission.NOTICE_ISSUE,
        PaperKind.EVACUATION_PROPOSAL: Permission.INSPECTION_RECORD,
        PaperKind.SEAT_LETTER: Permission.ACCIDENT_RECORD,
        PaperKind.PARTICIPATION_REQUEST: Permission.ACCIDENT_RECORD,
        PaperKind.INVESTIGATION_OPINION: Permission.ACCIDENT_RECORD,
        PaperKind.LABOUR_LAW_PROMPT: Permission.LABOUR_LAW_DRAFT,
        PaperKind.LABOUR_LAW_OPINION: Permission.LABOUR_LAW_DRAFT,
        PaperKind.LABOUR_LAW_SUGGESTION: Permission.LABOUR_LAW_DRAFT,
        PaperKind.CLOSING_SLIP: Permission.NOTICE_ISSUE,
        PaperKind.ATTENDANCE_SHEET: Permission.PROJECT_RECORD,
        PaperKind.MATERIAL_RECEIPT: Permission.PROJECT_RECORD,
        PaperKind.NOTIFICATION_SLIP: Permission.ACCIDENT_RECORD,
        PaperKind.PARTICIPATION_RECORD: Permission.ACCIDENT_RECORD,
        PaperKind.MEASURE_SHEET: Permission.ACCIDENT_RECORD,
        PaperKind.APPROVAL_SHEET: Permission.ACCIDENT_RECORD,
    }
)
#: Who may revoke some kind.
REVOKERS = tuple(sorted(set(REVOCABLE.values())))
_SIGNED_BY_TWO = N_("会签和补充意见由两人签署，不撤销；需要更正的，再作补充意见")
_PROJECT_OPINION = N_(
    "已经发出的审查、验收意见不撤销；需要更正的，在项目中登记新的意见另行发出，结论签署后作补充意见"
)
#: Kinds that stay once they are issued, and why: said on their page and to whoever tries.
KEPT: Mapping[PaperKind, str] = MappingProxyType(
    {
        PaperKind.RECHECK_OPINION: N_("复查意见书不撤销；结果由新的复查更正，已经销号的，重新提出隐患"),
        PaperKind.INSPECTION_RECORD: N_("检查记录反映提交时的检查情况，不撤销"),
        PaperKind.DESIGN_OPINION: _PROJECT_OPINION,
        PaperKind.ACCEPTANCE_OPINION: _PROJECT_OPINION,
        PaperKind.OPINION_SUPPLEMENT: _SIGNED_BY_TWO,
        PaperKind.SIGN_OFF_SHEET: _SIGNED_BY_TWO,
        PaperKind.DISSENT: N_("保留意见是签署人本人的意见，随报告的签署保留，不撤销"),
        PaperKind.WITHDRAWAL_NOTICE: N_("撤回通知不能再撤回；需要时另行发文"),
    }
)


class PaperState(StrEnum):
    """Where a paper stands; what was issued is never edited, only superseded or revoked."""

    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class FileState(StrEnum):
    """How far an issued paper's PDF is: its job waits or works, or it is there, or could not be made."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STATE_LABELS: Mapping[PaperState, str] = MappingProxyType(
    {
        PaperState.DRAFT: N_("草稿"),
        PaperState.ISSUED: N_("已签发"),
        PaperState.SUPERSEDED: N_("已被替代"),
        PaperState.REVOKED: N_("已撤销"),
    }
)
_MOVES: Mapping[PaperState, frozenset[PaperState]] = MappingProxyType(
    {
        PaperState.DRAFT: frozenset({PaperState.ISSUED}),
        PaperState.ISSUED: frozenset({PaperState.SUPERSEDED, PaperState.REVOKED}),
        PaperState.SUPERSEDED: frozenset(),
        PaperState.REVOKED: frozenset(),
    }
)

TITLE_LENGTH = 60
MARK_LENGTH = 30
_MARK = re.compile(r"[\w（）()·\-]+")
#: Crockford's letters: no I, L, O, U, so that a code read aloud or copied by hand stays the same code.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 20
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


MOST_ORIGINALS = 20
_COUNTED = "零一二三四五六七八九十"


def contact_line(person: str | None, phone: str | None) -> str:
    """联系人：李强　联系电话：023-…, whichever of them there is."""
    parts = (("联系人", person), ("联系电话", phone))
    return "　".join(f"{label}：{value}" for label, value in parts if value)


def originals_line(number: int | None) -> str:
    """本文书一式三份。, or nothing where the union does not say."""
    if not number:
        return ""
    ten, one = divmod(number, 10)
    words = (
        _COUNTED[number]
        if number <= 10
        else f"{'' if ten == 1 else _COUNTED[ten]}十{_COUNTED[one] if one else ''}"
    )
    return f"本文书一式{'两' if number == 2 else words}份。"


def check_move(present: PaperState, target: PaperState) -> None:
    """Refuse a change of state that is not in the table.

    Raises:
        NotPossibleNow: with the present state's name.
    """
    if target not in _MOVES[present]:
        sentence = Text(N_("文书%(state)s，不能进行这项操作"), state=Text(STATE_LABELS[present]))
        raise NotPossibleNow(sentence, code="paper_state")


def number_text(*, mark: str, year: int, sequence: int) -> str:
    """The number as printed, after GB/T 9704: mark, year in 〔〕, sequence without leading zeros, 号."""
    return f"{mark}〔{year}〕{sequence}号"


def full_mark(own: Title, *, union_short_name: str, edited: bool) -> str:
    """The mark in a number: what the union wrote itself, or its short name and the kind's default mark."""
    return own.mark if edited else f"{union_short_name}{own.mark}"


def check_title(title: str, mark: str) -> Title:
    """The title and mark a union wants for a kind of paper.

    Raises:
        Invalid: fields ``title`` and ``mark``.
    """
    fields: dict[str, list[Text]] = {}
    title, mark = title.strip(), mark.strip()
    if not 2 <= len(title) <= TITLE_LENGTH:
        fields["title"] = [Text(N_("标题应为 2 至 %(n)s 个字"), n=TITLE_LENGTH)]
    elif "执法" in title:
        fields["title"] = [Text(N_("工会没有行政执法权，标题不能使用「执法」字样"))]
    if not 1 <= len(mark) <= MARK_LENGTH or not _MARK.fullmatch(mark):
        fields["mark"] = [Text(N_("发文代字应为 1 至 %(n)s 个文字，不含空格和标点"), n=MARK_LENGTH)]
    if fields:
        raise Invalid(fields=fields)
    return Title(title, mark)


def new_code() -> str:
    """A fresh verification code: 100 random bits."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def plain_code(typed: str) -> str | None:
    """A code as it was typed or scanned, in the form it is kept; None when it cannot be one."""
    code = re.sub(r"[\s\-—–]", "", typed).upper().translate(_ALIKE)
    fits = len(code) == _CODE_LENGTH and all(letter in _CODE_LETTERS for letter in code)
    return code if fits else None


def printed_code(code: str) -> str:
    """The code in groups of five."""
    return "-".join(code[start : start + 5] for start in range(0, _CODE_LENGTH, 5))


def chinese_date(day: date) -> str:
    """The day as papers write it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
