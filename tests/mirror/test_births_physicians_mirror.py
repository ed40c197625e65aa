"""Real files of County Health Rankings and CDC WONDER against each other and published totals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.sources.cdc import wonder_natality
from mobility_analysis.sources.cdc._wonder_export import read_export

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]
PEOPLE = ("census_pep", "v2023-county-agesex")


@pytest.fixture(scope="module")
def births(load: Load) -> pd.DataFrame:
    return load("chr", "2025-measure-files")["births"]


@pytest.fixture(scope="module")
def physicians(load: Load) -> pd.DataFrame:
    return load("chr", "2026-measure-files")["physicians"]


@pytest.fixture(scope="module")
def estimates(tables: Callable[..., Tables], universe: Universe) -> pd.DataFrame:
    found = tables(("chr", "2025-measure-files"), ("chr", "2026-measure-files"), PEOPLE)
    parts = []
    for metric_id in ("neonatal_health", "access_to_health_services"):
        module = metric_modules()[metric_id]
        completed = complete(module.estimate(found), universe, LEVELS)
        parts.append(grade(completed, module.METRIC.rubrics))
    return pd.concat(parts, ignore_index=True)


def _of(estimates: pd.DataFrame, measure: str, level: str = "county") -> pd.DataFrame:
    rows = estimates[(estimates["measure"] == measure) & (estimates["subgroup"] == "All")]
    return rows[rows["level"] == level].set_index("geoid")


def test_states_add_up_to_the_nation(births: pd.DataFrame) -> None:
    everyone = births[births["subgroup"] == "All"].groupby("level")[["births", "low_weight"]].sum()
    assert everyone.loc["nation"].tolist() == [25_914_651, 2_176_957]
    assert everyone.loc["state"].tolist() == [25_914_651, 2_176_957]
    # Counties lack those with fewer than 10 births of low weight.
    assert 0.999 < everyone.loc["county", "births"] / 25_914_651 < 1


def test_births_are_those_of_the_national_reports(births: pd.DataFrame) -> None:
    # NCHS, Births: Final Data for 2017 to 2023, live births: 3,855,500 + 3,791,712 + 3,747,540 +
    # 3,613,647 + 3,664,292 + 3,667,758 + 3,596,017. A few have no stated weight.
    nation = births[(births["level"] == "nation") & (births["subgroup"] == "All")].iloc[0]
    assert 0.999 < nation["births"] / 25_936_466 < 1


def test_the_nations_share_is_the_published_one(estimates: pd.DataFrame) -> None:
    # NCHS, National Vital Statistics Reports: 8.28, 8.28, 8.31, 8.24, 8.52, 8.60, 8.58 percent of
    # births in 2017 to 2023.
    published = (8.28 + 8.28 + 8.31 + 8.24 + 8.52 + 8.60 + 8.58) / 700
    value = _of(estimates, "share_low_birth_weight", "nation")["value"].iloc[0]
    assert value == pytest.approx(published, abs=0.0002)


def test_groups_of_mothers_and_unstated_origin_make_up_all_births(births: pd.DataFrame) -> None:
    nation = births[births["level"] == "nation"].set_index("subgroup")["births"]
    unstated = 236_065  # the file's group without a name
    assert nation.drop("All").sum() + unstated == nation["All"]


def test_low_birth_weight_by_county(estimates: pd.DataFrame) -> None:
    county = _of(estimates, "share_low_birth_weight")
    assert len(county) == 3152  # the 3,143 counties of 2021 and Connecticut's nine regions
    assert county["missing_reason"].value_counts().to_dict() == {
        "suppressed_by_source": 100,
        "geography_changed": 9,
    }
    assert county["value"].between(0.02, 0.25).sum() == county["value"].notna().sum()
    assert county.loc["39153", "value"] == pytest.approx(3570 / 39285)
    assert county["borrowed_from"].isna().all()


def test_physicians_of_the_nation(physicians: pd.DataFrame, estimates: pd.DataFrame) -> None:
    levels = physicians.groupby("level")[["physicians", "population"]].sum()
    # Census Bureau, NST-EST2022: United States, July 1, 2022: 333,287,557. The producer's national
    # row takes it; its states lack Connecticut.
    assert levels.loc["nation"].tolist() == [253_985, 333_287_557]
    assert 0.985 < levels.loc["state", "physicians"] / 253_985 < 0.99
    assert levels.loc["state"].tolist() == levels.loc["county"].tolist()
    # County Health Rankings, 2025 release: one primary care physician for 1,330 people (2021).
    value = _of(estimates, "ratio_population_pc_physician", "nation")["value"].iloc[0]
    assert value == pytest.approx(1330, rel=0.02)


def test_physicians_by_county(estimates: pd.DataFrame) -> None:
    county = _of(estimates, "ratio_population_pc_physician")
    assert len(county) == 3144
    none = county["reasons"].map(lambda codes: isinstance(codes, list) and "no_physicians" in codes)
    assert int(none.sum()) == 246
    assert county.loc[none, "value"].isna().all()
    assert county.loc[county["missing_reason"] == "geography_changed"].index.str[:2].unique() == [
        "09"
    ]
    inside = county.dropna(subset=["value"])
    assert ((inside["lower"] < inside["value"]) & (inside["value"] < inside["upper"])).all()


def test_few_physicians_are_not_a_strong_value(estimates: pd.DataFrame) -> None:
    rows = estimates[estimates["measure"] == "ratio_population_pc_physician"]
    graded = grade(rows, {"ratio_population_pc_physician": "one_more_physician"})
    county = graded[graded["level"] == "county"].set_index("geoid")
    strong = county[county["grade"] == 1]
    assert (strong["se"] / strong["value"]).max() <= 0.12
    assert county.loc["37069", "grade"] == 3  # 5 physicians: 14,908, between 6,388 and 45,913
    assert county.loc["39153", "grade"] == 1


def test_states_without_reading_scores_are_not_withheld_people(load: Load) -> None:
    scores = load("chr", "2025-measure-files")["reading_scores"]
    county = scores[(scores["level"] == "county") & (scores["subgroup"] == "All")]
    blank = county[county["reason"] == "not_for_state"]["geoid"].str[:2].value_counts().to_dict()
    assert blank == {"48": 254, "36": 62, "54": 55, "35": 33, "02": 30, "50": 14}


def test_wonder_exports_of_22_counties(load: Load) -> None:
    for vintage_id, rows in (("2003-2006-22-counties", 88), ("2007-2019-22-counties", 286)):
        births = load("cdc_wonder_natality", vintage_id)["births"]
        everyone = births[births["subgroup"] == "All"]
        assert len(everyone) == rows
        share = everyone["low_weight"] / everyone["births"]
        assert share.between(0.05, 0.16).all()
    assert set(births["subgroup"]) == {"All", "Black", "Hispanic"}
    assert births["reason"].notna().sum() == 1


def test_both_sources_agree_on_the_years_they_share(load: Load, births: pd.DataFrame) -> None:
    """Births of Jefferson County, Kentucky: about as many a year in 2017-2019 (WONDER) as in
    2017-2023 (County Health Rankings), and a share within a percentage point."""
    wonder = load("cdc_wonder_natality", "2007-2019-22-counties")["births"]
    wonder = wonder[(wonder["subgroup"] == "All") & (wonder["year"] >= 2017)]
    summed = wonder.groupby("geoid")[["births", "low_weight"]].sum()
    pooled = births[births["subgroup"] == "All"].set_index("geoid").loc[summed.index]
    assert ((pooled["births"] / 7) / (summed["births"] / 3)).between(0.85, 1.1).all()
    gap = pooled["low_weight"] / pooled["births"] - summed["low_weight"] / summed["births"]
    assert gap.abs().max() < 0.01


def test_a_national_export_has_its_pooled_rows_and_no_notes(mirror: Path) -> None:
    path = "cdc_wonder_natality/2007-2013-monthly-all-births/Natality_2007-2013-StateCounty.txt.gz"
    table = read_export(mirror / path, wonder_natality.COLUMNS, ("Year",))
    assert len(table) == 48_048
    pooled = table[table["County Code"].str.endswith("999")]
    assert pooled["County"].str.startswith("Unidentified Counties").all()
    # NCHS, Births: Final Data for 2007: 4,316,233 live births.
    of_2007 = table[table["Year Code"] == "2007"]
    assert pd.to_numeric(of_2007["Births"]).sum() == 4_316_233
