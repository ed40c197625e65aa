"""What every test shares: no network, and where the mirror is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MOBILITY_ROOT", str(ROOT))
MIRROR = Path(os.environ.get("MOBILITY_MIRROR", ROOT.parent / "shared" / "mirror"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("mirror") and not (MIRROR / "INDEX.csv").is_file():
            item.add_marker(pytest.mark.skip(reason=f"no mirror at {MIRROR}"))


@pytest.fixture(autouse=True)
def _no_network(socket_disabled_but_loopback: None) -> None:
    """Every test runs without a network; loopback is allowed."""


@pytest.fixture
def socket_disabled_but_loopback() -> None:
    import pytest_socket

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real agency files."""
    return MIRROR


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Hand-written files in the agencies' layouts."""
    return ROOT / "tests" / "fixtures"
