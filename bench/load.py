"""A closed-loop HTTP client: N connections, each sending its next request when the last was answered."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

#: What the client spends is lost to the server beside it: a photograph leaves it in one go.
_WHOLE_PHOTOGRAPH: Final = 1 << 20
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_IN_CHUNKS: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class Request(NamedTuple):
    """One request; ``ends`` marks the last one of the act that is counted and timed.

    ``rest`` follows the body: a large content is put together once, when it is sent.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    ends: bool = True
    rest: bytes = b""


@dataclass
class Outcome:
    """What one load run saw: answers by status, and the acts that were done with their latencies in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    bytes_received: int = 0

    @classmethod
    def of_all(cls, rounds: Iterable[Outcome]) -> Outcome:
        """What several runs saw together."""
        whole = cls()
        for one in rounds:
            whole.statuses += one.statuses
            whole.latencies += one.latencies
            whole.seconds += one.seconds
            whole.bytes_received += one.bytes_received
        return whole

    @property
    def rate(self) -> float:
        """Acts a second whose every answer was good (2xx)."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def refused(self) -> int:
        """Answers that were not good."""
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 300)

    def percentile(self, share: float) -> float:
        """The latency that ``share`` of all acts stayed below, in milliseconds."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def run(port: int, requests: Callable[[], Iterator[Request]], *, connections: int, seconds: float) -> Outcome:
    """Drive the server on this machine for ``seconds`` with ``connections`` keep-alive connections."""
    return asyncio.run(_run(port, requests, connections, seconds))


async def _run(
    port: int, requests: Callable[[], Iterator[Request]], connections: int, seconds: float
) -> Outcome:
    outcome = Outcome()
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    until = begun + seconds
    ends = []
    for _ in range(connections):
        one = _Connection(requests(), until, outcome, loop.create_future())
        ends.append(one.end)
        await loop.create_connection(lambda one=one: one, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    outcome.seconds = time.perf_counter() - begun
    return outcome


class _Connection(asyncio.Protocol):
    """One keep-alive connection that sends its next request when the last was answered."""

    def __init__(
        self, requests: Iterator[Request], until: float, outcome: Outcome, end: asyncio.Future[None]
    ) -> None:
        self.end = end
        self._requests, self._until, self._outcome = requests, until, outcome
        self._answer = Answer()
        self._begun, self._good, self._is_last = 0.0, True, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)
        line: socket.socket = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _WHOLE_PHOTOGRAPH)
        self._send()

    def _send(self) -> None:
        now = time.perf_counter()
        if not self._begun:
            if now >= self._until:
                self._finish()
                return
            self._begun, self._good = now, True
        request = next(self._requests, None)
        if request is None:
            self._finish()
            return
        self._is_last = request.ends
        self._transport.write(encoded(request))

    def data_received(self, data: bytes) -> None:
        """Take a piece of the answer; when it is whole, count it and send the next request."""
        answer, outcome = self._answer, self._outcome
        try:
            if not answer.hears(data):
                return
        except ValueError as error:
            self._finish(error)
            return
        outcome.statuses[answer.status] += 1
        outcome.bytes_received += answer.length
        self._good = self._good and 200 <= answer.status < 300
        self._answer = Answer()
        if self._is_last:
            if self._good:
                outcome.latencies.append(time.perf_counter() - self._begun)
            self._begun = 0.0
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """The server has left: a measurement that goes on without it is none."""
        self._finish(error or ConnectionError("the server closed the connection"))

    def _finish(self, error: Exception | None = None) -> None:
        if not self.end.done():
            self.end.set_exception(error) if error else self.end.set_result(None)
            self._transport.close()


def encoded(request: Request) -> bytes:
    """The request as HTTP/1.1."""
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(request.body) + len(request.rest)}",
    ]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return b"".join(("\r\n".join(lines).encode(), b"\r\n\r\n", request.body, request.rest))


class Answer:
    """An answer that arrives in pieces: its status and the length of its content, once it is whole."""

    def __init__(self) -> None:
        self.status = 0
        self.length = 0
        self._heard = b""
        self._content_at: int | None = None
        self._wanted: int | None = None  # None: the content comes in chunks

    def hears(self, piece: bytes) -> bool:
        """Take the next piece; True when nothing is missing any more.

        Raises:
            ValueError: this is no answer of HTTP/1.1.
        """
        self._heard = self._heard + piece if self._heard else piece
        if self._content_at is None:
            end = self._heard.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self._heard[:end]
            self.status = int(head.split(maxsplit=2)[1])
            self._content_at = end + 4
            if not _IN_CHUNKS.search(head):
                told = _LENGTH.search(head)
                self._wanted = int(told[1]) if told else 0
        arrived = len(self._heard) - self._content_at
        if self._wanted is not None:
            self.length = self._wanted
            return arrived >= self._wanted
        if not self._heard.endswith(b"\r\n0\r\n\r\n", self._content_at - 2):
            return False
        self.length = _length_of_chunks(self._heard, self._content_at)
        return True


def _length_of_chunks(heard: bytes, at: int) -> int:
    length = 0
    while True:
        end = heard.index(b"\r\n", at)
        size = int(heard[at:end], 16)
        if not size:
            return length
        length += size
        at = end + 2 + size + 2
