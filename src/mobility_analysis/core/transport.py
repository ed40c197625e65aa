"""One request: redirects are followed with care, and a server that sends too slowly is given up.

The libraries' timeout is for a single read, so a server that sends a byte every half second is never given up.
Here the whole answer must arrive at a least rate, and its head within a time limit.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mobility_analysis.core.errors import Unsafe
from mobility_analysis.core.masking import shown

HOPS = 10
# Allowed redirects by scheme: never from an encrypted address to one that is not.
ALLOWED = {"https": ("https",), "http": ("http", "https")}


def next_address(url: str, location: str) -> str:
    """Where a redirect from ``url`` leads.

    Raises
    ------
    Unsafe
        From https to http, or to anything that is not the web.
    """
    target = urljoin(url, location)
    scheme, new = urlsplit(url).scheme.lower(), urlsplit(target).scheme.lower()
    if new not in ALLOWED.get(scheme, ()):
        raise Unsafe(
            f"{shown(url)} sends on to {shown(target)}, from {scheme} to {new}: not followed.",
            "Open the source's landing page: if the file has a new https address, correct it in the "
            "source's module; a mirror should redirect to https only.",
        )
    return target


@dataclass(frozen=True)
class Pace:
    """The limits: seconds for the head of an answer, then bytes a second over a window."""

    head: float
    window: float
    least: float


class Watch:
    """Closes the connection, from a thread of its own, if the server is slower than the limit.

    Attributes
    ----------
    done
        Bytes of the body so far; the reader adds to it.
    is_slow
        The connection was closed because the server was too slow.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace, self.sockets = pace, list[socket.socket]()
        self.done, self.is_slow = 0, False
        self._has_head, self._is_over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._has_head.set()

    def body_begins(self) -> None:
        """Note that the head of the answer is complete: from here on only its body is timed."""
        self._has_head.set()

    def _run(self) -> None:
        if not self._has_head.wait(self.pace.head):
            self._hang_up()
            return
        before = self.done
        while not self._is_over.wait(self.pace.window):
            if self.done - before < self.pace.least * self.pace.window:
                self._hang_up()
                return
            before = self.done

    def _hang_up(self) -> None:
        """Close the connection; the thread that reads from it then finds the end of the answer."""
        self.is_slow = True
        for each in list(self.sockets):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)


@contextmanager
def asking(
    url: str,
    params: dict[str, str] | None,
    headers: dict[str, str],
    *,
    timeout: tuple[float, float],
    watch: Watch,
    at: Callable[[str], None],
) -> Iterator[requests.Response]:
    """The answer at the end of ``url``'s redirects; its body is still to be read.

    Parameters
    ----------
    timeout
        Seconds to connect, and for a single read.
    at
        Told each address before it is asked, so that an error can name the right one.

    Raises
    ------
    Unsafe, requests.exceptions.RequestException
    """
    with requests.Session() as session:
        line = _Line(watch.sockets)
        session.mount("https://", line)
        session.mount("http://", line)
        response = _follow(session, url, {"params": params, "headers": headers}, timeout, at)
        watch.body_begins()
        try:
            yield response
        finally:
            response.close()


def _follow(
    session: requests.Session,
    url: str,
    options: dict[str, Any],
    timeout: tuple[float, float],
    at: Callable[[str], None],
) -> requests.Response:
    auth: tuple[str, str] | None = None
    for _ in range(HOPS):
        at(url)
        response = session.get(
            url, stream=True, timeout=timeout, allow_redirects=False, auth=auth, **options
        )
        location = session.get_redirect_target(response)
        if location is None:
            return response
        response.close()  # unread: it might have no end
        target = next_address(url, location)
        auth = auth or requests.utils.get_auth_from_url(url)
        if session.should_strip_auth(url, target) or not any(auth):
            auth = None
        url, options = target, {"headers": options["headers"]}
    raise requests.exceptions.TooManyRedirects(f"more than {HOPS} redirects")


def blocks(response: requests.Response, size: int) -> Iterator[bytes]:
    """The body as it arrives; a block holds what is there, even if it is not full.

    Raises
    ------
    requests.exceptions.RequestException
        Of the same kinds as the library's own reading of a body.
    """
    try:
        while block := response.raw.read1(size, decode_content=True):
            yield block
    except urllib3.exceptions.ProtocolError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from None
    except urllib3.exceptions.DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from None
    except urllib3.exceptions.SSLError as error:
        raise requests.exceptions.SSLError(error) from None


class _Line(HTTPAdapter):
    """Reports the sockets it opens, so that another thread can close them."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.sockets = sockets
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pools(self.sockets)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _pools(self.sockets)
        return manager


def _pools(sockets: list[socket.socket]) -> dict[str, type]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
