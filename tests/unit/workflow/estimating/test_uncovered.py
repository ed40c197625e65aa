"""A file of a part of the nation is not said to lack an entry for the rest of it."""

from __future__ import annotations

import pandas as pd

from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.estimating.uncovered import files_of_a_part, name_uncovered

OF_A_STATE, OF_A_COUNTY, NATIONAL = "a@25", "a@21111", "a@all"
COVERED = {OF_A_STATE: ("25",), OF_A_COUNTY: ("21111",)}
LACKING, OUTSIDE = "no_source_row", "outside_the_file"


def _reasons(*rows: tuple[str, str, list[str], str | None]) -> list[str | None]:
    frame = pd.DataFrame(rows, columns=["level", "geoid", "sources", "missing_reason"])
    found = name_uncovered(frame, COVERED)["missing_reason"]
    return [None if pd.isna(reason) else str(reason) for reason in found]


def test_places_outside_a_states_file_are_told_apart_from_its_own() -> None:
    assert _reasons(
        ("county", "39153", [OF_A_STATE], LACKING),
        ("county", "25001", [OF_A_STATE], LACKING),
        ("state", "39", [OF_A_STATE], LACKING),
        ("nation", "00", [OF_A_STATE], LACKING),
        ("place", "3901000", [OF_A_STATE], LACKING),
        ("place", "2507000", [OF_A_STATE], LACKING),
    ) == [OUTSIDE, LACKING, OUTSIDE, OUTSIDE, OUTSIDE, LACKING]


def test_a_file_of_one_county_covers_neither_its_neighbor_nor_its_state() -> None:
    assert _reasons(
        ("county", "21111", [OF_A_COUNTY], LACKING),
        ("county", "21113", [OF_A_COUNTY], LACKING),
        ("state", "21", [OF_A_COUNTY], LACKING),
        ("place", "2111122", [OF_A_COUNTY], LACKING),
    ) == [LACKING, OUTSIDE, OUTSIDE, LACKING]


def test_other_reasons_values_and_national_files_stay_as_they_are() -> None:
    assert _reasons(
        ("county", "39153", [OF_A_STATE], "suppressed_by_source"),
        ("county", "39153", [OF_A_STATE], None),
        ("county", "39153", [NATIONAL, OF_A_STATE], LACKING),
        ("county", "39153", [], LACKING),
    ) == ["suppressed_by_source", None, LACKING, LACKING]


def test_releases_declare_what_they_cover_by_codes_of_states_or_counties() -> None:
    found = files_of_a_part(
        {name: module.SOURCE.vintages for name, module in source_modules().items()}
    )
    assert found["cnt_ht_index@undated-tract-ma25"] == ("25",)
    assert found["census_acs@5yr-2017-tract-ky21111-aff"] == ("21111",)
    assert {len(code) for codes in found.values() for code in codes} <= {2, 5}
    assert "census_acs@5yr-2018-tract-oeps" not in found
