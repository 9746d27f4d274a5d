"""A closed-loop HTTP client: N connections, each sending its next request when the last was answered."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

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
    begun = time.perf_counter()
    until = begun + seconds
    await asyncio.gather(*(_one(port, requests(), until, outcome) for _ in range(connections)))
    outcome.seconds = time.perf_counter() - begun
    return outcome


async def _one(port: int, requests: Iterator[Request], until: float, outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _WHOLE_PHOTOGRAPH)
    begun, good = 0.0, True
    try:
        for request in requests:
            now = time.perf_counter()
            if not begun:
                if now >= until:
                    return
                begun, good = now, True
            writer.write(encoded(request))
            status, length = await answer(reader)
            outcome.statuses[status] += 1
            outcome.bytes_received += length
            good = good and 200 <= status < 300
            if request.ends:
                if good:
                    outcome.latencies.append(time.perf_counter() - begun)
                begun = 0.0
    finally:
        writer.close()


def encoded(request: Request) -> bytes:
    """The request as HTTP/1.1."""
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(request.body) + len(request.rest)}",
    ]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return b"".join(("\r\n".join(lines).encode(), b"\r\n\r\n", request.body, request.rest))


async def answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Read one answer whole: its status and the length of its content."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(maxsplit=2)[1])
    if not _IN_CHUNKS.search(head):
        told = _LENGTH.search(head)
        length = int(told[1]) if told else 0
        await reader.readexactly(length)
        return status, length
    length = 0
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        await reader.readexactly(size + 2)
        length += size
    await reader.readexactly(2)
    return status, length
