"""Files with two sites as real programs make them: GDAL, pandas, openpyxl, LibreOffice, a Mac, tools for maps.

Each maker writes into a folder and says which file it made.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyogrio
from shapely.geometry import Point

from tests import machine
from tests.workplaces.conftest import IN_YUZHONG

NAMES = ["解放碑工地", "朝天门工地"]
LON, LAT = IN_YUZHONG
Maker = Callable[[Path], Path]


def frame() -> geopandas.GeoDataFrame:
    columns = {"场所名称": NAMES, "单位名称": ["渝中建设", "渝中建设"]}
    return geopandas.GeoDataFrame(columns, geometry=[Point(LON, LAT), Point(LON + 0.001, LAT)], crs=4326)


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"场所名称": NAMES, "单位名称": ["渝中建设"] * 2, "经度": [LON, LON + 0.001], "纬度": [LAT, LAT]}
    )


def gdal(driver: str, name: str, epsg: int | None = None, **options: Any) -> Maker:
    """A layer by GDAL, in a system of its own where one is named."""

    def make(folder: Path) -> Path:
        found = frame() if epsg is None else frame().to_crs(epsg)
        pyogrio.write_dataframe(found, folder / name, driver=driver, **options)
        return folder / name

    return make


def gdal_table(driver: str, name: str) -> Maker:
    """A table without places by GDAL."""

    def make(folder: Path) -> Path:
        pyogrio.write_dataframe(table(), folder / name, driver=driver)
        return folder / name

    return make


def zipped(maker: Maker, *, above: str = "", mac: bool = False, name: str = "sites.zip") -> Maker:
    """What a maker made, and all that it laid beside it, in a ZIP; ``mac`` adds what a Mac packs with it."""

    def make(folder: Path) -> Path:
        inner = folder / "inner"
        inner.mkdir()
        maker(inner)
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            if mac:
                archive.writestr(f"{above}.DS_Store", b"\0\0\0\1Bud1")
            for part in sorted(inner.iterdir()):
                archive.write(part, above + part.name)
                if mac:
                    archive.writestr(f"__MACOSX/{above}._{part.name}", b"\0\5\x16\7\0\2\0\0Mac OS X        ")
        return folder / name

    return make


def shapefile(folder: Path) -> Path:
    """A Shapefile whose headings hold ten bytes: three Chinese characters."""
    found = frame().rename(columns={"场所名称": "场所名", "单位名称": "单位名"})
    pyogrio.write_dataframe(found, folder / "sites.shp", encoding="UTF-8")
    return folder / "sites.shp"


def mapinfo(folder: Path) -> Path:
    pyogrio.write_dataframe(
        frame()[["geometry"]].assign(code=[1, 2]), folder / "sites.tab", driver="MapInfo File"
    )
    return folder / "sites.tab"


def two_shapefiles(folder: Path) -> Path:
    for name in ("one", "two"):
        pyogrio.write_dataframe(frame()[["geometry"]], folder / f"{name}.shp")
    return folder


def marked(maker: Maker) -> Maker:
    """What a maker made, behind a byte-order mark."""

    def make(folder: Path) -> Path:
        path = maker(folder)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        return path

    return make


def cut(maker: Maker) -> Maker:
    """The first half of what a maker made."""

    def make(folder: Path) -> Path:
        path = maker(folder)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        return path

    return make


def pandas_file(name: str, write: Callable[[pd.DataFrame, Path], None]) -> Maker:
    def make(folder: Path) -> Path:
        write(table(), folder / name)
        return folder / name

    return make


def workbook(folder: Path) -> Path:
    """A workbook by openpyxl with a title, a merged employer and a total."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["重点场所一览表（示例）"])
    sheet.append(["场所名称", "单位名称", "经度", "纬度"])
    sheet.append([NAMES[0], "渝中建设", LON, LAT])
    sheet.append([NAMES[1], None, LON + 0.001, LAT])
    sheet.merge_cells("B3:B4")
    book.save(folder / "sites.xlsx")
    return folder / "sites.xlsx"


def libreoffice(kind: str, ending: str) -> Maker:
    """The table opened and saved by LibreOffice."""

    def make(folder: Path) -> Path:
        soffice = machine.program("soffice", "libreoffice")
        source = folder / "source.xlsx"
        table().to_excel(source, index=False)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            soffice,
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return folder / "out" / f"source.{ending}"

    return make


def written(name: str, content: bytes | str) -> Maker:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / name

    return make


def packed(name: str, parts: dict[str, bytes]) -> Maker:
    """A ZIP of parts, as several programs call their documents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return written(name, content.getvalue())


PLAIN = "场所名称,单位名称,经度,纬度\r\n" + "".join(
    f"{name},渝中建设,{LON + 0.001 * number},{LAT}\r\n" for number, name in enumerate(NAMES)
)
GPX = f"""<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="{LAT}" lon="{LON}"><name>{NAMES[0]}</name></wpt></gpx>"""
TOPOJSON = json.dumps({"type": "Topology", "objects": {}, "arcs": []})
MS_XML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)

#: Kind → maker of a file that is read whole.
READ: dict[str, Maker] = {
    "GeoPackage": gdal("GPKG", "sites.gpkg"),
    "GeoPackage in CGCS2000": gdal("GPKG", "sites.gpkg", 4490),
    "GeoPackage in a Gauss-Krüger zone": gdal("GPKG", "sites.gpkg", 4544),
    "GeoJSON": gdal("GeoJSON", "sites.geojson"),
    "GeoJSON called .json": gdal("GeoJSON", "sites.json"),
    "GeoJSON by RFC 7946": gdal("GeoJSON", "sites.geojson", RFC7946="YES"),
    "GeoJSON with a byte-order mark": marked(gdal("GeoJSON", "sites.geojson")),
    "lines of GeoJSON": gdal("GeoJSONSeq", "sites.geojsonl"),
    "a sequence of GeoJSON (RFC 8142)": gdal("GeoJSONSeq", "sites.geojsons", RS="YES"),
    "FlatGeobuf": gdal("FlatGeobuf", "sites.fgb"),
    "KML by LIBKML": gdal("LIBKML", "sites.kml"),
    "KMZ by LIBKML": gdal("LIBKML", "sites.kmz"),
    "a Shapefile": zipped(shapefile),
    "a Shapefile in a folder": zipped(shapefile, above="场所/"),
    "a Shapefile zipped by a Mac": zipped(shapefile, above="sites/", mac=True),
    "XLSX by pandas": pandas_file("sites.xlsx", lambda rows, path: rows.to_excel(path, index=False)),
    "XLSX by GDAL": gdal_table("XLSX", "sites.xlsx"),
    "XLSX with a title and merged cells": workbook,
    "CSV by pandas": pandas_file("sites.csv", lambda rows, path: rows.to_csv(path, index=False)),
    "CSV for Excel": pandas_file(
        "sites.csv", lambda rows, path: rows.to_csv(path, index=False, encoding="utf-8-sig")
    ),
    "CSV in GB 18030": pandas_file(
        "sites.csv", lambda rows, path: rows.to_csv(path, index=False, encoding="gb18030")
    ),
    "tabs in UTF-16": pandas_file(
        "sites.txt", lambda rows, path: rows.to_csv(path, index=False, sep="\t", encoding="utf-16")
    ),
    "CSV by GDAL": gdal_table("CSV", "sites.csv"),
    "CSV of an old Mac": written("sites.csv", PLAIN.replace("\r\n", "\r")),
    "CSV with semicolons": written("sites.csv", PLAIN.replace(",", ";")),
    "CSV all in quotes": pandas_file(
        "sites.csv", lambda rows, path: rows.to_csv(path, index=False, quoting=1)
    ),
}
#: Kind → maker of a file that is not read, and a word of what is said of it.
REFUSED: dict[str, tuple[Maker, str]] = {
    "a GeoPackage in a ZIP": (zipped(gdal("GPKG", "sites.gpkg")), "压缩包里是 sites.gpkg"),
    "a GeoJSON in a ZIP of a Mac": (
        zipped(gdal("GeoJSON", "sites.geojson"), mac=True),
        "压缩包里是 sites.geojson",
    ),
    "ODS by GDAL": (gdal_table("ODS", "sites.ods"), "ODS"),
    "a Word document": (
        packed("a.docx", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "Word",
    ),
    "an old or protected workbook": (written("a.xls", OLE), "旧版 Excel"),
    "XML of Excel 2003": (written("a.xls", MS_XML), "XML"),
    "a page of the web called .xls": (
        written("a.xls", "<html><table><tr><td>1</td></tr></table></html>"),
        "网页",
    ),
    "PDF": (written("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "PDF"),
    "a photograph": (written("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(200)), "照片"),
    "GPX": (written("a.gpx", GPX), "GPX"),
    "TopoJSON": (written("a.json", TOPOJSON), ""),
    "MapInfo": (zipped(mapinfo), "MapInfo"),
    "RAR": (written("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(100)), "解压"),
    "7z": (written("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100)), "解压"),
    "an empty file": (written("a.csv", b""), "没有内容"),
    "an empty ZIP": (packed("a.zip", {}), "没有文件"),
    "a ZIP of two Shapefiles": (zipped(two_shapefiles), ""),
    "a lone .shp": (shapefile, ".shp"),
    "a file cut off": (cut(gdal("GPKG", "sites.gpkg")), ""),
    "a workbook cut off": (cut(workbook), ""),
}
#: By LibreOffice, in the long tests: kind → maker, and the word of a refusal (None: read).
OF_LIBREOFFICE: dict[str, tuple[Maker, str | None]] = {
    "XLSX": (libreoffice("xlsx:Calc MS Excel 2007 XML", "xlsx"), None),
    "XLSX of Office Open XML": (libreoffice("xlsx:Calc Office Open XML", "xlsx"), None),
    "CSV": (libreoffice("csv:Text - txt - csv (StarCalc):44,34,76", "csv"), None),
    "CSV in GBK": (libreoffice("csv:Text - txt - csv (StarCalc):44,34,65", "csv"), None),
    "ODS": (libreoffice("ods", "ods"), "ODS"),
    "flat ODS": (libreoffice("fods", "fods"), "XML"),
    "old Excel": (libreoffice("xls:MS Excel 97", "xls"), "旧版 Excel"),
    "HTML": (libreoffice("html", "html"), "网页"),
}
