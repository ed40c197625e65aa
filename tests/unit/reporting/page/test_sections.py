""" "Not in this report" names the files that the run went without, and why."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mobility_analysis.reporting.page import sections

FACT = {
    "source": "epa_aqi",
    "name": "EPA, Air Quality System",
    "why": "the file could not be fetched: aqs.epa.gov could not be reached",
    "since": "2026-01-02",
}


@pytest.fixture(autouse=True)
def _with_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outlines, small areas and the place's own records are the matter of other tests."""
    monkeypatch.setattr(sections, "absent_maps", lambda _: [])
    monkeypatch.setattr(sections, "absent_local", lambda _: [])


def _section(absent: dict[str, str], *facts: dict[str, Any]) -> str:
    record = SimpleNamespace(metrics_absent={}, measures_absent=absent, set_aside=facts, remarks=())
    return sections.absent_section(SimpleNamespace(record=record))


def test_releases_with_the_same_trouble_share_a_line() -> None:
    text = _section({}, *(FACT | {"vintage": str(year)} for year in (2022, 2023)))
    assert text.count("<li>") == 1
    assert "<strong>EPA, Air Quality System (epa_aqi), 2022, 2023</strong>: the file could" in text
    assert "could not be reached (since 2026-01-02)." in text
    assert "more metrics and measures" not in text


def test_where_nothing_is_absent_there_is_no_such_section() -> None:
    assert _section({}).strip() == ""
    only = _section({"rate_learning": "No source of this run has it."})
    assert "No source of this run has it." in only and "were set aside" not in only
