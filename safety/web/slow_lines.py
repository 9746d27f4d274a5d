"""Requests whose bodies come slowly: no thread waits for them, and below a lowest rate they are told to try later.

The application is WSGI: a thread of it would wait for every byte of a body.  Here the server's event loop takes the
body in first (in memory, a large one in a temporary file), and a thread begins when all is there.  A thousand
connections that drip a byte a second cost a thousand waiting tasks.  A body has a lowest rate, which a tablet at the
mouth of a tunnel reaches, and a deadline.  What arrived of a resumable upload is kept, so that it goes on from there.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

#: In each window of so many seconds at least so many bytes come, or the rest of the body.
WINDOW: Final = 30.0
LOWEST_RATE: Final = 1024
#: Seconds from the first byte to the last.
DEADLINE: Final = 1800.0
#: Bytes of one body that are held in memory; more of it lies in a file without a name.
IN_MEMORY: Final = 256 * 1024
#: Set in the environment of a request whose body was cut off for being too slow.
TOO_SLOW: Final = "qunjian.too_slow"
#: Set in the environment of every request: how many lines of headers it had.
HEADER_LINES: Final = "qunjian.header_lines"
#: Requests that are worked on at one moment, in each process.
THREADS: Final = 4

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]


class _GoneError(Exception):
    """The other side is gone."""


class _Pace:
    """Watches how fast a body comes, and ends the waiting for it when that is too slowly: one timer a body."""

    def __init__(self) -> None:
        self.too_slow, self.came = False, 0
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._until = self._loop.time() + DEADLINE
        self._timer = self._loop.call_later(WINDOW, self._look)

    def _look(self) -> None:
        if self.came < WINDOW * LOWEST_RATE or self._loop.time() >= self._until:
            self.too_slow = True
            if self._task is not None:
                self._task.cancel()
            return
        self.came = 0
        self._timer = self._loop.call_later(WINDOW, self._look)

    def end(self) -> None:
        """The body is here, or nobody waits for it any more."""
        self._timer.cancel()
        if self.too_slow and self._task is not None:
            self._task.uncancel()


class _Body:
    """What came of a body: in memory, or in a file without a name once it is large."""

    def __init__(self) -> None:
        self.size, self.too_slow, self.cut = 0, False, False
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    def add(self, piece: bytes) -> None:
        """Take one more piece in."""
        self.size += len(piece)
        if self._file is not None:
            self._file.write(piece)
            return
        self._pieces.append(piece)
        if self.size > IN_MEMORY:
            self._file = TemporaryFile()  # noqa: SIM115 - closed with the request
            self._file.writelines(self._pieces)
            self._pieces.clear()

    def opened(self) -> IO[bytes]:
        """All of it, to be read from its start."""
        if self._file is None:
            return BytesIO(b"".join(self._pieces))
        self._file.seek(0)
        return self._file


class SlowLines:
    """A WSGI application as an ASGI one whose threads begin with whole bodies.

    ``largest``: bytes of a body; what is beyond is not taken in, and the application refuses it by its length.
    """

    def __init__(self, application: WSGIApplication, *, largest: int, threads: int = THREADS) -> None:
        self._application, self._largest = application, largest
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        body = await self._body(dict(headers), receive)
        with body.opened() as content:
            if body.cut and not _resumable(headers):
                await _refuse(send)  # half a form is no form
                return
            await self._answer(_environ(scope, headers, body, content), send)

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> _Body:
        body, told = _Body(), headers.get("content-length")
        if "transfer-encoding" not in headers and not 0 < _number(told) <= self._largest:
            return body
        pace = _Pace()
        try:
            await self._take_in(body, receive, pace)
        except asyncio.CancelledError:
            if not pace.too_slow:
                raise
            body.too_slow = True
        except _GoneError:
            body.cut = True
        finally:
            pace.end()
        return body

    async def _take_in(self, body: _Body, receive: Receive, pace: _Pace) -> None:
        more = True
        while more and body.size <= self._largest:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            piece = message.get("body", b"")
            body.add(piece)
            pace.came += len(piece)
            more = message.get("more_body", False)

    async def _answer(self, environ: WSGIEnvironment, send: Send) -> None:
        """Have a thread make the answer, and send it piece by piece: a slow reader holds no thread either."""
        loop, context = asyncio.get_running_loop(), contextvars.Context()
        status, headers, pieces = await loop.run_in_executor(self._threads, context.run, self._run, environ)
        start = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": start})
        if isinstance(pieces, list):
            await send({"type": "http.response.body", "body": b"".join(pieces), "more_body": False})
            return
        each = iter(pieces)

        def another() -> bytes | None:
            return next(each, None)

        try:
            while (piece := await loop.run_in_executor(self._threads, context.run, another)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if close := getattr(pieces, "close", None):
                await loop.run_in_executor(self._threads, context.run, close)

    def _run(self, environ: WSGIEnvironment) -> tuple[int, Headers, Iterable[bytes]]:
        told: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _failed: Any = None) -> Callable[[bytes], object]:
            told.append((int(status.split(" ", 1)[0]), headers))
            return lambda _: None

        pieces = self._application(environ, start_response)
        return (*told[-1], pieces)


async def _refuse(send: Send) -> None:
    """Say that the body was none: to somebody whose chunks cannot be read; whose line broke hears nothing any more."""
    said = {"type": "about:blank", "title": "Bad Request", "status": 400, "code": "bad_body"}
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(said).encode(), "more_body": False})


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def _resumable(headers: Headers) -> bool:
    """Whether a part of the body is worth something: an upload that says where it goes on (tus)."""
    return any(name == "upload-offset" for name, _ in headers)


def _environ(scope: Scope, headers: Headers, body: _Body, content: IO[bytes]) -> WSGIEnvironment:
    """The request as WSGI tells it (PEP 3333)."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    path = scope.get("raw_path")
    decoded = unquote_to_bytes(path.split(b"?", 1)[0]) if path else scope["path"].encode()
    environ: dict[str, Any] = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": decoded.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": content,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        HEADER_LINES: len(headers),
    }
    for name, value in headers:
        known = name.upper().replace("-", "_")
        key = known if known in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{known}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    if body.too_slow or body.cut:
        environ["CONTENT_LENGTH"] = str(body.size)
        environ[TOO_SLOW] = body.too_slow
    return environ
