"""Connections that drip a body stop nobody, a tablet at the mouth of a tunnel gets through, and what came of it is kept.

The server is the one that `make run` starts, on a port of this machine.
"""

from __future__ import annotations

import json
import socket
import time
import urllib.request
import uuid
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import create_app
from bench.server import running
from safety.config import Settings
from safety.database import db
from safety.people import operations as people
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import Cast
from tests.conftest import SECRET
from tests.evidence import samples as pictures
from tests.sync.story import Tablet, enrol
from tests.web.hurried import WINDOW

PATIENCE = 20.0


@dataclass
class Served:
    """A serving installation, Li Qiang's tablet and his bearer token."""

    port: int
    token: str
    tablet: Tablet

    def open(self, method: str, path: str, length: int, **headers: str) -> socket.socket:
        """A connection that has sent the head of a request and nothing of its body."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        given = {
            "Host": "x",
            "Content-Length": str(length),
            "Authorization": f"Bearer {self.token}",
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        line.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())
        return line


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("served")
    settings = Settings(
        secret_key=SECRET, data_dir=folder, database_url=f"sqlite:///{folder / 'served.sqlite3'}"
    )
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        now = datetime.now(UTC)
        with one_transaction():
            the_cast.load()
        with one_transaction():
            _, token = people.create_token(
                actor=Cast().actor("liqiang"), now=now, name="slow", expires_at=now + timedelta(days=1)
            )
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        tablet = enrol(client)
        db.session.remove()
        db.engine.dispose()
    with running(settings, target="tests.web.hurried:serve") as port:
        yield Served(port, token, tablet)


def answer_of(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The answer on a connection, read until the server closes it."""
    got = b""
    with suppress(ConnectionResetError):
        while piece := line.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
    return int(first.split(" ")[1]), headers, body


def seconds_for_somebody_else(served: Served) -> float:
    """How long the sign-in page takes meanwhile."""
    begun = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/sign-in", timeout=PATIENCE) as answer:
        assert answer.status == 200
    return time.monotonic() - begun


@pytest.mark.parametrize("connections", [8, 50])
def test_connections_that_drip_a_body_stop_nobody_and_are_told_408(served: Served, connections: int) -> None:
    paths = ("/sign-in", f"/api/v1/files/{uuid.uuid4()}")
    kinds = ("application/x-www-form-urlencoded", "image/jpeg")
    with ExitStack() as stack:
        lines = [
            stack.enter_context(
                closing(
                    served.open(
                        ("POST", "PUT")[n % 2], paths[n % 2], 60_000, **{"Content-Type": kinds[n % 2]}
                    )
                )
            )
            for n in range(connections)
        ]
        waited, until = [], time.monotonic() + WINDOW
        while time.monotonic() < until:
            for line in lines:
                with suppress(OSError):
                    line.send(b"a")
            waited.append(seconds_for_somebody_else(served))
        with ThreadPoolExecutor(connections) as pool:
            answers = list(pool.map(answer_of, lines))
    assert max(waited) < 2, waited
    assert {status for status, _, _ in answers} == {408}
    assert all(headers["connection"] == "close" for _, headers, _ in answers)
    told = [(headers["content-type"], json.loads(body)) for _, headers, body in answers[1::2]]
    assert {(kind, body["code"]) for kind, body in told} == {("application/problem+json", "http_408")}


def test_a_tablet_at_the_mouth_of_a_tunnel_gets_through(served: Served) -> None:
    """One and a half kilobytes a second, over two windows."""
    picture = pictures.jpeg()
    picture += b"\0" * (6_000 - len(picture))  # what follows the end of a picture is nothing
    path = f"/api/v1/files/{uuid.uuid4()}?name=a.jpg"
    with closing(
        served.open("PUT", path, len(picture), Connection="close", **{"Content-Type": "image/jpeg"})
    ) as line:
        for start in range(0, len(picture), 300):
            line.sendall(picture[start : start + 300])
            time.sleep(0.2)
        status, _, body = answer_of(line)
    assert status != 408, body
    assert status < 500, body


def upload(served: Served) -> tuple[str, bytes]:
    """An announced photograph of the tablet: its path and its bytes."""
    line = served.tablet.photo()
    content = served.tablet.files[line["id"]]
    words = ",".join(f"{name} {b64encode(line[name].encode()).decode()}" for name in ("id", "sha256"))
    with closing(
        served.open(
            "POST",
            "/api/v1/sync/files",
            0,
            Connection="close",
            **served.tablet.headers,
            **{"Upload-Length": str(len(content)), "Upload-Metadata": words},
        )
    ) as asked:
        assert answer_of(asked)[0] == 201
    return f"/api/v1/sync/files/{line['id']}", content


def offset_of(served: Served, path: str) -> int:
    """How far the server says it came."""
    with closing(served.open("HEAD", path, 0, Connection="close", **served.tablet.headers)) as line:
        return int(answer_of(line)[1]["upload-offset"])


def test_of_an_upload_that_was_too_slow_what_came_is_kept_and_it_goes_on(served: Served) -> None:
    path, content = upload(served)
    kind = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with closing(served.open("PATCH", path, len(content), **served.tablet.headers, **kind)) as line:
        line.sendall(content[:100])
        status, headers, _ = answer_of(line)
    assert (status, headers["connection"], headers["upload-offset"]) == (408, "close", "100")
    assert offset_of(served, path) == 100
    with closing(
        served.open(
            "PATCH",
            path,
            len(content) - 100,
            Connection="close",
            **served.tablet.headers,
            **(kind | {"Upload-Offset": "100"}),
        )
    ) as line:
        line.sendall(content[100:])
        assert answer_of(line)[0] == 204


def test_of_an_upload_whose_line_broke_what_came_is_kept(served: Served) -> None:
    path, content = upload(served)
    kind = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with closing(served.open("PATCH", path, len(content), **served.tablet.headers, **kind)) as line:
        line.sendall(content[:100])
    until = time.monotonic() + PATIENCE
    while offset_of(served, path) != 100:
        assert time.monotonic() < until


def test_half_a_form_whose_line_broke_is_no_form(served: Served) -> None:
    """Nothing is done by the fields that came: the application is not asked at all."""
    form = b"name=%E5%8D%8A&password=x"
    with closing(
        served.open("POST", "/sign-in", 500, **{"Content-Type": "application/x-www-form-urlencoded"})
    ) as line:
        line.sendall(form)
    assert seconds_for_somebody_else(served) < 2
    log = (Path(served.tablet.client.application.config["SETTINGS"].data_dir) / "server.log").read_text()
    assert '"method": "POST", "rule": "/sign-in", "status": 4' not in log.replace('"status": 408', "")


def test_chunks_that_are_none_are_told_so(served: Served) -> None:
    """What a broken program sends is its own fault, and said to be."""
    with closing(socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE)) as line:
        line.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"
        )
        status, headers, body = answer_of(line)
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(body)["code"] == "bad_body"


@pytest.mark.parametrize("path", ["/api/v1/sites", "/sign-in"])
def test_a_request_of_too_many_header_lines_is_told_so(served: Served, path: str) -> None:
    """More than 100 the server refuses before ours is asked: then the answer is empty."""
    for lines, expected in ((60, {200, 302}), (95, {431}), (300, {431})):
        more = {f"X-Line-{number}": "a" for number in range(lines)}
        with closing(served.open("GET", path, 0, Connection="close", **more)) as line:
            got, headers, body = answer_of(line)
        assert got in expected, lines
        if lines == 95 and path.startswith("/api/"):
            assert headers["content-type"].startswith("application/problem+json")
            assert json.loads(body)["code"] == "http_431"
