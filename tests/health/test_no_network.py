"""No test reaches the network, nor does a fixture that a whole session shares."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket")
ELSEWHERE = "192.0.2.1"  # TEST-NET-1, which is nobody's (RFC 5737)


def _try_to_connect() -> str:
    """The name of what went wrong."""
    try:
        socket.create_connection((ELSEWHERE, 80), timeout=0.2).close()
    except (OSError, SocketConnectBlockedError) as error:
        return type(error).__name__
    return "nothing"


@pytest.fixture(scope="session")
def tried_for_all() -> str:
    return _try_to_connect()


def test_a_test_reaches_nobody() -> None:
    assert _try_to_connect() == "SocketConnectBlockedError"


def test_a_fixture_of_the_session_reaches_nobody(tried_for_all: str) -> None:
    assert tried_for_all == "SocketConnectBlockedError"


def test_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
