"""What every test shares: no network, where the mirror is, and which tests share a process."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from tests.tracing import traced_as_needed

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("MOBILITY_ROOT", str(ROOT))
MIRROR = Path(os.environ.get("MOBILITY_MIRROR", ROOT.parent / "shared" / "mirror"))
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
_resolved: dict[str, set[str]] = {}
# How long an example takes depends on what else the machine does: no test fails for it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def _stop_tracing() -> None:
    threading.settrace(None)
    sys.settrace(None)


# A fork ends without a word about the lines it ran; to trace them costs a third of its work.
os.register_at_fork(after_in_child=_stop_tracing)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("mirror") and not (MIRROR / "INDEX.csv").is_file():
            item.add_marker(pytest.mark.skip(reason=f"no mirror at {MIRROR}"))
    if "PYTEST_XDIST_WORKER" in os.environ:
        from tests.processes import turn_of

        items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.processes import Groups

    return Groups(config, log)


@pytest.hookimpl(tryfirst=True)  # before fixtures of any scope are made
def pytest_runtest_setup() -> None:
    """Every test and fixture runs without a network; loopback is allowed."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True, resolution_cache=_resolved)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    with traced_as_needed(item):
        return (yield)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real agency files."""
    return MIRROR


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Hand-written files in the agencies' layouts."""
    return ROOT / "tests" / "fixtures"
