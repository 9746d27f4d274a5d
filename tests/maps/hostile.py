"""Texts that would run if any place of a map or of its file read them as code, and the places they are put into."""

from __future__ import annotations

from typing import Any

from maps.page import BaseMap
from tests.maps import scenery
from tests.maps.served import WORDS, Scene

RUN = "window.ran=(window.ran||[]).concat('SINK')"
PAYLOADS = (
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"></svg>',
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title></style></text></svg><script>{RUN}</script>",
    f"]]><img src=x onerror={RUN}>",
    f"'\"><img src=x onerror={RUN}>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    f"${{{RUN}}}",
    f"`+({RUN})+`",
    f"\\`;{RUN};//",
    f"'-({RUN})-'",
    f'"-({RUN})-"',
    f'\\"-({RUN})//',
    f"javascript:{RUN}",
    f'<a href="javascript:{RUN}" autofocus onfocus="{RUN}">x</a>',
    f'<iframe srcdoc="<script>parent.{RUN.replace("window.", "parent.")}</script>"></iframe>',
    f'<details open ontoggle="{RUN}">x</details>',
    f'<animate onbegin="{RUN}" attributeName=x dur=1s>',
    "{{7*7}}{{ cycler.__init__.__globals__ }}",
    f"{{%raw%}}\u2028{RUN}\u2029",
)
SINKS = (
    *(
        f"site {name}"
        for name in ("name", "employer", "level", "open", "overdue", "major", "last_checked", "url")
    ),
    *(f"district {name}" for name in ("name", "level", "number", "sites", "open", "uncertain", "url")),
    *(f"project {name}" for name in ("name", "owner", "stage", "no_union_part", "url", "total")),
    *(
        f"accident {name}"
        for name in ("name", "day", "grade", "deaths", "no_union_part", "url", "around", "total")
    ),
    *(f"surface {name}" for name in ("heat", "z", "p", "sites", "open", "cells", "hot")),
    *(f"scene {name}" for name in ("title", "notice", "legend_title", "day")),
    *(
        f"picture {name}"
        for name in (
            "districts_name",
            "sites_name",
            "projects_name",
            "accidents_name",
            "surface_name",
            "attribution",
        )
    ),
    *(f"why {name}" for name in ("title", "term", "level")),
    "rule",
    "level label",
    "words",
)
#: What is looked up in a list of known values and never written itself.
CODES = frozenset(
    {
        "site level",
        "district level",
        "district uncertain",
        "project stage",
        "project no_union_part",
        "accident grade",
        "accident no_union_part",
        "surface heat",
    }
)


def hostile_scene(scene: Scene, payload: str, *, why: bool = False) -> None:
    """Put ``payload`` into every sink; run, it would name the sink.  ``why`` shows the reason of a colour too."""
    texts = {sink: payload.replace("SINK", sink) for sink in SINKS}

    def of(kind: str) -> dict[str, Any]:
        return {sink.split()[1]: text for sink, text in texts.items() if sink.startswith(kind + " ")}

    scene.__init__()  # type: ignore[misc]
    scene.districts = scenery.districts(**of("district"))
    del scene.districts["features"][4:]
    scene.sites = scenery.sites(2, spread=0.3)
    for feature in scene.sites["features"]:
        feature["properties"] |= of("site")
    scene.projects = scenery.projects(**of("project"))
    scene.accidents = scenery.accidents(**of("accident"))
    scene.surface = scenery.cells(**of("surface"))
    scene.surface["features"][1]["properties"]["heat"] = "hot"  # one whose numbers are shown
    for name, text in of("scene").items():
        setattr(scene, name, text)
    scene.rule = [texts["rule"]]
    scene.level_labels = {"red": texts["level label"]}
    scene.words = dict.fromkeys(WORDS, texts["words"] + " %(shown)s %(total)s %(cells)s %(hot)s")
    if why:
        told = of("why")
        scene.why = {"title": told["title"], "level": told["level"], "terms": [told["term"]], "nothing": ""}
    pictured = of("picture")
    attribution = str(pictured.pop("attribution"))
    scene.picture = pictured | {
        "base_map": BaseMap("http://127.0.0.1:9/{z}/{x}/{y}.png", attribution),
        "sites_first": True,
    }
