"""The pipeline on real files of the mirror, through DVC: one county, then one source's new vintage."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mobility_analysis.framework.chosen import run_settings

from .conftest import copy_project, mobility

pytestmark = [pytest.mark.pipeline, pytest.mark.mirror]


@pytest.fixture(scope="module")
def real_root(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Path:
    root = copy_project(tmp_path_factory.mktemp("real"))
    done = mobility(root, "run", "--county", "Summit County, OH", "--data", str(mirror))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("reports/real/39153-summit-county-oh/report.html")
    return root


def test_every_county_of_the_nation_has_a_value_or_a_reason(real_root: Path) -> None:
    estimates = pd.read_parquet(real_root / "data" / "estimates" / "real" / "estimates.parquet")
    assert (estimates["value"].isna() == estimates["missing_reason"].notna()).all()
    counties = estimates[(estimates["level"] == "county") & (estimates["subgroup"] == "All")]
    by_year = counties.groupby(["measure", "year"])["geoid"].nunique()
    # 3,142 counties in the oldest list, 3,144 since 2022 (Connecticut's regions, Alaska's split).
    assert by_year.min() >= 3_142
    assert by_year[by_year.index.get_level_values("year") >= 2022].min() >= 3_143
    assert estimates["measure"].nunique() == 41


def test_every_city_has_a_value_or_says_why_not(real_root: Path) -> None:
    folder = real_root / "data" / "estimates" / "real"
    estimates = pd.read_parquet(folder / "estimates.parquet")
    cities = estimates[(estimates["level"] == "place") & (estimates["subgroup"] == "All")]
    assert set(cities.groupby(["measure", "year", "period"])["geoid"].nunique()) == {486}
    akron = cities[cities["geoid"] == "3901000"].set_index(["measure", "year"])
    # FBI, Crime in the United States 2019, table 8: 1,782 violent crimes of 197,882 people.
    assert akron.loc[("rate_crime_violent", 2019), "value"] == pytest.approx(900.5, abs=0.1)
    assert set(akron.loc["pctl_income_50", "missing_reason"]) == {"counties_only"}


def test_a_city_that_is_a_county_has_its_values_and_grades(real_root: Path) -> None:
    folder = real_root / "data" / "estimates" / "real"
    estimates = pd.read_parquet(folder / "estimates.parquet")
    places = pd.read_parquet(folder / "places.parquet")
    same = places.dropna(subset="same_county").set_index("geoid")["same_county"]
    assert len(same) == 22
    series = ["measure", "year", "period", "subgroup_type", "subgroup", "scheme"]
    cities = estimates[estimates["level"].eq("place") & estimates["geoid"].isin(same.index)]
    cities = cities.assign(county=cities["geoid"].map(same))
    counties = estimates[estimates["level"] == "county"].rename(columns={"geoid": "county"})
    both = cities.merge(counties, on=[*series, "county"], suffixes=("", "_of_county"))
    # All but the crimes that the police of cities alone report: four measures of five years.
    assert len(both) == len(cities) - 22 * 20
    for column in ("value", "lower", "upper", "se", "grade", "missing_reason", "borrowed_from"):
        of_county = both[f"{column}_of_county"].rename(column)
        pd.testing.assert_series_equal(both[column], of_county)


def test_the_report_is_of_a_real_place_and_says_where_numbers_come_from(real_root: Path) -> None:
    page = next((real_root / "reports" / "real").glob("39153*/report.html")).read_text("utf-8")
    assert "Demonstration data" not in page
    assert "$71,016" in page  # Census Bureau, QuickFacts, median household income 2019-2023
    sources = next((real_root / "reports" / "real").glob("39153*/sources.html")).read_text("utf-8")
    for sha in re.findall(r"sha256: ([0-9a-f]{64})", _records(real_root)):
        assert sha[:12] in sources, "a source's hash is not on the page of sources"


def _records(root: Path) -> str:
    chosen = run_settings(root, "real").sources
    paths = [
        root / "data" / "snapshots" / source / f"{vintage}.yaml"
        for source, vintages in chosen.items()
        for vintage in vintages
    ]
    return "\n".join(path.read_text() for path in paths)


def test_changing_one_sources_vintage_reruns_only_what_depends_on_it(
    real_root: Path, mirror: Path
) -> None:
    path = real_root / "params.yaml"
    settings = yaml.safe_load(path.read_text())
    settings["runs"]["real"]["pins"]["epa_aqi"] = ["2022-annual-county"]
    path.write_text(yaml.safe_dump(settings, sort_keys=False))
    done = mobility(real_root, "run", "--county", "39153", "--data", str(mirror))
    assert done.returncode == 0, done.stdout + done.stderr
    ran = set(re.findall(r"^  (\S+@\S+)$", done.stdout, re.MULTILINE))
    assert ran == {
        "parse_real@epa_aqi",
        "check@real",
        "estimate@real",
    }
    estimates = pd.read_parquet(real_root / "data" / "estimates" / "real" / "estimates.parquet")
    air = estimates[estimates["measure"] == "index_air_quality_median"]
    assert set(air["year"]) == {2022}
