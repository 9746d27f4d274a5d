"""Exports in every format, compared with the number on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Download, Error, Locator, Page

from tests.drill import readers
from tests.drill.ledger import FaultError
from tests.drill.person import JOB_SECONDS, Person
from tests.drill.readers import SHEET, WORD, Content

KINDS: Final = {
    "xlsx": SHEET,
    "docx": WORD,
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "png": "image/png",
    "html": "text/html",
}
#: Formats in which a place is a point that can be counted.
MAPS: Final = ("geojson", "gpkg", "kml")
#: The sheets of a map's workbook that have a row for each place.
SHEETS_OF_PLACES: Final = frozenset({"场所", "建设项目", "事故"})
MAP_SECONDS: Final = 30


def shown_count(page: Page) -> int:
    """The number that a list says it has."""
    words = page.locator(".list-count").first.inner_text()
    found = re.search(r"[\d,]+", words)
    if not found:
        raise FaultError(f"no number in {words!r}")
    return int(found[0].replace(",", ""))


def downloaded(download: Download) -> Content:
    """A downloaded file as another program reads it, by the ending of its name."""
    ending = download.suggested_filename.rpartition(".")[2].lower()
    return readers.read(download.path().read_bytes(), KINDS.get(ending, "text/plain"))


def taken(person: Person, button: str) -> Content:
    """Press a button that gives a file at once or lets a job make it; what the file holds."""
    page = person.page
    downloads: list[Download] = []
    page.once("download", lambda one: downloads.append(one))  # noqa: PLW0108 - Playwright marks its handlers
    page.locator(button).click()
    until = time.monotonic() + JOB_SECONDS
    while time.monotonic() < until:
        if downloads:
            return downloaded(downloads[0])
        try:
            words = page.locator("main").inner_text(timeout=5_000)
            if "没有完成" in words:
                raise FaultError(f"the job failed: {words[:300]!r}")
            ready = page.get_by_role("link", name="下载文件")
            if ready.count():
                with page.expect_download() as download:
                    ready.click()
                return downloaded(download.value)
        except Error:
            pass  # the page is just changing
        page.wait_for_timeout(300)
    raise FaultError("no file came")


def formats_on(page: Page) -> list[str]:
    """The formats that the page offers by its buttons."""
    return [str(one.get_attribute("value")) for one in page.locator("button[name=format]").all()]


def register(person: Person, path: str) -> None:
    """The export of one register, with its filters, in every format: as many rows as the list says."""
    ledger = person.ledger
    with ledger.looking(f"{person.name} exports {path}"):
        page = person.go(path)
        shown = shown_count(page)
        page.get_by_role("link", name="导出", exact=True).click()
        page.wait_for_url("**/exports/new*")
        address = page.url
        for form in formats_on(page):
            told = f"{person.name} exports {path} as {form}"
            with ledger.looking(told):
                page.goto(address)
                page.wait_for_load_state("networkidle")
                content = taken(person, f"button[name=format][value={form}]")
                rows = content.features if form in MAPS else data_rows(content)
                if rows != shown:
                    raise FaultError(f"{shown} on the screen, {rows} in the file ({content})")
                ledger.found(told, f"{shown} on the screen and in {content}")


def data_rows(content: Content) -> int:
    """Rows of a register's file; a CSV comes in a ZIP, with what it says of itself beside it."""
    if content.kind != "ZIP":
        return content.rows
    (table,) = (one for name, one in readers.read_members(content) if name.endswith(".csv"))
    if not any(name.endswith(".txt") for name in content.members):
        raise FaultError("a CSV without its statement")
    return len(table.sheets["csv"]) - 1


def participation(person: Person) -> None:
    """What the union took part in, in every format: each sheet has the rows that the page tells."""
    ledger = person.ledger
    with ledger.looking(f"{person.name} exports participation"):
        page = person.go("/exports/participation/")
        told_counts = dict(
            page.locator("form dl.facts > div").evaluate_all(
                "all => all.map(one => [one.querySelector('dt').innerText, one.querySelector('dd').innerText])"
            )
        )
        for form in formats_on(page):
            told = f"{person.name} exports participation as {form}"
            with ledger.looking(told):
                person.go("/exports/participation/")
                content = taken(person, f"button[name=format][value={form}]")
                for name, rows in content.sheets.items():
                    if name in told_counts and int(told_counts[name].replace(",", "")) != len(rows) - 1:
                        raise FaultError(
                            f"{name}: {told_counts[name]} on the screen, {len(rows) - 1} in {content}"
                        )
                inside = [f"{name}: {one}" for name, one in readers.read_members(content)]
                ledger.found(told, f"{content}, {len(inside)} of them read" if inside else content)


def map_files(person: Person, path: str) -> None:
    """The map on the screen in every format: as many places as its numbers say, and as its picture shows."""
    ledger = person.ledger
    with ledger.looking(f"{person.name} exports {path}"):
        page = person.go(path)
        frame = page.frame_locator("iframe.map-frame").locator("html[data-map=ready]")
        frame.wait_for()
        drawn = points_drawn(frame)
        shown = number_told(frame) if "layer=" in path else placed(numbers_of_sites(page), words_below(frame))
        for form in page.locator("#export-format option").evaluate_all("all => all.map(one => one.value)"):
            told = f"{person.name} exports {path} as {form}"
            with ledger.looking(told):
                page.locator("#export-format").select_option(form)
                with page.expect_download(timeout=MAP_SECONDS * 1000) as download:
                    page.locator(".map-export button[type=submit]").click()
                content = downloaded(download.value)
                counted = {
                    f"rows of {name}": len(rows) - 1
                    for name, rows in content.sheets.items()
                    if name in SHEETS_OF_PLACES
                }
                if form in MAPS:
                    counted["places"] = content.sites or 0
                if form == "html":
                    with opened_map(page, download.value.path()) as file:
                        if points_drawn(file) != drawn:
                            raise FaultError(
                                f"{drawn} points on the screen, {points_drawn(file)} in the file"
                            )
                for what, number in counted.items():
                    if number != shown:
                        raise FaultError(f"{shown} on the screen, {number} {what} in the file")
                ledger.found(told, f"{content}, {shown} on the screen, {drawn} points drawn")


@contextmanager
def opened_map(page: Page, path: Path) -> Iterator[Locator]:
    """A map's file opened in the browser by itself, without the server."""
    alone = page.context.new_page()
    try:
        named = path.with_suffix(".html")
        named.write_bytes(path.read_bytes())
        alone.goto(named.as_uri())
        document = alone.locator("html[data-map=ready]")
        document.wait_for()
        yield document
    finally:
        alone.close()


def points_drawn(document: Locator) -> int:
    """How many sites, projects or accidents the map draws as points; a gathered mark counts as many as it says."""
    drawn: int = document.evaluate(
        """document => [...document.querySelectorAll(".map-mark")].reduce(
             (sum, mark) => sum + (mark.matches(".map-mark-cluster") ? Number(mark.textContent) : 1), 0)
           + document.querySelectorAll("path.map-accident, path.map-project").length"""
    )
    return drawn


def words_below(document: Locator) -> str:
    """The sentence below the map."""
    return document.locator("#map-status").text_content() or ""


def placed(sites: int, words: str) -> int:
    """How many of the ``sites`` that the numbers tell have a position: the map names beside it how many have none."""
    without = re.search(r"另有 (\d+) 个场所没有位置", words)
    return sites - int(without[1]) if without else sites


def number_told(document: Locator) -> int:
    """The number of projects or accidents in the sentence below the map."""
    words = words_below(document)
    found = re.search(r"\d+", words)
    if not found:
        raise FaultError(f"no number in {words!r}")
    return int(found[0])


def numbers_of_sites(page: Page) -> int:
    """The sites that the numbers beside the map tell: of one district, or of all in the table together."""
    told = page.locator(".map-numbers div:has(dt:text-is('场所')) dd")
    if not told.count():
        told = page.locator(".map-side tbody td.num:nth-child(3)")
    return sum(int(one.replace(",", "")) for one in told.all_text_contents())
