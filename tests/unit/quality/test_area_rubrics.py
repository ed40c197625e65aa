"""Values of survey areas: as weak as the weaker of sampling error and geography."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.quality.rubrics import RUBRICS


def _row(width: float, reasons: list[str], borrowed: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subgroup": ["Female"],
            "n": [200.0],
            "value": [0.5],
            "lower": [0.5 - width / 2],
            "upper": [0.5 + width / 2],
            "se": [width / 4],
            "reasons": [reasons],
            "borrowed_from": [borrowed],
            "route": ["acs_microdata"],
        }
    )


@pytest.mark.parametrize(
    ("width", "reasons", "borrowed", "grade"),
    [
        (0.05, ["survey_area_whole"], None, 1),
        (0.20, ["survey_area_whole"], None, 2),  # a wide margin
        (0.05, ["survey_area_shared"], "9900500", 2),  # precise, of a larger area
        (0.40, ["survey_area_shared"], "9900500", 3),
        (0.05, ["survey_area_mostly_others"], "9900500", 3),
        (0.05, [], None, 2),  # nothing is known about the area
        (0.05, ["survey_area_whole"], "9900500", 2),  # borrowed is never strong
    ],
)
def test_the_weaker_of_error_and_area(
    width: float, reasons: list[str], borrowed: str | None, grade: int
) -> None:
    grades, _ = RUBRICS["microdata_share"](_row(width, reasons, borrowed))
    assert grades.tolist() == [grade]


def test_ratios_go_by_their_coefficient_of_variation() -> None:
    grades, reasons = RUBRICS["microdata_ratio"](_row(0.4, ["survey_area_whole"]))
    assert grades.tolist() == [2]  # 0.1 of 0.5
    assert reasons.tolist() == [["wide_interval"]]


def test_a_published_table_of_the_place_is_graded_by_its_margin_alone() -> None:
    grades, _ = RUBRICS["microdata_share"](_row(0.05, []).assign(route="acs_table"))
    assert grades.tolist() == [1]
