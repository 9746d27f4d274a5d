"""A signature drawn on the screen, on the wire."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from marshmallow import ValidationError, fields

from safety.text import N_

PNG = "data:image/png;base64,"
LARGEST_SIGNATURE = 400_000


class Drawn(fields.String):
    """A drawn signature: a PNG as a data address, loaded as its bytes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            picture = base64.b64decode(text.removeprefix(PNG), validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        if not text.startswith(PNG) or not picture or len(text) > LARGEST_SIGNATURE:
            raise ValidationError([N_("请在方框内手写签名")])
        return picture
