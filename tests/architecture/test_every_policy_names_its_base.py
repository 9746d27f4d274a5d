"""Every content policy in the code says that no markup may move the base of a page's addresses."""

from __future__ import annotations

from bench.server import ROOT


def test_every_content_policy_holds_the_base_of_addresses() -> None:
    """A ``base`` element that slipped in would send a page's scripts and forms elsewhere."""
    paths = [path for top in ("safety", "maps", "templates") for path in sorted((ROOT / top).rglob("*.*"))]
    texts = {path: path.read_text() for path in paths if path.suffix in {".py", ".html"}}
    policies = {path: text for path, text in texts.items() if "default-src 'none'" in text}
    assert len(policies) >= 5
    assert [str(path) for path, text in policies.items() if "base-uri 'none'" not in text] == []
