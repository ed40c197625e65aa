"""Series are joined only as far back as they are one series."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.core.io import read_yaml
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.breaks import BREAKS_FILE, last_break, to_know_of_a_change
from mobility_analysis.insights.selection import Selection, period_length
from mobility_analysis.insights.trends import break_words, stretches, trends


def _rows(measure: str, geoid: str, values: dict[tuple[int, str], float]) -> pd.DataFrame:
    rows = [
        {
            "measure": measure,
            "level": "county",
            "geoid": geoid,
            "year": year,
            "period": period,
            "value": value,
            "grade": 2,
            "subgroup": "All",
            "subgroup_type": "all",
            "scheme": "residents",
        }
        for (year, period), value in values.items()
    ]
    frame = pd.DataFrame(rows)
    for column in ("reasons", "sources"):
        frame[column] = [[] for _ in range(len(frame))]
    return conform(frame)


def test_debt_of_2023_is_not_joined_to_earlier_years() -> None:
    years = {(year, str(year)): 0.3 for year in (2018, 2020, 2022, 2023)}
    selection = Selection(_rows("share_debt_coll", "39153", years))
    latest = selection.latest("share_debt_coll", "39153")
    assert latest is not None and latest.year == 2023
    assert [value.year for value in selection.trend(latest)] == [2023]
    found = selection.break_before(latest)
    assert found is not None and "credit bureaus" in found.why


def test_values_before_the_break_are_still_joined_to_one_another() -> None:
    years = {(year, str(year)): 0.3 for year in (2018, 2020, 2022)}
    selection = Selection(_rows("share_debt_coll", "39153", years))
    latest = selection.latest("share_debt_coll", "39153")
    assert latest is not None
    assert [value.year for value in selection.trend(latest)] == [2018, 2020, 2022]
    assert selection.break_before(latest) is None


def test_a_series_is_cut_at_its_breaks_and_says_why() -> None:
    years = {(year, str(year)): 0.3 for year in (2018, 2020, 2022, 2023)}
    selection = Selection(_rows("share_debt_coll", "39153", years))
    latest = selection.latest("share_debt_coll", "39153")
    assert latest is not None
    found = stretches(selection, latest)
    assert [[value.year for value in each.values] for each in found] == [[2018, 2020, 2022], [2023]]
    (text,) = break_words(found).values()
    assert text.startswith("Break before 2023: Since July 2022 credit bureaus leave out")


def test_a_change_of_source_is_a_break_and_a_reason_is_told_once() -> None:
    years = {(year, str(year)): 0.3 for year in (2018, 2019, 2020)}
    rows = _rows("rate_injury_death", "39153", years)
    rows["sources"] = [["one@1"], ["other@1"], ["one@2"]]
    selection = Selection(rows)
    latest = selection.latest("rate_injury_death", "39153")
    assert latest is not None
    found = stretches(selection, latest)
    assert [len(each.values) for each in found] == [1, 1, 1]
    assert list(break_words(found).values()) == [
        "Break before 2019, 2020: The two values come from different sources."
    ]


def test_school_years_follow_one_another_without_a_gap() -> None:
    years = {(year, f"{year}-{year + 1}"): 0.02 for year in range(2015, 2019)}
    selection = Selection(_rows("share_homeless", "39153", years))
    latest = selection.latest("share_homeless", "39153")
    assert latest is not None
    assert [value.year for value in selection.trend(latest)] == [2015, 2016, 2017, 2018]


@pytest.mark.parametrize(("last", "joined"), [(2019, 5), (2020, 1), (2021, 1), (2022, 2)])
def test_the_school_year_of_the_pandemic_stands_alone(last: int, joined: int) -> None:
    years = {(year, f"{year}-{year + 1}"): 0.02 for year in range(2015, last + 1)}
    selection = Selection(_rows("share_homeless", "39153", years))
    latest = selection.latest("share_homeless", "39153")
    assert latest is not None
    assert len(selection.trend(latest)) == joined


@pytest.mark.parametrize(
    "measure", ["share_employed", "share_commute_transit", "share_enrolled_ages_3_4"]
)
def test_five_years_that_hold_2020_continue_those_before_with_a_word_of_it(measure: str) -> None:
    years = {(2019, "2015-2019"): 0.5, (2024, "2020-2024"): 0.4}
    selection = Selection(_rows(measure, "39153", years))
    latest = selection.latest(measure, "39153")
    assert latest is not None
    assert [value.year for value in selection.trend(latest)] == [2019, 2024]
    (change,) = trends(selection, "39153", [measure])
    assert "2020" in change.sentence.partition("2020\u20132024.")[2]
    assert to_know_of_a_change(measure, 2020, 2024) == ""
    assert to_know_of_a_change("share_digital_access", 2019, 2024) == ""


def test_connecticuts_regions_begin_in_2022_and_say_so() -> None:
    found = last_break("share_hs_degree", "09110", 2023)
    assert found is not None and found.first_year == 2022
    assert "planning regions" in found.why
    assert last_break("share_hs_degree", "09110", 2021) is None
    assert last_break("share_hs_degree", "39153", 2023) is None


@pytest.mark.parametrize(
    ("period", "years"), [("2023", 1), ("2021-2022", 1), ("2019-2023", 5), ("2017-2019", 3)]
)
def test_length_of_a_period(period: str, years: int) -> None:
    assert period_length(period) == years


def test_every_declared_break_names_a_measure_of_the_framework() -> None:
    for entry in read_yaml(BREAKS_FILE):
        assert entry["measure"] in registry().measures
        assert entry["why"].endswith(".") and entry["source"]
