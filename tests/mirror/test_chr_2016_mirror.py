"""The release of 2016 against CDC WONDER's own counts, published totals and the later releases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import find_raw, read_delimited, to_number
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources.cdc import wonder_natality
from mobility_analysis.sources.cdc._wonder_export import read_export

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
RELEASE = ("chr", "2016-analytic-data")
PEOPLE = ("census_pep", "v2023-county-agesex")
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]


@pytest.fixture(scope="module")
def found(load: Load) -> dict[str, pd.DataFrame]:
    return {kind: rows.set_index("geoid") for kind, rows in load(*RELEASE).items()}


@pytest.fixture(scope="module")
def printed(mirror: Path) -> pd.DataFrame:
    """The producer's file, with codes that have their zeros."""
    path = find_raw(mirror / "chr" / "2016-analytic-data", "countyhealth16.csv")
    table = read_delimited(path)
    return table.set_index(table["STATECODE"].str.zfill(2) + table["COUNTYCODE"].str.zfill(3))


@pytest.fixture(scope="module")
def of_2013(tables: Callable[..., Tables], universe: Universe) -> pd.DataFrame:
    loaded = tables(RELEASE, PEOPLE)
    names = (
        "neonatal_health",
        "access_to_health_services",
        "safety_from_trauma",
        "social_capital_associations",
    )
    parts = [complete(metric_modules()[name].estimate(loaded), universe, LEVELS) for name in names]
    return pd.concat(parts, ignore_index=True).set_index(["measure", "geoid"])


def test_counts_of_summit_county_are_those_printed(found: dict[str, pd.DataFrame]) -> None:
    summit = {kind: rows.loc["39153"] for kind, rows in found.items()}
    assert summit["physicians"][["physicians", "population"]].tolist() == [541, 541_824]
    assert summit["injury_deaths"][["deaths", "population"]].tolist() == [1583, 2_706_383]
    assert summit["births"][["low_weight", "births"]].tolist() == [3938, 43_883]
    assert summit["associations"]["establishments"] == 617


def test_the_nation_has_the_injury_deaths_of_the_national_reports(of_2013: pd.DataFrame) -> None:
    # NCHS, Deaths: Final Data for 2009 to 2013, injury deaths of all intents, legal intervention and war
    # among them.
    nation = of_2013.loc[("rate_injury_death", "00")]
    assert nation["numerator"] == 177_154 + 180_811 + 187_464 + 190_385 + 192_945
    assert nation["value"] == pytest.approx(59.64, abs=0.01)


def test_the_nations_low_birth_weight_is_the_published_one(of_2013: pd.DataFrame) -> None:
    # NCHS, Births: Final Data for 2007 to 2013: births, and percent under 2,500 grams.
    births = [4_316_233, 4_247_694, 4_130_665, 3_999_386, 3_953_590, 3_952_841, 3_932_181]
    percent = [8.22, 8.18, 8.16, 8.15, 8.10, 7.99, 8.02]
    weighted = sum(b * p for b, p in zip(births, percent, strict=True)) / sum(births) / 100
    nation = of_2013.loc[("share_low_birth_weight", "00")]
    assert nation["value"] == pytest.approx(weighted, abs=0.0001)
    assert 0.998 < nation["denominator"] / sum(births) < 1  # a few have no stated weight


def test_births_are_those_of_wonder_in_22_counties(
    load: Load, found: dict[str, pd.DataFrame]
) -> None:
    wonder = load("cdc_wonder_natality", "2007-2019-22-counties")["births"]
    wonder = wonder[(wonder["subgroup"] == "All") & wonder["year"].between(2007, 2013)]
    summed = wonder.groupby("geoid")[["births", "low_weight"]].sum()
    ours = found["births"].loc[summed.index, ["births", "low_weight"]].astype(float)
    # To the last birth in 19 of them; three are apart by up to 0.8 percent.
    apart = (ours / summed - 1).abs()
    assert apart.max().max() < 0.01
    same = (apart == 0).all(axis=1)
    assert sorted(same[~same].index) == ["26081", "29095", "29189"]


def test_births_are_those_of_wonder_in_every_county_it_names(
    mirror: Path, found: dict[str, pd.DataFrame]
) -> None:
    path = "cdc_wonder_natality/2007-2013-monthly-all-births/Natality_2007-2013-StateCounty.txt.gz"
    table = read_export(mirror / path, wonder_natality.COLUMNS, ("Year",))
    births = pd.to_numeric(table["Births"]).groupby(table["County Code"]).sum()
    named = births[~births.index.str.endswith("999")]
    part = found["births"]["births"].reindex(named.index) / named
    assert len(part) == 524 and part.between(0.96, 1.001).all()


def test_injury_deaths_are_those_of_wonder_in_22_counties(
    mirror: Path, found: dict[str, pd.DataFrame]
) -> None:
    """All deaths without those that are no injury, and the residents of five years."""
    columns = ["County Code", "Year Code", "Deaths", "Population"]
    folder = mirror / "cdc_wonder_mortality" / "2000-2018-22-counties"
    parts = {}
    for name in ("total_deaths.txt", "non_injury_deaths.txt"):
        table = read_delimited(find_raw(folder, name), sep="\t", columns=columns)
        rows = table[table["Year Code"].isin([str(year) for year in range(2009, 2014)])]
        numbers = {column: to_number(rows[column], column) for column in columns[2:]}
        parts[name] = pd.DataFrame(numbers).groupby(rows["County Code"]).sum()
    total, others = parts.values()
    ours = found["injury_deaths"].loc[total.index]
    assert len(total) == 22
    assert (ours["deaths"] / (total["Deaths"] - others["Deaths"])).between(0.995, 1.005).all()
    assert (ours["population"] / total["Population"]).between(0.99, 1.01).all()


def test_blank_physicians_are_larger_counties_without_one(
    found: dict[str, pd.DataFrame], printed: pd.DataFrame
) -> None:
    # County Health Rankings, primary care physicians: "A missing value is reported for counties with
    # population greater than 2,000 and 0 primary care physicians."
    people = to_number(printed["Social.associations.Denominator"], "residents")
    count = printed["Primary.care.physicians.Numerator"]
    is_county = ~people.index.str.endswith("000")
    assert people[is_county & (count == "0")].max() < 2000
    assert people[is_county & (count == "")].min() > 2000
    assert ((count == "0") & is_county).sum() == 67
    # So the blanks are zeros, and the states' counts are those of their other counties.
    states = found["physicians"].query("level == 'state'")["physicians"]
    counties = printed[is_county & (count != "")]
    summed = to_number(counties["Primary.care.physicians.Numerator"], "n")
    assert (summed.groupby(counties.index.str[:2]).sum().drop("11") == states).all()


def test_counts_make_the_rounded_values_that_are_printed(printed: pd.DataFrame) -> None:
    for stem, per, error in (
        ("Injury.deaths", 1e5, 0.051),
        ("Low.birthweight", 1, 0.0051),
        ("Primary.care.physicians", 1e5, 0.51),
        ("Social.associations", 1e4, 0.00051),
    ):
        value, top, bottom = (
            to_number(printed[f"{stem}.{part}"], stem)
            for part in ("Value", "Numerator", "Denominator")
        )
        assert (value - top / bottom * per).abs().max() < error, stem


def test_every_county_of_the_list_of_2014_has_a_row(of_2013: pd.DataFrame) -> None:
    valued = of_2013[of_2013["level"] == "county"].groupby("measure")["value"].count()
    assert valued.to_dict() == {
        "count_membership_associations_per_10k": 3137,
        "rate_injury_death": 3020,
        "ratio_population_pc_physician": 2934,
        "share_low_birth_weight": 3038,
    }
    reasons = of_2013["missing_reason"].dropna().groupby(level="measure").value_counts()
    assert reasons[("ratio_population_pc_physician", "not_published")] == 136
    assert reasons[("share_low_birth_weight", "suppressed_by_source")] == 99
    assert "no_source_row" not in reasons.index.get_level_values(1)


def test_the_nation_moves_as_published_from_2013_to_the_later_releases(
    tables: Callable[..., Tables], of_2013: pd.DataFrame
) -> None:
    # One physician for 1,320 people in 2013 and for 1,310 in 2022: no break of level between releases.
    physicians = of_2013.loc[("ratio_population_pc_physician", "00"), "value"]
    assert physicians == pytest.approx(1320, abs=1)
    later = tables(("chr", "2026-measure-files"))["physicians"].set_index("geoid").loc["00"]
    assert later["population"] / later["physicians"] == pytest.approx(physicians, rel=0.01)


def test_state_workbooks_of_2022_have_physicians_and_associations_of_2019(load: Load) -> None:
    found = load("chr", "2022-state-workbooks")
    physicians = found["physicians"].set_index(["level", "geoid"])
    summit = physicians.loc[("county", "39153"), ["physicians", "population"]]
    assert summit.tolist() == [527, 541_013]
    # Census Bureau, Vintage 2019: 328,239,523 residents of the United States, July 1, 2019.
    assert physicians.loc["state", "population"].sum() == 328_239_523
    assert physicians.loc["county", "population"].notna().sum() == 3116
    people = (
        physicians.loc["state", "population"].sum() / physicians.loc["state", "physicians"].sum()
    )
    # County Health Rankings, 2022 release: one primary care physician for 1,310 people.
    assert people == pytest.approx(1310, abs=5)
    # No county of more than 2,000 people has a zero.
    zeros = physicians.loc["county"].query("physicians == 0")
    assert len(zeros) == 67 and zeros["population"].max() < 2000
    associations = found["associations"].set_index(["level", "geoid"])["establishments"]
    # The states' rows hold the establishments that are withheld in counties.
    assert associations.loc["state"].sum() == 303_260
    assert 0.95 < associations.loc["county"].sum() / 303_260 < 0.97
