"""What two writings of one name have in common."""

from __future__ import annotations

import re

from safety.migrations.folding_of_0012.texts import fold

#: Folding can make a text many times longer (one sign for four words).
LONGEST_KEY = 400
#: The unit itself, as against its branches; written or left out at will.
_ITSELF = re.compile(r"\((?:公司)?(?:本部|总部)\)$")


def name_key(name: str) -> str:
    """What two writings of one name have in common: for finding a record again by its name."""
    return _ITSELF.sub("", fold(name))[:LONGEST_KEY]
