"""One person in a real browser, who opens whatever an act has produced and reads it with another program."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIResponse, Browser, Error, FilePayload, Locator, Page, Response, expect
from playwright.sync_api import TimeoutError as PageTimeoutError

from safety.config import DEMO_PASSWORD
from tests.drill import readers
from tests.drill.house import House
from tests.drill.ledger import FaultError, Ledger
from tests.drill.readers import Content

PATIENCE: Final = 60_000  # milliseconds
SETTLES_MS: Final = 20_000
JOB_SECONDS: Final = 600
OK, ACCEPTED = 200, 202
UUID: Final = r"[0-9a-f]{8}-[0-9a-f-]{27}"
PAPER: Final = re.compile(rf"^/papers/({UUID})(\.pdf|\.docx)?$")
#: What leads on from the part of a page that the act concerns: not the menu, not the leafing and sorting of lists.
LINKS: Final = """main => [...main.querySelectorAll('a[href], iframe[src], img[src], embed[src], object[data]')]
  .filter(one => !one.closest('.pager, thead, .filters, .breadcrumb'))
  .map(one => one.href || one.src || one.data)"""
_SEEN_ON_PAPERS: Final = re.compile(r'class="lead-line">\s*([^<]+?)\s*<')


class Person:
    """A member of the demonstration at a browser of their own, signed in by the form; nobody with ``name`` None."""

    def __init__(self, house: House, browser: Browser, ledger: Ledger, name: str | None) -> None:
        self.house, self.ledger, self.name = house, ledger, name
        context = browser.new_context(
            base_url=house.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: ledger.fault(f"{name}: {self.page.url}", f"script: {error}"))
        self.opened: set[str] = set()
        self.papers: set[str] = set()
        if name is not None:
            self._sign_in(name)

    def _sign_in(self, name: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("登录名").fill(name)
        self.page.get_by_label("密码").fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("今日工作")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.ledger.fault(f"{self.name}: {response.request.method} {response.url}", response.status)

    def go(self, path: str) -> Page:
        """Open a page and wait until it is whole."""
        try:
            self._let_settle()
            answer = self.page.goto(path)
        except Error as problem:
            # A page that waits for a job loads itself again when it is done, which may be at this very moment.
            if "ERR_ABORTED" not in problem.message and "interrupted by another" not in problem.message:
                raise
            self.page.wait_for_load_state("networkidle")
            answer = self.page.goto(path)
        if answer is None or answer.status >= 400:
            raise FaultError(f"{path} answers {answer.status if answer else 'nothing'}")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def _let_settle(self) -> None:
        """Wait for what the last act still loads; a browser that lost count of it is not waited for without an end."""
        with suppress(PageTimeoutError):
            self.page.wait_for_load_state("networkidle", timeout=SETTLES_MS)

    def act(self, what: str, do: Callable[[], object]) -> bool:
        """Do something, then open everything that the page now leads to; False when it could not be done."""
        told = f"{self.name or 'employer'} {what}"
        before = len(self.ledger.faults)
        with self.ledger.looking(told):
            do()
            self.ledger.found(told, urlsplit(self.page.url).path)
            self.open_everything(told)
        return len(self.ledger.faults) == before

    def open_everything(self, told: str) -> None:
        """Each link of the page's own part that was not opened before."""
        self.page.wait_for_load_state("networkidle")
        for link in self.page.locator("main").evaluate(LINKS):
            url = urldefrag(urljoin(self.page.url, link))[0]
            if not url.startswith(self.house.address) or url in self.opened or "/sign-" in url:
                continue
            self.opened.add(url)
            self.look_at(url, f"{told} → {url.removeprefix(self.house.address)}")

    def look_at(self, url: str, told: str) -> None:
        """Open one address; a paper is opened in all its forms and compared with its page."""
        with self.ledger.looking(told):
            paper = PAPER.match(urlsplit(url).path)
            if paper:
                self.look_at_paper(paper[1], told)
            else:
                self.ledger.found(told, self.fetch(url))

    def fetch(self, url: str) -> Content:
        """The content of an address as another program reads it.

        Raises:
            FaultError: it answers with a failure.
            UnreadableError: no program can read it.
        """
        return readers.read(*self._body(url))

    def _body(self, url: str) -> tuple[bytes, str]:
        answer = self._ask(url)
        if answer.status >= 400:
            raise FaultError(f"{answer.status} {answer.headers.get('content-type')} {answer.text()[:300]!r}")
        return answer.body(), answer.headers.get("content-type", "")

    def _ask(self, url: str) -> APIResponse:
        return self.page.request.get(url, timeout=PATIENCE)

    def look_at_paper(self, paper_id: str, told: str) -> None:
        """A paper's page, PDF and DOCX: both carry the number that the page shows."""
        if paper_id in self.papers:
            return
        page, _ = self._body(f"/papers/{paper_id}")
        shown = _SEEN_ON_PAPERS.search(page.decode())
        number = "".join(shown[1].split()) if shown else ""
        if "草稿" not in number:
            self.papers.add(paper_id)
        for form in ("pdf", "docx"):
            content = self._made(f"/papers/{paper_id}.{form}")
            if "草稿" not in number and number not in content.flat:
                raise FaultError(
                    f"its page shows {number}, which its {content.kind} does not: {content.text[:200]!r}"
                )
            self.ledger.found(told, f"{number} as {content}")

    def _made(self, url: str) -> Content:
        """A file that a job may still be making."""
        until = time.monotonic() + JOB_SECONDS
        while True:
            answer = self._ask(url)
            if answer.status != ACCEPTED or time.monotonic() > until:
                break
            time.sleep(1)
        if answer.status != OK:
            raise FaultError(f"{url} answers {answer.status} {answer.text()[:300]!r}")
        return readers.read(answer.body(), answer.headers["content-type"])

    def dialog(self, button: str, files: FilePayload | None = None, **values: str) -> None:
        """Press a button that asks first, fill what it asks, add ``files`` where it takes some, and say yes."""
        self.page.wait_for_load_state("networkidle")
        self.page.get_by_role("button", name=button, exact=True).first.click()
        opened = self.page.locator("dialog[open]")
        expect(opened).to_be_visible()
        for name, value in values.items():
            field = opened.locator(f"[name='{name}']")
            kind = field.first.get_attribute("type")
            if kind == "checkbox":
                field.check()
            elif kind == "radio":
                opened.locator(f"label:has([name='{name}'][value='{value}'])").click()
            elif field.first.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        if files is not None:
            opened.locator("input[type=file]").set_input_files(files)
        with self.page.expect_navigation():
            opened.locator("button[type=submit]").click()
        self.page.wait_for_load_state("networkidle")

    def issues(self) -> None:
        """Read the page that stands before every issue, and confirm it; a signature wants the password once more."""
        expect(self.page.get_by_role("heading", name="核对后签发")).to_be_visible()
        again = self.page.get_by_label("再次输入密码，确认签署")
        if again.count():
            again.fill(DEMO_PASSWORD)
        self.page.wait_for_load_state("networkidle")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="签发", exact=True).click()
        self.page.wait_for_load_state("networkidle")

    def says(self, words: str | re.Pattern[str]) -> None:
        """Wait until the page says so."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def draw(self, canvas: Locator) -> None:
        """A stroke on a pad for signatures."""
        self.page.wait_for_load_state("networkidle")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        if box is None:
            raise FaultError("the pad for the signature is not shown")
        self.page.mouse.move(box["x"] + 20, box["y"] + 30)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 140, box["y"] + 70, steps=6)
        self.page.mouse.up()
