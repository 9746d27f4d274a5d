"""A program of others that speaks with the API."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse


class Program(FlaskClient):
    """A program that reads a record before it edits it: told that no version was named, it reads one and says it.

    With ``reads_first`` off it sends what it is told and nothing else.
    """

    reads_first = True

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request, once more on the version that there is where one has to be named."""
        answer = super().open(*args, **options)
        if answer.status_code != 428 or not self.reads_first:
            return answer
        headers = Headers(options.pop("headers", None))
        headers["If-Match"] = self.version_of(answer.request.path)
        return super().open(*args, headers=headers, **options)

    def version_of(self, address: str) -> str:
        """The ``ETag`` of the record that an address is about: its own, or that of what it is a part of.

        One that names no version where nothing can be read, so that the server says why.
        """
        while address.count("/") > 3:
            read = super().open(address)
            if read.status_code == 200 and "ETag" in read.headers:
                return read.headers["ETag"]
            address = address.rpartition("/")[0]
        return '"unread"'
