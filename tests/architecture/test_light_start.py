"""A server that shows no map carries no geospatial library: it is loaded when a map, a tile or a geo file is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: What maps and files of GIS programs need, and what PDFs, their seals and fonts, Word files and calendars need.
HEAVY = (
    "geopandas", "pandas", "numpy", "shapely", "pyogrio", "pyproj", "folium", "mapbox_vector_tile",
    "pyhanko", "aiohttp", "docx", "icalendar", "typst", "fontTools", "lxml",
)  # fmt: skip
#: Run apart, since the tests' own process has loaded everything.
WALK = """
import json, sys
from app import create_app
from safety.people.operations import hash_password
from safety.database import db
from safety.people.models import Member
from safety.transactions import one_transaction
from bench.seed import seed

heavy = sys.argv[1].split(",")
app = create_app()
seed(app)
with app.app_context():
    with one_transaction():
        member = db.session.query(Member).first()
        member.password_hash = hash_password("a long password for one test")
        member.sign_in_name = name = "officer"
    db.session.remove()
app.config["WTF_CSRF_ENABLED"] = False
browser = app.test_client()
found = [browser.get("/sign-in").status_code]
found.append(browser.post("/sign-in", data={"sign_in_name": name, "password": "a long password for one test"}).status_code)
for address in ("/", "/api/v1/sites", "/ogc/collections/sites/items", "/ogc/collections/sites", "/ogc/api"):
    found.append(browser.get(address).status_code)
print(json.dumps({"statuses": found, "loaded": [one for one in heavy if one in sys.modules]}))
"""


def test_signing_in_today_a_list_and_a_page_of_features_load_no_library_for_maps(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WALK, ",".join(HEAVY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QUNJIAN_SECRET_KEY": "k" * 40,
            "QUNJIAN_DATA_DIR": str(tmp_path),
            "QUNJIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'register.sqlite3'}",
            "QUNJIAN_DEMO": "0",
        },
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().rsplit("\n", 1)[-1])
    assert told["statuses"] == [200, 302, 200, 200, 200, 200, 200]
    assert told["loaded"] == []
