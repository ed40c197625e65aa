"""How the product gets to the agencies on loopback, without knowing it: a resolver, or a proxy.

The resolver works within the process; the proxy, which the environment names, in others too.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from .server import KEY, Agencies

CLOSED = 9  # nobody listens at this port
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")


def environment_of(agencies: Agencies, bundle: Path) -> dict[str, str]:
    """The environment of a process that asks them through a proxy."""
    proxy = f"http://127.0.0.1:{agencies.port}"
    return {
        **dict.fromkeys(PROXIES, proxy),
        "NO_PROXY": "",
        "no_proxy": "",
        "REQUESTS_CA_BUNDLE": str(bundle),
        "CENSUS_API_KEY": KEY,
    }


def resolve(monkeypatch: pytest.MonkeyPatch, agencies: Agencies, bundle: Path) -> None:
    """Every name leads to the agencies; that of a host which is down to a port where nobody listens."""
    known = socket.getaddrinfo

    def look_up(host: Any, port: Any, *given: Any, **options: Any) -> list[Any]:
        if host in ("127.0.0.1", "localhost", None):
            return known(host, port, *given, **options)
        leads_to = CLOSED if agencies.is_down(str(host)) else agencies.port
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", leads_to))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    monkeypatch.setenv("CENSUS_API_KEY", KEY)
