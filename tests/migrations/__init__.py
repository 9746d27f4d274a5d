"""Migrations up and down with data: each one's own rows, and the whole way from nothing to the newest and back.

A walk to an old revision copies every SQLite table at every step.  A released migration does not change any more, so
its own walk is made for a release and every night; every day goes the whole way once (``test_migrations``) and tries
the newest ones and the backups of older versions.
"""

from __future__ import annotations

import pytest

#: The marks of a test whose migration was released.
FROZEN = [pytest.mark.long]
