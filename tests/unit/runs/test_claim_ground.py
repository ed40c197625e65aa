"""Small areas as claims are judged by them: those of the place's own territory, one measure at a time."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.made_up_run import reseal, write_run

from mobility_analysis.insights.claim_forms import judge_claim
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Ground
from mobility_analysis.runs.claim_ground import ground_of
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData


def _area(
    county: str, number: int, measure: str, low: float | None, high: float
) -> dict[str, object]:
    return {
        "measure": measure,
        "county": county,
        "area": f"{county}0001{number:02}",
        "year": 2023,
        "period": "2019-2023",
        "subgroup": "All",
        "value": None if low is None else (low + high) / 2,
        "lower": low,
        "upper": None if low is None else high,
        "se": None,
        "interval_kind": "none" if low is None else "sampling",
        "numerator": None,
        "denominator": None,
        "grade": None if low is None else 1,
        "reasons": [],
        "missing_reason": "undefined" if low is None else None,
        "sources": ["demo_acs@2023"],
    }


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    paths = write_run(tmp_path_factory.mktemp("areas"))
    rows = [
        _area("99001", 1, "share_poverty", 0.25, 0.35),
        _area("99001", 2, "share_poverty", 0.15, 0.25),
        _area("99001", 3, "share_poverty", 0.05, 0.12),
        _area("99001", 4, "share_poverty", None, 0.0),
        _area("99001", 5, "share_employed", 0.7, 0.8),
        _area("99003", 1, "share_poverty", 0.40, 0.50),
    ]
    path = EstimatesFolder(paths.estimates).small_areas_of("99")
    path.parent.mkdir(exist_ok=True)
    pd.DataFrame(rows).to_parquet(path, index=False)
    reseal(paths)
    return ground_of(read_place(RunData(paths), "99001"), {})


def test_areas_of_the_place_are_counted_and_no_others(ground: Ground) -> None:
    judged = judge_claim(parse_claim("share_poverty areas > 20%"), ground)
    assert judged.words.startswith("In at least 1 of 3 neighborhoods in Alder County, ")
    assert [value.geoid for value in judged.values] == ["99001000101"]
    assert judged.values[0].years_since_end is not None


def test_a_measure_without_areas_is_refused(ground: Ground) -> None:
    judged = judge_claim(parse_claim("share_digital_access areas < 80%"), ground)
    assert not judged.holds
    assert "does not have this number for two or more neighborhoods" in judged.why
