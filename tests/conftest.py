"""What every test shares: no network, where the mirror is, and which tests stay in one process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MOBILITY_ROOT", str(ROOT))
MIRROR = Path(os.environ.get("MOBILITY_MIRROR", ROOT.parent / "shared" / "mirror"))
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_resolved: dict[str, set[str]] = {}
# Where several processes share the tests, the folders with the longest groups come first, so that no
# process is left alone with one of them at the end.
LONGEST = ["pipeline", "mirror", "browser", "unit"]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("mirror") and not (MIRROR / "INDEX.csv").is_file():
            item.add_marker(pytest.mark.skip(reason=f"no mirror at {MIRROR}"))
        if not (item.get_closest_marker("apart") or item.get_closest_marker("xdist_group")):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(ROOT / "tests").parts[0]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


@pytest.hookimpl(tryfirst=True)  # before fixtures of any scope are made
def pytest_runtest_setup() -> None:
    """Every test and fixture runs without a network; loopback is allowed."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True, resolution_cache=_resolved)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real agency files."""
    return MIRROR


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Hand-written files in the agencies' layouts."""
    return ROOT / "tests" / "fixtures"
