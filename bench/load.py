"""A closed-loop HTTP client: N connections, each sending its next request when the last was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

#: method, path, headers, body
Request = tuple[str, str, dict[str, str], bytes]


@dataclass
class Outcome:
    """What one load run saw: answers by status and latencies in seconds."""

    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    bytes_received: int = 0

    @property
    def rate(self) -> float:
        """Good answers (2xx) a second."""
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return good / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency that ``share`` of all answers stayed below, in milliseconds."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def run(
    host: str, port: int, requests: Callable[[], Iterator[Request]], *, connections: int, seconds: float
) -> Outcome:
    """Drive the server for ``seconds`` with ``connections`` keep-alive connections."""
    return asyncio.run(_run(host, port, requests, connections, seconds))


async def _run(
    host: str, port: int, requests: Callable[[], Iterator[Request]], connections: int, seconds: float
) -> Outcome:
    outcome = Outcome()
    begun = time.perf_counter()
    until = begun + seconds
    await asyncio.gather(*(_one(host, port, requests(), until, outcome) for _ in range(connections)))
    outcome.seconds = time.perf_counter() - begun
    return outcome


async def _one(host: str, port: int, requests: Iterator[Request], until: float, outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        for request in requests:
            if time.perf_counter() >= until:
                return
            begun = time.perf_counter()
            writer.write(_encoded(host, request))
            status, length, closing = await _answer(reader)
            outcome.latencies.append(time.perf_counter() - begun)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
            outcome.bytes_received += length
            if closing:
                writer.close()
                reader, writer = await asyncio.open_connection(host, port)
    finally:
        writer.close()


def _encoded(host: str, request: Request) -> bytes:
    method, path, headers, body = request
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """Read one answer whole: its status, its length, and whether the server closes the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if headers.get("transfer-encoding") == "chunked":
        length = 0
        while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
            await reader.readexactly(size + 2)
            length += size
        await reader.readexactly(2)
    else:
        length = int(headers.get("content-length", "0"))
        await reader.readexactly(length)
    return status, length, headers.get("connection") == "close"
