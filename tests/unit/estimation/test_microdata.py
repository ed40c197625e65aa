"""Totals of survey records: weights, replicates, areas shared out, small samples withheld."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.estimation._records import ALLOCATION, survey_records

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.estimation.cell_sums import sum_by_cell
from mobility_analysis.estimation.microdata import (
    T79,
    Totals,
    replicate_error,
    replicate_ratio,
    replicate_share,
    totals,
)
from mobility_analysis.framework.tables import WEIGHTS

SHARE, RATIO = "share_hs_degree", "ratio_house_value_households"


def _totals(records: pd.DataFrame, by: tuple[str, ...] = ()) -> Totals:
    numbers = {"has": records["has"].astype(float), "all": pd.Series(1.0, index=records.index)}
    return totals(records, ALLOCATION, numbers, by)


def _shares(records: pd.DataFrame, by: tuple[str, ...] = ()) -> pd.DataFrame:
    found = _totals(records, by)
    rows = replicate_share(found, found.of["has"], found.of["all"], SHARE)
    return rows.set_index(["geoid", "subgroup"])


def test_t_of_79_degrees_of_freedom() -> None:
    assert pytest.approx(1.9905, abs=5e-5) == T79


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 6),
            st.one_of(st.integers(-300, 300), st.sampled_from([-(2**31), 2**31 - 1, 2**30])),
        ),
        max_size=40,
    )
)
def test_sums_by_cell_are_exact_for_any_whole_weights(records: list[tuple[int, int]]) -> None:
    key = np.array([cell for cell, _ in records], dtype=np.intp)
    weight = np.array([each for _, each in records], dtype=np.int32)
    fullest = int(np.bincount(key, minlength=1).max())
    expected = [sum(each for cell, each in records if cell == wanted) for wanted in range(7)]
    assert sum_by_cell(key, weight, 7, fullest).tolist() == expected
    assert sum_by_cell(key, weight.astype(float), 7, fullest).tolist() == expected


def test_the_error_of_two_records_by_hand() -> None:
    """Weights 10 and 30; one replicate doubles the first, one leaves it out (a weight below 0 is used)."""
    statistic = np.full((1, 81), 0.25)
    statistic[0, 1], statistic[0, 2] = 20 / 50, -10 / 20
    assert replicate_error(statistic)[0] == pytest.approx(np.sqrt(0.05 * (0.15**2 + 0.75**2)))


def test_a_county_of_whole_areas_is_what_a_loop_over_its_records_gives() -> None:
    records = survey_records()
    own = records[records["puma"] == "9900100"]
    by_weight = [(own[w] * own["has"]).sum() / own[w].sum() for w in WEIGHTS]
    error = np.sqrt(4 / 80 * sum((each - by_weight[0]) ** 2 for each in by_weight[1:]))
    row = _shares(records).loc["99001", "All"]
    assert row["value"] == pytest.approx(by_weight[0])
    assert row["se"] == pytest.approx(error)
    assert row["n"] == len(own)
    assert row["lower"] < row["value"] < row["upper"]
    assert pd.isna(row["borrowed_from"])
    assert row["sources"] == ["pums@1", "crosswalk@1"]
    assert row["geo_vintage"] == 2022


def test_counties_add_up_to_the_state_and_groups_to_everyone() -> None:
    records = survey_records()
    found = _totals(records, ("gender",))
    rows = found.rows.reset_index(drop=True)
    everyone = (rows["subgroup"] == "All").to_numpy()
    county, state = (
        found.of["all"][everyone & (rows["level"] == level).to_numpy()].sum(axis=0)
        for level in ("county", "state")
    )
    assert county == pytest.approx(records[WEIGHTS].sum().to_numpy(float))
    assert state == pytest.approx(county)
    of_groups = found.of["has"][~everyone & (rows["geoid"] == "99004").to_numpy()].sum(axis=0)
    whole = found.of["has"][everyone & (rows["geoid"] == "99004").to_numpy()][0]
    assert of_groups == pytest.approx(whole)
    assert found.everyone()["has"].shape == found.of["has"].shape


def test_two_counties_of_one_area_have_its_value_and_say_so() -> None:
    found = _shares(survey_records())
    second, third = found.loc["99002", "All"], found.loc["99003", "All"]
    for column in ("value", "lower", "upper", "se"):
        assert second[column] == pytest.approx(third[column])
    assert second["borrowed_from"] == third["borrowed_from"] == "9900200"
    assert second["n"] == pytest.approx(third["n"] * 2.5)
    # 0.5 of the area's people are 002's; 0.2 are 003's.
    assert second["reasons"] == ["survey_area_shared"]
    assert third["reasons"] == ["survey_area_mostly_others"]


def test_a_county_in_two_areas_weighs_them_by_its_people_in_each() -> None:
    records = survey_records()
    factor = records["puma"].map({"9900200": 0.3, "9900300": 0.25}).fillna(0)
    expected = (records["w0"] * factor * records["has"]).sum() / (records["w0"] * factor).sum()
    row = _shares(records).loc["99004", "All"]
    assert row["value"] == pytest.approx(expected)
    assert row["borrowed_from"] == "9900200+9900300"


def test_fewer_than_thirty_expected_interviews_are_no_value() -> None:
    records = survey_records()
    in_area = (records["puma"] == "9900200").cumsum().where(records["puma"] == "9900200")
    kept = records[(records["puma"] != "9900200") | (in_area <= 149)]
    found = _shares(kept.reset_index(drop=True))
    assert found.loc["99003", "All"]["missing_reason"] == "too_few_records"  # 0.2 x 149 = 29.8
    assert pd.isna(found.loc["99003", "All"]["value"])
    assert pd.isna(found.loc["99003", "All"]["borrowed_from"])
    assert found.loc["99002", "All"]["value"] > 0


def test_a_share_of_one_keeps_its_doubt() -> None:
    row = _shares(survey_records().assign(has=True)).loc["99001", "All"]
    assert (row["value"], row["upper"]) == (1, 1)
    assert np.isnan(row["se"])  # no replicate differs, which does not mean that there is no error
    # The limit of n equal interviews is about 1 - 3.84/n; with unequal weights they are worth less.
    assert 1 - 4 / row["n"] > row["lower"] > 1 - 6 / row["n"]


def test_a_ratio_and_its_inverse_say_the_same() -> None:
    found = _totals(survey_records())
    ratio = found.of["has"] / found.of["all"]
    one, other = (
        replicate_ratio(found, statistic, RATIO).set_index("geoid").loc["99001"]
        for statistic in (ratio, 1 / ratio)
    )
    assert one["lower"] == pytest.approx(1 / other["upper"], rel=1e-3)
    assert one["ci_method"] == "sdr80_log_ratio_t79"


def test_a_state_needs_all_its_areas_and_a_place_lacks_those_the_file_lacks() -> None:
    records = survey_records()
    found = _totals(records[records["puma"] != "9900300"].reset_index(drop=True)).rows
    by_code = found.set_index("geoid")
    assert "99" not in by_code.index and "00" not in by_code.index
    assert by_code.loc["99004", "fit"] == pytest.approx(0.3 * 0.6)
    assert "99005" not in by_code.index


def test_a_statement_about_some_keeps_the_areas_of_all() -> None:
    records = survey_records()
    numbers = {"all": pd.Series(1.0, index=records.index)}
    women_of_two = (records["gender"] == "Female") & (records["puma"] != "9900300")
    found = totals(records, ALLOCATION, numbers, among=women_of_two)
    state = (found.rows["geoid"] == "99").to_numpy()
    assert found.of["all"][state][0, 0] == records.loc[women_of_two, "w0"].sum()
    assert found.rows.set_index("geoid").loc["99004", "fit"] == pytest.approx(0.28)


def test_an_area_in_no_crosswalk_stops_the_run() -> None:
    records = survey_records()
    with pytest.raises(
        MissingInput, match=r"pums@1: 1 survey areas of the census of 2020 .* 9900999"
    ):
        _totals(records.assign(puma=records["puma"].replace("9900300", "9900999")))
    with pytest.raises(MissingInput, match="3 survey areas of the census of 2010"):
        _totals(records.assign(puma_vintage=2010))


def test_records_of_two_censuses_in_one_file_stop_the_run() -> None:
    records = survey_records()
    records.loc[records.index[:10], "puma_vintage"] = 2010
    both = pd.concat([ALLOCATION, ALLOCATION.assign(puma_vintage=2010)])
    with pytest.raises(MissingInput, match="census of 2010 and 2020"):
        totals(records, both, {"all": pd.Series(1.0, index=records.index)})
