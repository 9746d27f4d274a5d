"""The table of front-end files: what is taken from each npm package and under which name it is served.

A file that is not here is not served. Folders are below safety/web/static/vendor/.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

Files = tuple[tuple[str, str], ...]


def _same(*names: str) -> Files:
    return tuple((name, name) for name in names)


def _from(folder: str, *names: str) -> Files:
    return tuple((f"{folder}/{name}", name) for name in names)


_LEAFLET_IMAGES: Final = (
    "images/layers.png",
    "images/layers-2x.png",
    "images/marker-icon.png",
    "images/marker-icon-2x.png",
    "images/marker-shadow.png",
)

SERVED: Final[tuple[tuple[str, str, Files], ...]] = (
    (
        "@tabler/core",
        "tabler",
        _from("dist", "css/tabler.min.css", "js/tabler.min.js"),
    ),
    ("@tabler/icons", "icons", _same("LICENSE")),
    (
        "leaflet",
        "leaflet",
        (*_from("dist", "leaflet.js", "leaflet.css", *_LEAFLET_IMAGES), ("LICENSE", "LICENSE")),
    ),
    (
        "leaflet.markercluster",
        "leaflet.markercluster",
        _from("dist", "leaflet.markercluster.js", "MarkerCluster.css"),
    ),
    (
        "signature_pad",
        "signature_pad",
        (("dist/signature_pad.min.js", "signature_pad.min.js"), ("LICENSE", "LICENSE")),
    ),
    (
        "compressorjs",
        "compressorjs",
        (("dist/compressor.esm.js", "compressor.esm.js"), ("LICENSE", "LICENSE")),
    ),
    # LGPL-3.0: a file of its own, unchanged, that a worker loads when a HEIC comes.
    (
        "heic-to",
        "heic-to",
        (("src/lib/libheif-without-unsafe-eval.js", "libheif.js"), ("LICENSE", "LICENSE")),
    ),
    ("tus-js-client", "tus", (("dist/tus.min.js", "tus.min.js"), ("LICENSE", "LICENSE"))),
    ("uuidv7", "uuidv7", (("dist/index.js", "index.js"), ("LICENSE", "LICENSE"))),
    ("idb", "idb", (("build/index.js", "index.js"), ("LICENSE", "LICENSE"))),
)

_NOTO: Final = "@expo-google-fonts/noto-sans-sc"
_NOTO_SERIF: Final = "@expo-google-fonts/noto-serif-sc"
FONTS: Final[Files] = (
    (f"{_NOTO}/400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
    (f"{_NOTO}/700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf"),
    (f"{_NOTO_SERIF}/400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf"),
    (f"{_NOTO_SERIF}/700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf"),
    ("@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf"),
    (f"{_NOTO}/LICENSE_FONT", "OFL.txt"),
)


def environment_with_path(folder: Path) -> dict[str, str]:
    """This process's environment with `folder` first on the path: npm finds its own Node.js beside it."""
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
