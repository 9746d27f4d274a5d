"""The story happens in the districts of the workplaces' tests."""

from __future__ import annotations

from tests.workplaces.conftest import districts

__all__ = ["districts"]
