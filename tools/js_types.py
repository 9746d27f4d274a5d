"""What the types of the scripts are checked against: ``python -m tools.js_types``, then ``npx tsc``.

Writes the records of the API, as its description tells them, and a word beside each package of others that says where
its own types are. Both are made anew each time and are not kept in the repository.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tools.frontend import MODULES, ROOT, VENDOR, find_npm

RECORDS: Final = ROOT / "safety" / "web" / "js_types" / "records.d.ts"
GENERATOR: Final = ROOT / "tools" / "records.mjs"
#: What stands beside a served file, so that the compiler reads this and not the file.
BESIDE: Final = {
    "idb/index.d.ts": 'export * from "idb";\n',
    "compressorjs/compressor.esm.d.ts": 'export { default } from "compressorjs";\n',
    "signature_pad/signature_pad.min.d.ts": 'export { default } from "signature_pad";\n',
    "tus/tus.min.d.ts": 'export {};\ndeclare global {\n  const tus: typeof import("tus-js-client");\n}\n',
    "uuidv7/index.d.ts": 'export * from "uuidv7";\n',
    "heic-to/libheif.d.ts": "declare const libheif: any;\nexport default libheif;\n",
}


def main() -> None:
    """Write both; fails where the packages of the tests were not fetched."""
    if not (MODULES / "swagger-typescript-api").is_dir():
        sys.exit("js_types: run `make frontend-dev` first")
    for name, text in BESIDE.items():
        if (VENDOR / name).parent.is_dir():
            (VENDOR / name).write_text(text, encoding="utf-8")
    RECORDS.parent.mkdir(exist_ok=True)
    RECORDS.write_text(records(), encoding="utf-8")


def records() -> str:
    """The records of the API as one namespace of TypeScript, ``Records``."""
    with tempfile.TemporaryDirectory() as folder:
        description = str(Path(folder) / "openapi.json")
        environment = os.environ | {"QUNJIAN_DATA_DIR": folder, "QUNJIAN_SECRET_KEY": "of-no-server-" * 4}
        flask = [sys.executable, "-m", "flask", "--app", "app", "openapi", "write", description]
        subprocess.run(flask, check=True, cwd=ROOT, env=environment)
        node = str(Path(find_npm()).with_name("node"))
        subprocess.run([node, str(GENERATOR), description, folder], check=True, cwd=ROOT)
        text = (Path(folder) / "records.ts").read_text(encoding="utf-8")
    return f"declare namespace Records {{\n{text}\n}}\n"


if __name__ == "__main__":
    main()
