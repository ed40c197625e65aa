"""What a report goes without: metrics and measures on its page, files on the page of sources."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mobility_analysis.reporting.page import sections, sources_page
from mobility_analysis.runs.run_record import FOR_THE_RUN

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


def _section(absent: dict[str, str]) -> str:
    record = SimpleNamespace(metrics_absent={}, measures_absent=absent)
    return sections.absent_section(SimpleNamespace(record=record))


def test_releases_with_the_same_trouble_share_a_line() -> None:
    facts = tuple(FACT | {"vintage": str(year)} for year in (2022, 2023))
    ((label, why),) = sources_page.aside_rows(
        SimpleNamespace(record=SimpleNamespace(set_aside=facts))
    )
    assert label == "EPA, Air Quality System (epa_aqi), 2022, 2023"
    assert why.startswith("the file could") and why.endswith("not be reached (since 2026-01-02).")


def test_where_nothing_is_absent_there_is_no_such_section() -> None:
    assert _section({}).strip() == ""
    assert "No source has it." in _section({"rate_learning": "No source has it."})


def test_measures_of_one_reason_share_a_line_and_advice_to_who_runs_it_is_left_out() -> None:
    why = f"No source has it.{FOR_THE_RUN}a run takes it where it is asked to (--with pums)."
    text = _section({"rate_learning": why, "share_hs_degree": why})
    assert text.count("<li>") == 1 and "--with" not in text
