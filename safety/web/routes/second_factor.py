"""Enrolling one's own second factor, and giving it up."""

from __future__ import annotations

import io

import pyotp
import segno
from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.people.guard import current_actor, needs, now
from safety.people.operations import second_factor as operations
from safety.people.queries import member_by_id
from safety.people.schemas import PasswordOnlyIn, SecondFactorIn
from safety.web.routes.blueprint import pages
from safety.web.routes.profile import own_id
from safety.wire.forms import Form, kept_here

_SECRET = "second_factor_secret"  # noqa: S105 - the name of a session entry


@pages.get("/profile/second-factor")
@needs(P.SELF)
def second_factor() -> ResponseReturnValue:
    """The QR code to scan, or the way to give the second factor up."""
    member = member_by_id(own_id())
    if member is not None and member.totp_secret is not None:
        return render_template("web/second_factor_remove.html", form=Form(PasswordOnlyIn()))
    # The secret waits in the signed session cookie until its first code proves that it arrived.
    secret = session.setdefault(_SECRET, operations.new_secret())
    return _enrol_page(Form(SecondFactorIn()), secret)


@pages.post("/profile/second-factor")
@needs(P.SELF)
def enrol_second_factor() -> ResponseReturnValue:
    """Take the first code, and show the recovery codes this once."""
    secret = session.get(_SECRET)
    if secret is None:
        raise NotFound
    form = Form(SecondFactorIn())
    key = current_app.config["SETTINGS"].secret_key
    codes = form.submit(
        lambda given: operations.enrol_second_factor(
            actor=current_actor(), now=now(), secret=secret, secret_key=key, **given
        )
    )
    if codes is None:
        form.values.clear()
        return _enrol_page(form, secret)
    session.pop(_SECRET)
    kept_here()
    return render_template("web/recovery_codes.html", codes=codes)


@pages.post("/profile/second-factor/remove")
@needs(P.SELF)
def remove_second_factor() -> ResponseReturnValue:
    """Give the second factor up, with the password."""
    form = Form(PasswordOnlyIn())
    if not form.carry_out(_removed):
        form.values.clear()
        return render_template("web/second_factor_remove.html", form=form), form.status
    flash(_("两步验证已停用"), "success")
    return redirect(url_for("web.profile"))


def _removed(given: dict[str, str]) -> None:
    operations.remove_second_factor(actor=current_actor(), now=now(), **given)


def _enrol_page(form: Form, secret: str) -> ResponseReturnValue:
    member = member_by_id(own_id())
    name = member.sign_in_name if member else ""
    address = pyotp.TOTP(secret).provisioning_uri(name=name or "", issuer_name="Qunjian")
    picture = io.BytesIO()
    # Drawn by segno from our own address: no text of a user reaches the markup.
    segno.make(address, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=True, scale=5, border=2, light="#fff", omitsize=False
    )
    # nosemgrep: markup-of-a-text (drawn above)
    qr = Markup(picture.getvalue().decode())  # noqa: S704
    return render_template("web/second_factor.html", form=form, secret=secret, qr=qr), form.status
