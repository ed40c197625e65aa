"""One server on loopback that stands for all agencies: asked directly, or as a proxy before them.

It is each host that is asked for, by the name in the request, and gives what that host's addresses hold. A host
can have a bad day, one of :data:`DAYS`.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KEY = "0123456789abcdef"  # of the Census Bureau's API
KEY_PAGE = "/data/invalid_key.html"
GUESTBOOK = b"<!DOCTYPE html>\n<html><body><form>Please sign our guestbook.</form></body></html>\n"
HANDSHAKE = b"\x16"  # the first byte of an encrypted connection
PROMISED, REFUSED, BUSY, AWAY = 202, 403, 429, 502
DAYS = {
    "down": "nobody is there",
    "promises": "202 and an empty body, every time",
    "guestbook": "a web page with status 200, every time",
    "wants a contact": "403 to whom it could not write an e-mail",
    "busy": "429 to its first request, which may be asked again after a second",
    "cut": "the connection breaks off in the middle of the first answer of each file",
    "stalls": "silence in the middle of the first answer of each file",
    "drips": "a byte now and then, every time",
}


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str = "application/octet-stream"
    needs_key: bool = False

    @property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Asked:
    """A request: its host, its path with the query (without the key), and its headers."""

    host: str
    target: str
    headers: Mapping[str, str]
    status: int

    @property
    def url(self) -> str:
        return self.host + self.target


class Agencies:
    """Gives ``answers``, by address without its scheme, until the end of the ``with``.

    Attributes
    ----------
    days
        Of :data:`DAYS`, by host; all other hosts are well.
    asked
        Every request that got an answer, in order.
    most_at_once
        Connections that were open at the same time, by host.
    """

    def __init__(self, answers: Mapping[str, Answer], context: ssl.SSLContext) -> None:
        self.answers, self.context = answers, context
        self.days: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._begun: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Agencies:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def begin(self, days: Mapping[str, str] | None = None) -> None:
        """Another day: nothing was asked yet, and only the hosts of ``days`` are not well."""
        self.days = dict(days or {})
        assert set(self.days.values()) <= set(DAYS), self.days
        self.asked = []
        self._begun.clear()
        self.most_at_once = Counter()

    def is_down(self, host: str) -> bool:
        return self.days.get(host) == "down"

    def requests(self, host: str = "") -> Counter[str]:
        """How often each address was asked for."""
        return Counter(each.url for each in self.asked if host in ("", each.host))

    def is_first(self, what: str) -> bool:
        with self._lock:
            self._begun[what] += 1
            return self._begun[what] == 1

    @contextlib.contextmanager
    def connected(self, host: str) -> Iterator[None]:
        with self._lock:
            self._open[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._open[host])
        try:
            yield
        finally:
            with self._lock:
                self._open[host] -= 1

    def _handler(self) -> Callable[..., BaseHTTPRequestHandler]:
        agencies = self

        class Handler(_Handler):
            def __init__(self, *given: Any) -> None:
                self.agencies = agencies
                super().__init__(*given)

        return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    agencies: Agencies

    def setup(self) -> None:
        if self.request.recv(1, socket.MSG_PEEK) == HANDSHAKE:
            self._encrypt()
        super().setup()
        self._connections = contextlib.ExitStack()
        self._host = ""

    def finish(self) -> None:
        self._connections.close()
        super().finish()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_CONNECT(self) -> None:
        """As a proxy: from here on the connection is one to the host."""
        if self.agencies.is_down(self.path.rpartition(":")[0]):
            self._give_status(AWAY)
            return
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._encrypt()
        super().setup()
        self.close_connection = False  # Python 3.11 asks for the tunnel in HTTP/1.0

    def _encrypt(self) -> None:
        self.request = self.agencies.context.wrap_socket(self.request, server_side=True)

    def do_GET(self) -> None:
        host, target, key = self._asked_for()
        today = self.agencies.asked  # an answer that stalls may end on another day
        if host != self._host:
            self._host = host
            self._connections.enter_context(self.agencies.connected(host))
        status = self._answer(host, target, key)
        today.append(Asked(host, target, dict(self.headers), status))

    def _asked_for(self) -> tuple[str, str, str]:
        """(host, path and query without the key, key)."""
        parts = urlsplit(self.path)
        host = parts.netloc or self.headers["Host"]
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        key = next((value for name, value in pairs if name == "key"), "")
        query = "&".join(f"{name}={value}" for name, value in pairs if name != "key")
        return host, parts.path + (f"?{query}" if query else ""), key

    def _answer(self, host: str, target: str, key: str) -> int:
        day = self.agencies.days.get(host, "")
        if (refusal := self._refusal(host, day)) is not None:
            return refusal
        answer = self.agencies.answers.get(host + target)
        if answer is None:
            return self._give_status(404)
        if answer.needs_key and key != KEY:
            return self._give_status(302, Location=f"https://{host}{KEY_PAGE}")
        is_first = self.agencies.is_first(host + target)
        return self._give(answer, day if day == "drips" or is_first else "")

    def _refusal(self, host: str, day: str) -> int | None:
        """The status of a host that gives nothing, this time or ever."""
        if day == "promises":
            return self._give_status(PROMISED)
        if day == "guestbook":
            return self._give(Answer(GUESTBOOK, "text/html; charset=UTF-8"))
        if day == "wants a contact" and "@" not in self.headers["User-Agent"]:
            return self._give_status(REFUSED)
        if day == "busy" and self.agencies.is_first(host):
            return self._give_status(BUSY, **{"Retry-After": "1"})
        return None

    def _give_status(self, status: int, **headers: str) -> int:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()
        return status

    def _give(self, answer: Answer, day: str = "") -> int:
        start = self._start_of_rest(answer)
        size = len(answer.body)
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(size - start))
        self.send_header("ETag", answer.tag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        with contextlib.suppress(OSError):  # the client may have given up
            self._send(answer.body[start:], day)
        return 206 if start else 200

    def _start_of_rest(self, answer: Answer) -> int:
        asked = self.headers.get("Range", "")
        is_same = self.headers.get("If-Range", answer.tag) == answer.tag
        return int(asked.removeprefix("bytes=").rstrip("-")) if asked and is_same else 0

    def _send(self, body: bytes, day: str) -> None:
        self.close_connection = day in ("cut", "stalls", "drips")
        if day == "drips":
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                time.sleep(0.1)
        half = len(body) // 2 if day in ("cut", "stalls") else len(body)
        self.wfile.write(body[:half])
        if day == "stalls":
            time.sleep(3)
