"""The union tree: list, add, edit, end."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from safety.access.permissions import Permission as P
from safety.people import queries
from safety.people.guard import current_actor, current_scope, needs, now, today
from safety.people.models import Union
from safety.people.operations import unions as operations
from safety.people.queries import registers
from safety.people.routes.blueprint import pages, union_choices
from safety.people.rules import LEVEL_LABELS, UnionLevel
from safety.people.schemas import EndIn, UnionEdit, UnionIn
from safety.reference.queries import all_district_names, district_names
from safety.wire.forms import Form
from safety.wire.problems import translate

_FIELDS = ("name", "short_name", "level", "parent_id", "industry_parent_id", "district_code", "version")


@pages.get("/unions")
@needs(P.UNION_MANAGE, P.MEMBER_READ)
def unions() -> ResponseReturnValue:
    """The tree."""
    actor = current_actor()
    permission = P.MEMBER_READ if actor.may(P.MEMBER_READ) else P.UNION_MANAGE
    rows = registers.union_tree(
        actor.scope(permission), q=request.args.get("q"), ended=request.args.get("ended") == "true"
    )
    return render_template(
        "people/unions.html", rows=rows, levels=LEVEL_LABELS, districts=all_district_names(), level=UnionLevel
    )


@pages.get("/unions/new")
@needs(P.UNION_MANAGE)
def new_union() -> ResponseReturnValue:
    """The form for a union to be added."""
    return _page(Form(UnionIn(), {"parent_id": request.args.get("parent", "")}), None)


@pages.post("/unions/new")
@needs(P.UNION_MANAGE)
def create_union() -> ResponseReturnValue:
    """Add a union."""
    form = Form(UnionIn())
    union = form.submit(lambda given: operations.create_union(actor=current_actor(), now=now(), **given))
    if union is None:
        return _page(form, None)
    flash(_("已新增工会：%(name)s", name=union.name), "success")
    return redirect(url_for("people.unions"))


@pages.get("/unions/<uuid:union_id>")
@needs(P.UNION_MANAGE)
def union(union_id: uuid.UUID) -> ResponseReturnValue:
    """The form for an existing union."""
    row = queries.get_union(union_id, current_scope(P.UNION_MANAGE))
    present: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    return _page(Form(UnionEdit(), present), row)


@pages.post("/unions/<uuid:union_id>")
@needs(P.UNION_MANAGE)
def change_union(union_id: uuid.UUID) -> ResponseReturnValue:
    """Change a union."""
    form = Form(UnionEdit())
    actor = current_actor()
    changed = form.submit(
        lambda given: operations.change_union(actor=actor, now=now(), union_id=union_id, **given)
    )
    if changed is None:
        return _page(form, queries.get_union(union_id, current_scope(P.UNION_MANAGE)))
    flash(_("已保存"), "success")
    return redirect(url_for("people.unions"))


@pages.post("/unions/<uuid:union_id>/end")
@needs(P.UNION_MANAGE)
def end_union(union_id: uuid.UUID) -> ResponseReturnValue:
    """Close a union."""
    form = Form(EndIn())
    actor = current_actor()
    ended = form.submit(
        lambda given: operations.end_union(actor=actor, now=now(), union_id=union_id, **given)
    )
    if ended is None:
        return _page(form, queries.get_union(union_id, current_scope(P.UNION_MANAGE)))
    flash(_("已撤销工会：%(name)s", name=ended.name), "success")
    return redirect(url_for("people.unions"))


def _page(form: Form, row: Union | None) -> ResponseReturnValue:
    scope = current_scope(P.UNION_MANAGE)
    rows = registers.union_tree(scope)
    industry = [(str(one.union.id), one.union.name) for one in rows if one.union.level == UnionLevel.INDUSTRY]
    return render_template(
        "people/union_form.html",
        form=form,
        union=row,
        parents=union_choices(scope, but=row.id if row else None),
        industry_parents=[pair for pair in industry if row is None or pair[0] != str(row.id)],
        levels=[(level, translate(label)) for level, label in LEVEL_LABELS.items()],
        districts=list(district_names(today()).items()),
        today=today(),
    ), form.status
