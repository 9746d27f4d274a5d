"""Pictures of every page on the demonstration: office and tablet size, Chinese and English.

`python -m tools.screenshots [--out DIR] [--data DIR] [--only ENDPOINT …] [--whole]`
`python -m tools.screenshots --documents` takes the few anew that the documents show, into `docs/pictures`.

A fresh demonstration is loaded into a temporary folder unless `--data` names one that holds it already.
"""

from __future__ import annotations

import argparse
import io
import logging
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyotp
from flask import Flask
from flask_migrate import upgrade
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLong

from app import create_app
from safety.config import DEMO_PASSWORD, Settings
from safety.database import db
from safety.demo import operations as demo
from safety.law.days import shanghai_date
from safety.people import operations as people
from safety.people.operations import second_factor
from safety.people.queries import actor_of, member_by_sign_in_name
from safety.transactions import one_transaction
from safety.web.languages import COOKIE as LANGUAGE
from safety.web.signed_in import COOKIE
from tests import machine
from tests.browser.served import OFFICE, TABLET, serving
from tools.console import Failure, say
from tools.demonstration_records import DemonstrationRecords
from tools.page_list import PageAddress, page_addresses, unknown_pages

SIGN_INS: Final = {
    "officer": "fuling",
    "inspector": "inspector",
    "system": "system",
    "security": "security",
    "auditor": "auditor",
    "signatory": "signatory",
    "supervisor": "supervisor",
    "accidents": "accident",
}
LANGUAGES: Final = {"zh": "zh-CN", "en": "en-GB"}
COLOURS: Final = 96
DOCUMENTS: Final = Path("docs/pictures")
#: What the documents show, in both languages: endpoint and size.
DOCUMENTED: Final = {
    "web.today": OFFICE,
    "maps.overview": OFFICE,
    "corrections.notice": OFFICE,
    "projects.project": OFFICE,
    "accidents.accident": OFFICE,
    "inspections.check": TABLET,
}
PATIENCE: Final = 8_000  # milliseconds for a map
SECRET: Final = "only for the pictures, on this machine, for a minute"  # noqa: S105


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures and write the index beside them."""
    parser = argparse.ArgumentParser(prog="tools.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("test-results/pictures"))
    parser.add_argument(
        "--documents", action="store_true", help="only the pictures of the documents, in their place"
    )
    parser.add_argument("--data", type=Path, help="a data folder with the demonstration in it")
    parser.add_argument("--only", nargs="*", help="endpoints, as in web.today")
    parser.add_argument("--whole", action="store_true", help="whole pages instead of what a screen shows")
    given = parser.parse_args(arguments)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        with demonstration(given.data) as app, serving(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=machine.chromium(), args=list(machine.CHROMIUM_ARGUMENTS)
            )
            out = DOCUMENTS if given.documents else given.out
            out.mkdir(parents=True, exist_ok=True)
            studio = Studio(app, address, browser, out, whole=given.whole)
            if given.documents:
                take_documented(studio, wanted_pages(app, DOCUMENTED))
            else:
                take_pictures(studio, wanted_pages(app, given.only))
                if not given.only or "web.code" in given.only:
                    take_the_step_of_the_code(studio)
                write_index(out)
            browser.close()
    except Failure as failure:
        sys.exit(f"screenshots: {failure}")


@contextmanager
def demonstration(data: Path | None) -> Iterator[Flask]:
    """The application on demonstration data: those in ``data``, or new ones in a folder that goes away."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = data or Path(temporary)
        app = create_app(
            Settings(
                secret_key=SECRET,
                data_dir=folder,
                database_url=f"sqlite:///{folder.resolve() / 'qunjian.sqlite3'}",
                demo=True,
                log_level="WARNING",
            )
        )
        with app.app_context():
            if data is None:
                load(app)
        yield app
        with app.app_context():
            db.engine.dispose()


def load(app: Flask) -> None:
    """Tables and demonstration data."""
    upgrade()
    runner = app.test_cli_runner()
    for words in (["boundaries", "adopt-shipped"], ["checklists", "adopt-shipped"]):
        done = runner.invoke(args=words)
        if done.exit_code:
            raise Failure(done.output)
    with one_transaction():
        demo.load_demonstration(
            now=datetime.now(UTC),
            password=DEMO_PASSWORD,
            geography=app.extensions["geography"],
            base_url=app.config["SETTINGS"].base_url,
        )


def wanted_pages(app: Flask, only: Collection[str] | None) -> list[PageAddress]:
    """The pages to take, with records of the demonstration to open."""
    if unknown := unknown_pages(app):
        raise Failure(f"tools/page_list.py does not know {', '.join(unknown)}")
    with app.app_context():
        records = DemonstrationRecords(app)
        with one_transaction():
            records.make_missing()
        records.do_work()
        pages = list(page_addresses(app, records.value_of))
        db.session.remove()
    return [page for page in pages if not only or page.endpoint in only]


class Studio:
    """Opens pages as an officer of the demonstration and keeps pictures of them."""

    def __init__(self, app: Flask, address: str, browser: Browser, out: Path, *, whole: bool) -> None:
        self.app, self.address, self.browser, self.out, self.whole = app, address, browser, out, whole

    def context(self, who: str | None, size: tuple[int, int], language: str) -> BrowserContext:
        """A browser of this size and language, signed in."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale=LANGUAGES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        cookies = {LANGUAGE: language}
        if who is not None:
            cookies[COOKIE] = self._token(SIGN_INS[who])
        context.add_cookies([{"name": k, "value": v, "url": self.address} for k, v in cookies.items()])
        return context

    def _token(self, sign_in_name: str) -> str:
        with self.app.app_context(), one_transaction():
            member = member_by_sign_in_name(sign_in_name)
            if member is None:
                raise Failure(f"the demonstration has no {sign_in_name}")
            now = datetime.now(UTC)
            return people.sign_in(member=member, now=now, client="pictures", second_factor=True)[1]

    def take(self, page: Page, one: PageAddress, name: str) -> None:
        """One picture; says when the page is not as it should be."""
        answer = page.goto(one.address)
        if answer is None or not answer.ok:
            say(f"  {one.endpoint} answers {answer.status if answer else 'nothing'}: {one.address}")
        for frame in page.frames:
            if frame.query_selector("body.map-document"):
                try:
                    frame.wait_for_selector("html[data-map=ready]", timeout=PATIENCE)
                except TooLong:
                    say(f"  {one.endpoint}: the map is not ready at {frame.url}")
        self.keep(page, name)

    def keep(self, page: Page, name: str) -> None:
        """The picture of a page that is open."""
        page.evaluate("document.fonts.ready.then(() => true)")
        content = page.screenshot(full_page=self.whole)
        with Image.open(io.BytesIO(content)) as picture:
            reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            reduced.save(self.out / f"{name}.png", optimize=True)


def take_pictures(studio: Studio, pages: Sequence[PageAddress]) -> None:
    """Every page in both sizes and both languages."""
    for size in (OFFICE, TABLET):
        for language in LANGUAGES:
            for who in sorted({page.who for page in pages}, key=str):
                context = studio.context(who, size, language)
                page = context.new_page()
                for one in pages:
                    if one.who == who:
                        studio.take(page, one, f"{one.endpoint}-{size[0]}x{size[1]}-{language}")
                context.close()
            say(f"{size[0]}×{size[1]} {language}: {len(pages)} pages")


def take_documented(studio: Studio, pages: Sequence[PageAddress]) -> None:
    """The pictures of the documents: each page in the size in which it is mostly used, in both languages."""
    for language in LANGUAGES:
        for one in pages:
            context = studio.context(one.who, DOCUMENTED[one.endpoint], language)
            studio.take(context.new_page(), one, f"{one.endpoint}-{language}")
            context.close()


def take_the_step_of_the_code(studio: Studio) -> None:
    """The page between password and code: it is reached by signing in only."""
    name = SIGN_INS["officer"]
    with studio.app.app_context():
        _enrol(studio.app, name)
    for size in (OFFICE, TABLET):
        for language in LANGUAGES:
            context = studio.context(None, size, language)
            page = context.new_page()
            page.goto("/sign-in")
            page.locator("[name=sign_in_name]").fill(name)
            page.locator("[name=password]").fill(DEMO_PASSWORD)
            page.locator("form button[type=submit]").last.click()
            page.wait_for_url("**/sign-in/code*")
            studio.keep(page, f"web.code-{size[0]}x{size[1]}-{language}")
            context.close()


def _enrol(app: Flask, sign_in_name: str) -> None:
    secret, now = second_factor.new_secret(), datetime.now(UTC)
    with one_transaction():
        member = member_by_sign_in_name(sign_in_name)
        if member is None:
            raise Failure(f"the demonstration has no {sign_in_name}")
        second_factor.enrol_second_factor(
            actor=actor_of(member, on=shanghai_date(now), channel="command"),
            now=now,
            secret=secret,
            code=pyotp.TOTP(secret).at(now),
            password=DEMO_PASSWORD,
            secret_key=app.config["SETTINGS"].secret_key,
        )


def write_index(out: Path) -> None:
    """A table of the pictures: a row a page, a column a size and language."""
    columns = [f"{w}x{h}-{language}" for w, h in (OFFICE, TABLET) for language in LANGUAGES]
    names = sorted({file.name.removesuffix(f"-{columns[0]}.png") for file in out.glob(f"*-{columns[0]}.png")})
    lines = [
        "# Pictures",
        "",
        "Every page with the demonstration data, taken by `python -m tools.screenshots`: at 1280×800 (office) and",
        "800×1280 (tablet), in Chinese and English. People and employers are invented.",
        "",
        "| Page | Office, Chinese | Office, English | Tablet, Chinese | Tablet, English |",
        "|---|---|---|---|---|",
    ]
    for name in names:
        cells = [
            f"[picture]({name}-{column}.png)" if (out / f"{name}-{column}.png").exists() else ""
            for column in columns
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    (out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
