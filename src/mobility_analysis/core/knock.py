"""Which servers can be reached: all are asked at once, so that without a network there is one wait."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import requests

from mobility_analysis.core.errors import Unreachable
from mobility_analysis.core.web import LATER, host_of

PORTS = {"https": 443, "http": 80}
TRIES, PAUSE = 2, 0.5
CONNECT = 8.0
# Seconds for all servers together. It includes looking up names, which has no time limit of its own.
LONGEST = 20.0


def out_of_reach(urls: Iterable[str], longest: float = LONGEST) -> dict[str, Unreachable]:
    """The servers of ``urls`` (or their proxies) that accept no connection, each with its error."""
    doors = {host_of(url): url for url in urls}
    found: dict[str, Exception | None] = {}

    def look(host: str, url: str) -> None:
        found[host] = _knock(url)

    threads = [
        threading.Thread(target=look, args=door, daemon=True, name=f"knock at {door[0]}")
        for door in doors.items()
    ]
    until = time.monotonic() + longest
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    silent = TimeoutError(f"no answer within {longest:g} seconds")
    return {
        host: Unreachable(
            f"{host}: no connection ({error}).", f"Check the network or proxy. {LATER}"
        )
        for host in doors
        if (error := found.get(host, silent)) is not None
    }


def _knock(url: str) -> Exception | None:
    """Why the server accepts no connection; a quick failure is tried once more, as it may pass."""
    address = _door(url)
    for attempt in range(TRIES):
        began = time.monotonic()
        try:
            socket.create_connection(address, timeout=CONNECT).close()
        except (OSError, UnicodeError) as error:
            if attempt + 1 == TRIES or time.monotonic() - began > PAUSE:
                return error
            time.sleep(PAUSE)
        else:
            return None
    return None


def _door(url: str) -> tuple[str, int]:
    proxies = requests.utils.get_environ_proxies(url)
    proxy = requests.utils.select_proxy(url, proxies)
    parts = urlsplit(proxy if proxy and "://" in proxy else f"http://{proxy}" if proxy else url)
    return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 80)
