"""Pages of papers: the register, one paper, its files, titles, and the public verification."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import ValidationError

from safety.access.permissions import Permission as P
from safety.errors import NotFound, Refusal, Unavailable
from safety.evidence.queries import files_of
from safety.evidence.uploads import form_uploads
from safety.papers import confirming, files, operations, queries, rare
from safety.papers.glyphs import unprintable
from safety.papers.guard import may_open, paper_to_open
from safety.papers.models import Paper
from safety.papers.previews import UnseenPaperError
from safety.papers.printable import printable
from safety.papers.rules import (
    LABELS,
    REVOKERS,
    STATE_LABELS,
    TWO_PERSONS,
    FileState,
    PaperState,
)
from safety.papers.schemas import ContactPageIn, PaperFilters, RevokeIn, SecondPersonPageIn, TitlePageIn
from safety.papers.verification import look_up
from safety.people.guard import current_actor, current_scope, needs, now, open_to_all, today
from safety.people.models import Union
from safety.people.queries import get_union, member_names, unions_in
from safety.text import Text
from safety.transactions import abandon, reads_first
from safety.wire.forms import Form
from safety.wire.limits import limited
from safety.wire.paging import page_window
from safety.wire.problems import translate, translate_all, wants_json

pages = Blueprint("papers", __name__)
pages.before_app_request(confirming.note_what_was_seen)
pages.teardown_app_request(confirming.forget_what_was_seen)
pages.app_errorhandler(UnseenPaperError)(confirming.show_paper)
#: What else is checked by a code: each answers the page of what it knows, or None; rooms above add theirs.
OTHER_CODES: list[Callable[[str], ResponseReturnValue | None]] = []
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A paper's PDF may be looked at inside our own page.
_FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
#: The same signs are drawn alike all day.
_OF_SIGNS = "private, max-age=86400"
VERIFY_RATE = "30 per minute"
#: After so many seconds a program should ask again for a file that is being made.
COME_AGAIN = 2
TONES = {
    PaperState.DRAFT: "neutral",
    PaperState.ISSUED: "success",
    PaperState.SUPERSEDED: "warning",
    PaperState.REVOKED: "danger",
}


@pages.app_template_global()
def printable_signs() -> str:
    """Which signs the fonts at hand print, for a page that tells while something is typed."""
    return printable(files.fonts_at_hand())


def _filters() -> dict[str, Any]:
    """The filters of the address; one that makes no sense is left out."""
    given = {name: request.args[name] for name in ("q", "kind", "state") if request.args.get(name)}
    try:
        return dict(PaperFilters().load(given))
    except ValidationError as error:
        wrong = set(error.messages_dict)
        return dict(PaperFilters().load({key: value for key, value in given.items() if key not in wrong}))


def words() -> dict[str, Any]:
    """What every page of papers calls kinds and states."""
    return {"kind_labels": LABELS, "state_labels": STATE_LABELS, "tones": TONES, "may_open": may_open}


@pages.get("/papers")
@needs(P.PAPER_READ)
def papers() -> ResponseReturnValue:
    """The register of papers."""
    page = queries.list_papers(current_scope(P.PAPER_READ), page_window(), **_filters())
    kinds = [(kind.value, translate(label)) for kind, label in LABELS.items()]
    states = [(state.value, translate(label)) for state, label in STATE_LABELS.items()]
    return render_template("papers/list.html", page=page, kinds=kinds, states=states, **words())


@pages.get("/papers/<uuid:paper_id>")
@needs(P.PAPER_READ)
def paper(paper_id: uuid.UUID) -> ResponseReturnValue:
    """One paper: its facts, its files, whether it holds."""
    return _paper_page(_found(paper_id))


def _found(paper_id: uuid.UUID) -> Paper:
    return queries.get_paper(paper_id, current_scope(P.PAPER_READ))


def _paper_page(
    found: Paper, problem: Refusal | None = None, form: Form | None = None
) -> ResponseReturnValue:
    issued = found.state != PaperState.DRAFT
    stands = operations.why_it_stands(found, today()) if found.state == PaperState.ISSUED else None
    body = render_template(
        "papers/paper.html",
        paper=found,
        verdict=queries.verdict_on(found) if issued else None,
        progress=files.progress_of(found) if issued else None,
        unprintable=[] if issued else unprintable(queries.content_now(found, today()), files.fonts_at_hand()),
        scans=files_of(queries.OWNER_KIND, found.id),
        names=member_names([found.drafted_by, found.issued_by, found.ended_by]),
        problem=problem,
        form=form,
        withdrawals=queries.papers_of(queries.OWNER_KIND, found.id),
        withdrawn=queries.paper_by_id(found.subject_id) if found.subject_kind == queries.OWNER_KIND else None,
        revocable=stands is None and _revocable(found),
        kept=stands,
        **words(),
    )
    return body, problem.status if problem else form.status if form else 200


def _revocable(found: Paper) -> bool:
    """Whether this person is offered to revoke the paper on its own page."""
    permission = operations.right_to_revoke(found)
    return found.state == PaperState.ISSUED and permission is not None and current_actor().may(permission)


@pages.get("/papers/<uuid:paper_id>.pdf")
@needs(P.PAPER_READ)
def pdf(paper_id: uuid.UUID) -> Response:
    """The paper as PDF; ``?download=1`` to keep it."""
    return pdf_answer(paper_to_open(paper_id), download=bool(request.args.get("download")))


def pdf_answer(found: Paper, *, download: bool) -> Response:
    """A paper's PDF as an answer, or that it is being made; the caller has settled the right to see it.

    Raises:
        Unavailable: it could not be made.
    """
    content = files.draft_pdf(found, today=today()) if _is_draft(found) else files.pdf_of(found)
    if content is None:
        return _being_made(found)
    response = send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment=download,
        download_name=files.file_name(found, "pdf"),
    )
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_draft(found: Paper) -> bool:
    return found.state == PaperState.DRAFT


def _being_made(found: Paper) -> Response:
    """202: a page that waits and goes on to the file by itself; for programs, when to come again."""
    progress = files.progress_of(found)
    if progress.state is FileState.FAILED:
        raise Unavailable(Text(translate_all(progress.problem) or ""), code="paper_file_failed")
    if wants_json() or not request.accept_mimetypes.accept_html:
        answer = jsonify({"state": progress.state, "detail": _("PDF 正在生成，请稍后再取")})
    else:
        answer = make_response(render_template("papers/waiting.html", paper=found))
    answer.status_code = 202
    answer.headers["Retry-After"] = str(COME_AGAIN)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/papers/<uuid:paper_id>/files")
@needs(P.PAPER_READ)
def make_files_again(paper_id: uuid.UUID) -> ResponseReturnValue:
    """Ask again for a PDF that could not be made."""
    operations.make_files_again(actor=current_actor(), now=now(), paper=_found(paper_id))
    return redirect(url_for("papers.paper", paper_id=paper_id))


@pages.get("/papers/<uuid:paper_id>.docx")
@needs(P.PAPER_READ)
def docx(paper_id: uuid.UUID) -> Response:
    """The paper as DOCX, for the seal."""
    found = paper_to_open(paper_id)
    content = files.draft_docx(found, today=today()) if _is_draft(found) else files.docx_of(found)
    return send_file(
        io.BytesIO(content),
        mimetype=_WORD,
        as_attachment=True,
        download_name=files.file_name(found, "docx"),
    )


@pages.post("/papers/<uuid:paper_id>/scan")
@needs(P.NOTICE_ISSUE)
@reads_first
def attach_scan(paper_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the scan of the sealed original."""
    found = _found(paper_id)
    try:
        operations.attach_sealed_scans(
            actor=current_actor(), now=now(), paper=found, uploads=form_uploads(request)
        )
    except Refusal as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        abandon()
        return _paper_page(_found(paper_id), refusal)
    flash(_("盖章原件扫描件已保存"), "success")
    return redirect(url_for("papers.paper", paper_id=paper_id))


@pages.post("/papers/<uuid:paper_id>/revoke")
@needs(*REVOKERS)
def revoke(paper_id: uuid.UUID) -> ResponseReturnValue:
    """Revoke a paper; its case follows."""
    form = Form(RevokeIn())
    found = _found(paper_id)

    def act(given: dict[str, Any]) -> object:
        return operations.revoke_paper(actor=current_actor(), now=now(), paper=found, **given)

    if form.submit(act) is None:
        return _paper_page(_found(paper_id), form=form)
    flash(_("文书已撤销，文号保留"), "success")
    return redirect(url_for("papers.paper", paper_id=paper_id))


@pages.get("/paper-titles")
@needs(P.PAPER_TITLE_EDIT)
def titles() -> ResponseReturnValue:
    """The titles and number marks of a union, to be edited one by one."""
    return _titles_page(_chosen_union(), None)


def _chosen_union() -> Union:
    scope = current_scope(P.PAPER_TITLE_EDIT)
    asked = request.values.get("union_id", "")
    try:
        return get_union(uuid.UUID(asked), scope) if asked else unions_in(scope)[0]
    except ValueError:
        return unions_in(scope)[0]


def _titles_page(union: Union, form: Form | None) -> ResponseReturnValue:
    unions = [(one.id, one.name) for one in unions_in(current_scope(P.PAPER_TITLE_EDIT))]
    rows = queries.titles_of(union)
    body = render_template(
        "papers/titles.html",
        union=union,
        unions=unions,
        rows=rows,
        form=form,
        two_persons=TWO_PERSONS,
        contact=queries.contact_of(union.id),
        wanted_by=queries.second_person_wanted_by(union),
        **words(),
    )
    return body, form.status if form else 200


@pages.post("/paper-titles")
@needs(P.PAPER_TITLE_EDIT)
def edit_title() -> ResponseReturnValue:
    """Keep a title and a mark."""
    form = Form(TitlePageIn())
    union = _chosen_union()
    actor = current_actor()

    def act(given: dict[str, Any]) -> object:
        del given["union_id"]
        return operations.edit_title(actor=actor, now=now(), union=union, **given)

    if form.submit(act) is None:
        return _titles_page(_chosen_union(), form)
    flash(_("文书标题已保存，之后起草的文书使用新标题"), "success")
    return redirect(url_for("papers.titles", union_id=union.id))


@pages.post("/paper-titles/contact")
@needs(P.PAPER_TITLE_EDIT)
def edit_contact() -> ResponseReturnValue:
    """Say whom the receiver of the union's papers may ask, and how many originals are made."""
    form = Form(ContactPageIn())
    union, actor = _chosen_union(), current_actor()

    def act(given: dict[str, Any]) -> object:
        del given["union_id"]
        return operations.edit_contact(actor=actor, now=now(), union=union, **given)

    if form.submit(act) is None:
        return _titles_page(_chosen_union(), form)
    flash(_("联系方式已保存，之后起草的文书印上"), "success")
    return redirect(url_for("papers.titles", union_id=union.id))


@pages.post("/paper-titles/second-person")
@needs(P.PAPER_TITLE_EDIT)
def demand_second_person() -> ResponseReturnValue:
    """Say whether a second person issues a kind of paper."""
    form = Form(SecondPersonPageIn())
    union, actor = _chosen_union(), current_actor()

    def act(given: dict[str, Any]) -> object:
        del given["union_id"]
        return operations.demand_second_person(actor=actor, now=now(), union=union, **given)

    if form.submit(act) is None:
        return _titles_page(_chosen_union(), form)
    flash(_("签发要求已保存，对尚未签发的文书也有效"), "success")
    return redirect(url_for("papers.titles", union_id=union.id))


def _asked_signs() -> str:
    """The rare signs that the address names.

    Raises:
        NotFound: none, too many, or others than rare ones.
    """
    signs = "".join(sorted(set(request.args.get("signs", ""))))
    if not 0 < len(signs) <= rare.MOST or not all(map(rare.is_rare, signs)):
        raise NotFound
    return signs


@pages.get("/papers/rare-signs.css")
@needs(P.SELF)
def rare_styles() -> ResponseReturnValue:
    """The fonts of the rare signs of a paper that is not issued yet, for the page on which it is checked."""
    found = rare.fonts_for(_asked_signs(), files.fonts_at_hand())
    words = "\n".join(
        rare.font_face(signs, url_for("papers.rare_font", signs=signs)) for signs, _made in found
    )
    return Response(words, mimetype="text/css", headers={"Cache-Control": _OF_SIGNS})


@pages.get("/papers/rare-signs.woff")
@needs(P.SELF)
def rare_font() -> ResponseReturnValue:
    """One of these fonts: the signs that one font of the paper draws."""
    made = next((made for _signs, made in rare.fonts_for(_asked_signs(), files.fonts_at_hand())), None)
    if made is None:
        raise NotFound
    return Response(made, mimetype="font/woff", headers={"Cache-Control": _OF_SIGNS})


@pages.get("/verify")
@open_to_all("anyone who holds a paper may check it")
def verify_form() -> ResponseReturnValue:
    """Where a code can be typed."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("papers.verify", code=code[:60]))
    return render_template("papers/verify_form.html", missing=False)


@pages.get("/verify/<code>")
@open_to_all("anyone who holds a paper may check it")
@limited(VERIFY_RATE)
def verify(code: str) -> ResponseReturnValue:
    """What a code stands for; every code that stands for nothing gets the same answer."""
    found = look_up(code)
    if found is None:
        for show in OTHER_CODES:
            if (page := show(code)) is not None:
                return page
        return render_template("papers/verify_form.html", missing=True), 404
    return render_template("papers/verify.html", found=found, **words())
