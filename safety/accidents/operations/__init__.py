"""Every write of accident cases."""

from __future__ import annotations

from safety.accidents.operations.activities import (
    OWNER,
    Kept,
    content_of,
    record_activity,
)
from safety.accidents.operations.calendars import make_feed, revoke_feed
from safety.accidents.operations.casualties import (
    add_victim,
    refresh_grades,
    report_casualties,
    show_victims,
)
from safety.accidents.operations.opinions import answer_opinion, give_opinion, refer_opinion
from safety.accidents.operations.registering import (
    edit_accident,
    link_notification,
    record_notification,
    register_accident,
)
from safety.accidents.operations.reports import (
    REPORT,
    attach_report_files,
    close_accident,
    raise_measure,
    receive_report,
    record_approval,
)
from safety.accidents.operations.seats import (
    ask_seat,
    declare_no_interest,
    end_seat,
    give_seat,
    name_person,
    record_not_invited,
    replace_person,
    send_letter,
)
from safety.accidents.operations.sheets import issue_notification_slip, issue_sheet
from safety.accidents.operations.signing import SIGNATURE, sealed_files, sign_report, signer_of
from safety.accidents.operations.terms import extend_term, record_appraisal, record_days, record_handover
from safety.accidents.sheet_facts import APPROVAL

__all__ = [
    "APPROVAL",
    "OWNER",
    "REPORT",
    "SIGNATURE",
    "Kept",
    "add_victim",
    "answer_opinion",
    "ask_seat",
    "attach_report_files",
    "close_accident",
    "content_of",
    "declare_no_interest",
    "edit_accident",
    "end_seat",
    "extend_term",
    "give_opinion",
    "give_seat",
    "issue_notification_slip",
    "issue_sheet",
    "link_notification",
    "make_feed",
    "name_person",
    "raise_measure",
    "receive_report",
    "record_activity",
    "record_appraisal",
    "record_approval",
    "record_days",
    "record_handover",
    "record_not_invited",
    "record_notification",
    "refer_opinion",
    "refresh_grades",
    "register_accident",
    "replace_person",
    "report_casualties",
    "revoke_feed",
    "sealed_files",
    "send_letter",
    "show_victims",
    "sign_report",
    "signer_of",
]
