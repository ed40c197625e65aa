"""What a report goes without: metrics and measures on its page, files on the page of sources."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from mobility_analysis.reporting.page import sections, sources_page
from mobility_analysis.runs.run_record import FOR_THE_RUN, for_readers

FACT = {
    "source": "epa_aqi",
    "name": "EPA, Air Quality System",
    "why": "the file could not be fetched: aqs.epa.gov could not be reached",
    "since": "2026-01-02",
}
# Today's form, and those of records that earlier versions wrote.
WITH_ADVICE = (
    f"No source has it. It would come from HUD (hud_affh).{FOR_THE_RUN}its files are saved by hand.",
    "No source has it. It would come from HUD (hud_affh): its files are saved by hand (docs/by-hand.md).",
    "No source has it. It would come from PUMS: a run takes it where it is asked to (--with pums).",
    "No source has it. It would come from PUMS: add census_pums@5yr-2023 to params.yaml, then run mobility fetch.",
)
ADVICE = re.compile(r"--with|params\.yaml|mobility fetch|by hand|next run")


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


@pytest.mark.parametrize("why", WITH_ADVICE)
def test_measures_of_one_reason_share_a_line_and_advice_to_who_runs_it_is_left_out(
    why: str,
) -> None:
    text = _section({"rate_learning": why, "share_hs_degree": why})
    assert text.count("<li>") == 1 and "No source has it" in text
    assert for_readers(why).endswith((" (hud_affh).", " PUMS."))
    assert not ADVICE.search(text)


def test_a_reason_without_advice_stays_as_it_is() -> None:
    why = "Set aside in this run. EPA (epa_aqi): the file could not be fetched: it could not be reached."
    assert for_readers(why) == why
