"""A line between a tablet and the server that can be cut, and that loses every third request."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Quality(StrEnum):
    """How the line is."""

    GOOD = "good"
    BAD = "bad"
    CUT = "cut"


@dataclass
class BadLine:
    """Stands before the application: lets through, loses, or is cut.

    Of the requests it loses, every other one is lost on the way there, and the rest only after the server has done
    its work: those are the answers that nobody hears.
    """

    app: WSGIApplication
    quality: Quality = Quality.GOOD
    late: float = 0.0
    lost_there: int = 0
    lost_back: int = 0
    carried: int = 0
    _count: Any = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer, or hang up."""
        if self.quality is Quality.CUT:
            return self._hang_up(environ)
        if self.quality is Quality.BAD:
            return self._badly(environ, start_response)
        return self._through(environ, start_response)

    def _badly(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with self._lock:
            number = next(self._count)
        if number % 6 == 3:
            self.lost_there += 1
            return self._hang_up(environ)
        if number % 6 == 0:
            self._through(environ, lambda *_args, **_more: None)  # type: ignore[arg-type]  # nobody writes
            self.lost_back += 1
            return self._hang_up(environ)
        time.sleep(self.late)
        return self._through(environ, start_response)

    def _through(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        self.carried += 1
        body = self.app(environ, start_response)
        try:
            return list(body)
        finally:
            getattr(body, "close", lambda: None)()

    @staticmethod
    def _hang_up(environ: WSGIEnvironment) -> list[bytes]:
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError("the line was lost")
