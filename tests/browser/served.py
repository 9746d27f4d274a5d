"""The whole application on a port of this machine, and browser pages that can reach nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from werkzeug.serving import make_server

from safety.database import db
from safety.people import operations as people
from safety.transactions import one_transaction
from safety.web.languages import COOKIE as LANGUAGE
from safety.web.signed_in import COOKIE
from tests.cast import Cast

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TABLET = (800, 1280)
OFFICE = (1280, 800)
PATIENCE = 15_000  # milliseconds
WITHOUT_A_LINE = ("Failed to load resource: net::ERR_INTERNET_DISCONNECTED",)


class InFlight:
    """Requests that are being answered: a page that was closed may have left one, and its locks, behind."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """While a request is answered."""
        with self.changed:
            self.count += 1
        try:
            yield
        finally:
            with self.changed:
                self.count -= 1
                self.changed.notify_all()

    def wait_for_none(self) -> None:
        """Until nothing is being answered, or patience ends."""
        with self.changed:
            self.changed.wait_for(lambda: self.count == 0, timeout=PATIENCE / 1000)


IN_FLIGHT = InFlight()


def _whole(app: WSGIApplication) -> WSGIApplication:
    """``app`` with answers read to their end: a page that closes early leaves no file open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with IN_FLIGHT.one():
            body = app(environ, start_response)
            try:
                return list(body)
            finally:
                getattr(body, "close", lambda: None)()

    return answer


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve ``app`` on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


@dataclass
class Served:
    """The running application with the cast in its database; ``visit`` opens pages of it."""

    app: Flask
    address: str
    browser: Browser
    cast: Cast = field(default_factory=Cast)
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def writing(self) -> Iterator[Cast]:
        """One transaction on the served database: ``with served.writing() as cast: …``."""
        with self.app.app_context():
            with one_transaction():
                yield self.cast
            db.session.remove()

    def visit(
        self,
        sign_in_name: str | None = None,
        *,
        size: tuple[int, int] = TABLET,
        language: str = "zh",
        dark: bool = False,
        touch: bool = True,
        zone: str = "Asia/Shanghai",
    ) -> Page:
        """A new browser, signed in as a member of the cast (or nobody), on a blank page.

        Addresses may be relative: ``page.goto("/people/members")``.
        """
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id=zone,
            accept_downloads=True,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("requestfailed", self._only_here)
        cookies = {LANGUAGE: language}
        if sign_in_name is not None:
            cookies[COOKIE] = self.session_of(sign_in_name)
        context.add_cookies([{"name": k, "value": v, "url": self.address} for k, v in cookies.items()])
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        return page

    def session_of(self, sign_in_name: str) -> str:
        """The token of a new session of a member."""
        with self.writing() as cast:
            return people.sign_in(
                member=cast.member(sign_in_name),
                now=self.app.config["CLOCK"](),
                client="Chromium",
                second_factor=True,
            )[1]

    def _only_here(self, request: Request) -> None:
        # The browser finds no other host (see `CHROMIUM_ARGUMENTS`); whatever asked for one failed.
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"reached for another host: {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx (a refused form, a missing record) is no fault of its scripts.
        # Neither is a tablet whose line a test has taken away.
        expected = ("Failed to load resource: the server responded with a status of 4", *WITHOUT_A_LINE)
        if message.type == "error" and not message.text.startswith(expected):
            self.complaints.append(f"console: {message.text}")

    def close(self) -> list[str]:
        """Close every page; what the consoles said and who was reached for."""
        for context in self.contexts:
            context.close()
        IN_FLIGHT.wait_for_none()
        return self.complaints


def later(moment: str) -> datetime:
    """A moment for the served application's clock: ``served.app.config["CLOCK"] = lambda: later("…")``."""
    return datetime.fromisoformat(moment).astimezone(UTC)
