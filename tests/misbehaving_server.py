"""A real HTTP server on loopback that does, per path, what agencies' servers do on bad days."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Page:
    """What a path answers.

    ``failures`` come first, one a request: a status, ``"cut"`` (half of the body, then the connection
    closes), ``"stall"`` (half of the body, then nothing for ``delay`` seconds), ``"slow"`` (no answer
    for ``delay`` seconds), ``"hang up"``, ``"drip"`` and ``"drip head"`` (a byte every ``delay`` seconds,
    of the body or of the head) or ``"endless"`` (the body over and over, without a length).
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/csv"
    failures: list[int | str] = field(default_factory=list)
    resumes: bool = True
    tag: str = '"v1"'
    delay: float = 1.0
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.most_at_once, self._at_once, self._count = 0, 0, threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, path: str, body: bytes = b"", **options: Any) -> str:
        self.pages[path] = Page(body, **options)
        return self.url + path

    def hits(self) -> Counter[str]:
        return Counter(path for path, _, _ in self.requests)

    def queries(self, path: str) -> list[str]:
        return [query for asked, query, _ in self.requests if asked == path]

    def ranges(self, path: str) -> list[str]:
        return [headers.get("Range", "") for asked, _, headers in self.requests if asked == path]

    @contextlib.contextmanager
    def counted(self) -> Iterator[None]:
        """Counts requests that are answered at the same time."""
        with self._count:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._count:
                self._at_once -= 1

    def _handler(self) -> Callable[..., BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Silence."""

            def do_CONNECT(self) -> None:
                """As a proxy that finds nobody."""
                server.requests.append((self.path, "", dict(self.headers)))
                self.send_error(502, "Nobody there")

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                server.requests.append((parts.path, parts.query, dict(self.headers)))
                page = server.pages.get(parts.path, Page(status=404))
                with server.counted():
                    _answer(self, page, page.failures.pop(0) if page.failures else None)

        return Handler


def _answer(request: BaseHTTPRequestHandler, page: Page, failure: int | str | None) -> None:
    if failure == "hang up":
        request.close_connection = True
        return
    if failure == "slow":
        time.sleep(page.delay)
    if failure in ("drip", "drip head", "endless"):
        with contextlib.suppress(OSError):
            _answer_without_end(request, page, failure)
        return
    start = _start_of_rest(request, page)
    body = page.body[start:]
    status = failure if isinstance(failure, int) else 206 if start else page.status
    request.send_response(status)
    request.send_header("Content-Type", page.content_type)
    request.send_header("Content-Length", str(0 if isinstance(failure, int) else len(body)))
    if page.resumes:
        request.send_header("ETag", page.tag)
    if start:
        request.send_header("Content-Range", f"bytes {start}-{len(page.body) - 1}/{len(page.body)}")
    for name, value in page.headers.items():
        request.send_header(name, value)
    request.end_headers()
    if isinstance(failure, int):
        return
    with contextlib.suppress(OSError):  # the client may have given up
        is_half = failure in ("cut", "stall")
        request.wfile.write(body[: len(body) // 2] if is_half else body)
        if failure == "stall":
            time.sleep(page.delay)


def _answer_without_end(request: BaseHTTPRequestHandler, page: Page, how: int | str) -> None:
    request.close_connection = True
    start = _start_of_rest(request, page)
    head = f"HTTP/1.1 {206 if start else 200} OK\r\nContent-Type: {page.content_type}\r\n"
    if page.resumes:
        head += f"ETag: {page.tag}\r\n"
    if start:
        head += f"Content-Range: bytes {start}-{len(page.body) - 1}/{len(page.body)}\r\n"
    if how == "drip head":
        _drip(request, head.encode() + b"X-Long: " + b"x" * 10_000, page.delay)
    request.wfile.write(head.encode() + b"\r\n")
    if how == "drip":
        _drip(request, page.body[start:], page.delay)
    for _ in range(10_000):
        request.wfile.write(page.body)


def _drip(request: BaseHTTPRequestHandler, content: bytes, delay: float) -> None:
    for place in range(len(content)):
        request.wfile.write(content[place : place + 1])
        time.sleep(delay)


def _start_of_rest(request: BaseHTTPRequestHandler, page: Page) -> int:
    asked = request.headers.get("Range", "")
    is_same = request.headers.get("If-Range", page.tag) == page.tag
    if not (asked and page.resumes and is_same):
        return 0
    return int(asked.removeprefix("bytes=").rstrip("-"))
