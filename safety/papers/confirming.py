"""*Check your answers*: the page before every act of a page that issues a paper, and the same for programs.

The page carries the fields of the form that was sent, so nothing is typed twice; only a password is asked again.
No form that issues a paper takes files.
"""

from __future__ import annotations

import io
from typing import Any

from flask import Response, jsonify, make_response, render_template, request, send_file, url_for

from safety.papers import coding, files
from safety.papers.previews import Preview, UnseenPaperError, edit_pages, seen
from safety.papers.rare import rare_signs
from safety.papers.rules import LABELS, chinese_date
from safety.people.guard import current_actor, now
from safety.people.queries import get_union, member_names, members_who_may
from safety.transactions import one_transaction
from safety.wire.addresses import PAGE, page_before
from safety.wire.forms import BACK
from safety.wire.problems import translate, wants_json

#: Names the papers that were shown and confirmed; several when one act issues several.
SEEN = "_seen"
#: Names the paper that the page shows, whatever its words: shown again after that, it says that they changed.
SHOWN = "_shown"
#: Asks for the paper itself, in a window of its own.
SHOW = "_show"
#: Asks for code points in place of signs that no font prints; a program asks by the query parameter ``coded``.
CODED = "_coded"
#: Shows the page again, for what was answered on it.
AGAIN = "_again"
_NOT_CARRIED = frozenset({"csrf_token", SEEN, SHOWN, SHOW, BACK, CODED, PAGE, AGAIN})
#: The fields in which the page's questions are answered; they are drawn on it, and not carried beside.
_ANSWERS = "grounds."
#: Buttons of the page that ask to see the paper otherwise, and issue nothing.
_ANOTHER_LOOK = frozenset({SHOW, CODED, AGAIN})
#: What the paper prints around its content (``templates/documents/paper.typ``).
_PRINTED = {"basis": "依据：", "attachments": "附件：", "seal": "（印章）", "copies": "抄送："}
#: The query parameter by which a program asks what a call would issue.
PREVIEW = "preview"


def is_of_the_check(name: str) -> bool:
    """Whether the page *check your answers* itself adds this field to those of the form that it carries."""
    return name in _NOT_CARRIED or name.startswith(_ANSWERS)


def note_what_was_seen() -> None:
    """Before a request: a page has to have shown each paper; a program only when it asks for the preview."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    coding.code_points_wanted.set(request.args.get("coded") in {"1", "true"})
    if not wants_json():
        coding.code_points_wanted.set(CODED in request.form)
        confirmed = request.form.getlist(SEEN)
        # The other buttons of the page send the same fields, and confirm nothing.
        others = {SHOW, BACK, AGAIN}.intersection(request.form)
        seen.set(frozenset(confirmed[:-1] if others else confirmed))
    elif request.args.get(PREVIEW) in {"1", "true"}:
        seen.set(frozenset())


def forget_what_was_seen(_error: BaseException | None = None) -> None:
    """After a request: the thread may serve another one."""
    seen.set(None)
    coding.code_points_wanted.set(False)


def show_paper(error: UnseenPaperError) -> Response:
    """The answer of an act that would issue a paper nobody has seen; nothing of the act was kept."""
    preview = error.preview
    with one_transaction(write=False):
        if request.form.get(SHOW) == "pdf" or request.accept_mimetypes.best == "application/pdf":
            return _pdf(preview)
        if wants_json():
            return jsonify(_told(preview))
        answer = make_response(render_template("papers/check.html", **_page(preview)))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pdf(preview: Preview) -> Response:
    content = files.preview_pdf(preview.content, made_at=now())
    answer = send_file(io.BytesIO(content), mimetype="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(preview: Preview) -> dict[str, Any]:
    sent = [(name, value) for name, value in request.form.items(multi=True) if not is_of_the_check(name)]
    typed = any(not name.startswith("_") for name, _value in sent)
    return {
        "preview": preview,
        "shown": _about(preview),
        "changed": request.form.get(SHOWN) == _about(preview) and not _ANOTHER_LOOK & request.form.keys(),
        "rare": rare_signs(preview.content),
        "words": _PRINTED | {"day": chinese_date(preview.on)},
        "label": LABELS[preview.kind],
        "drafters": "、".join(sorted(member_names(preview.drafters).values())),
        "issuer": current_actor(),
        "refused": preview.second_person and current_actor().member_id in preview.drafters,
        "may_issue": _may_issue(preview),
        "coded": coding.code_points_wanted.get(),
        "carried": [one for one in sent if "password" not in one[0]],
        "secrets": [name for name, _value in sent if "password" in name],
        "confirmed": [*request.form.getlist(SEEN), preview.fingerprint],
        "action": request.full_path.removesuffix("?"),
        "back_field": BACK if typed else None,
        "back_url": _edited_at(preview) or page_before() or url_for("papers.papers"),
    }


def _about(preview: Preview) -> str:
    return f"{preview.kind}:{preview.subject_kind}:{preview.subject_id}"


def _may_issue(preview: Preview) -> list[str]:
    people = members_who_may(preview.permission, get_union(preview.union_id), preview.on)
    kept_off = preview.drafters if preview.second_person else frozenset()
    return list(dict.fromkeys(one.name for one in people if one.id not in kept_off))


def _edited_at(preview: Preview) -> str | None:
    endpoint, name, permission = edit_pages.get(preview.kind, ("", "", preview.permission))
    if not endpoint or not current_actor().may(permission):
        return None
    values: dict[str, Any] = {name: preview.subject_id}
    return url_for(endpoint, **values)


def _told(preview: Preview) -> dict[str, Any]:
    return {
        "preview": True,
        "kind": preview.kind,
        "union_id": preview.union_id,
        "issuer": preview.union_name,
        "mark": preview.mark,
        "number": preview.number,
        "addressee": preview.content["addressee"],
        "copies_to": preview.content["copies_to"],
        "attachments": preview.content["attachments"],
        "asked": [{"what": one.what, "by": one.by} for one in preview.asked],
        "questions": [
            {
                "name": one.name,
                "question": translate(one.label),
                "subject_id": one.subject_id,
                "said": one.said,
                "proposed": one.proposed,
            }
            for one in preview.questions
        ],
        "problem": translate(preview.problem) if preview.problem else None,
        "coded": coding.code_points_wanted.get(),
        "unprintable": [translate(one.told()) for one in preview.unprintable],
        "law": {
            "unread": list(preview.law.unread),
            "without_basis": preview.without_basis,
            "checked_before_the_fact": [
                {"law": title, "checked_to": check.to, "by": check.by}
                for title, check in preview.law.past_check
            ],
        },
        "second_person": preview.second_person,
        "may_issue": _may_issue(preview),
        "content": preview.content,
    }
