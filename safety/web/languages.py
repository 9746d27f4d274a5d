"""The reader's language, and numbers, days and moments as they are written in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, refresh

from safety.law.days import SHANGHAI
from safety.text import length_of
from safety.wire.problems import translate

COOKIE = "lang"
#: Read once: Babel looks a name up among a thousand each time that it is given one.
LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en")}
TAGS = {"zh": "zh-Hans", "en": "en"}
#: Pages that are kept by browsers in one language, whatever the reader has chosen.
OF_PATH = {"/tablet/zh": "zh", "/tablet/en": "en"}
_KNOWN = "qunjian.language"
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Choose the language of each request and remember a choice made by ``?lang=``."""
    Babel(app, locale_selector=lambda: LOCALES[current_language()])
    app.before_request(refresh)  # an application context may outlive a request (in commands and tests)
    app.after_request(_remember)
    app.jinja_env.filters.update(day=day, moment=moment, number=number, percent=percent, duration=duration)
    app.jinja_env.globals.update(
        language_tag=language_tag, current_language=current_language, weekday=weekday
    )


def current_language() -> str:
    """``zh`` or ``en``, else Chinese.

    Asked in this order: the path of a page kept in one language, ``?lang=``, the cookie, and for programs
    Accept-Language.
    """
    if not has_request_context():
        return "zh"
    known: str | None = request.environ.get(_KNOWN)
    if known is None:
        known = request.environ[_KNOWN] = _wanted_language()
    return known


def _wanted_language() -> str:
    for wish in (OF_PATH.get(request.path), _wish(), request.cookies and request.cookies.get(COOKIE)):
        if wish in LOCALES:
            return str(wish)
    if request.path.startswith(("/api/", "/ogc")):
        best = request.accept_languages.best_match(["zh", "zh-CN", "en"])
        return "en" if best == "en" else "zh"
    return "zh"


def _wish() -> str | None:
    # Most requests ask for nothing, and werkzeug takes long to say so.
    return request.args.get("lang") if request.query_string else None


def language_tag() -> str:
    """The language for the ``lang`` attribute of a page."""
    return TAGS[current_language()]


def _remember(response: Response) -> Response:
    wish = _wish()
    if wish in LOCALES and request.cookies.get(COOKIE) != wish:
        response.set_cookie(
            COOKIE, wish, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    response.headers.setdefault("Content-Language", language_tag())
    return response


def day(value: date | None) -> str:
    """A day: ``2026年11月23日`` or ``23 Nov 2026``; a dash for none."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    pattern = "d MMM y" if current_language() == "en" else "y-MM-dd"
    return format_date(value, pattern, locale=LOCALES[current_language()])


def weekday(value: date) -> str:
    """The day of the week: ``星期一`` or ``Monday``."""
    return format_date(value, "EEEE", locale=LOCALES[current_language()])


def moment(value: datetime | None) -> str:
    """A moment in Chongqing's time, to the minute; a dash for none."""
    if value is None:
        return "—"
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    pattern = "d MMM y, HH:mm" if current_language() == "en" else "y-MM-dd HH:mm"
    return format_datetime(aware, pattern, tzinfo=SHANGHAI, locale=LOCALES[current_language()])


def number(value: float | None) -> str:
    """A number with grouped digits; a dash for none."""
    return "—" if value is None else format_decimal(value, locale=LOCALES[current_language()])


def duration(seconds: float | None) -> str:
    """A length of time, as the tablet's page says it too; a dash for none."""
    return "—" if seconds is None else translate(length_of(seconds))


def percent(value: float | None) -> str:
    """A share (0 to 1) in whole percent; a dash for none."""
    return "—" if value is None else format_percent(value, locale=LOCALES[current_language()])
