"""Real survey records: the five PUMAs that are Seattle, one year, all replicate weights.

The mirror holds a person file that others cut down to eight columns and Seattle; here it gets back the
columns that say the same of every record, so that it can be read as the agency's file is.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.estimation.microdata import replicate_share, totals
from mobility_analysis.framework.tables import WEIGHTS
from mobility_analysis.geography.same_territory import WHOLE
from mobility_analysis.sources.census import pums
from mobility_analysis.sources.census._pums_files import DOLLARS

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
SEATTLE, VINTAGE = "5363000", "1yr-2016-us"
INSTITUTION, OTHER_QUARTERS = "16", "17"  # RELP of people in group quarters


def _zip(path: Path, member: str, table: pd.DataFrame) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(member, table.to_csv(index=False))


@pytest.fixture(scope="module")
def seattle(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    people = pd.read_csv(
        mirror / "census_pums" / "2016-1yr-wa53" / "sea.pop16.csv.gz",
        dtype={"SERIALNO": str, "PUMA": str, "RELP": str},
    )
    people = people.assign(ST="53", SCHL="", DIS="2")
    people["SPORDER"] = people.groupby("SERIALNO").cumcount() + 1
    homes = people.drop_duplicates("SERIALNO")
    kind = homes["RELP"].map({INSTITUTION: "2", OTHER_QUARTERS: "3"}).fillna("1")
    homes = homes[["SERIALNO", "PUMA", "ST"]].assign(
        TYPE=kind, NP="1", TEN="", VACS="", ADJINC="1007588", ADJHSG="1000000", WGTP=1
    )
    homes[list(DOLLARS)] = ""
    homes[[f"wgtp{n}" for n in range(1, 81)]] = 1
    folder = tmp_path_factory.mktemp("pums")
    _zip(folder / "csv_hus.zip", "ss16husa.csv", homes)
    _zip(folder / "csv_pus.zip", "ss16pusa.csv", people)
    vintage = pums.SOURCE.vintage(VINTAGE)
    return pums.tidy(pums.read(folder, vintage), vintage)


def test_people_of_seattle_are_those_of_the_population_estimates(
    seattle: dict[str, pd.DataFrame],
) -> None:
    people = seattle["pums_persons"]
    totals = people[list(WEIGHTS)].sum().to_numpy(float)
    error = np.sqrt(4 / 80 * ((totals[1:] - totals[0]) ** 2).sum())
    # Census Bureau, Population Estimates Program, Seattle city, July 2016.
    assert abs(totals[0] - 704_352) < 1.96 * error
    assert error / totals[0] < 0.01
    assert (~people["in_household"]).sum() == 94 + 361


def test_seattle_is_made_of_its_five_areas(seattle: dict[str, pd.DataFrame], load: Load) -> None:
    allocation = load("mcdc_geocorr", "geocorr-2018")["puma_allocation"]
    ours = allocation[allocation["geoid"] == SEATTLE]
    # Two more areas hold some 200 people of it.
    assert set(ours.loc[ours["afact"] > 0.01, "puma"]) == set(seattle["pums_persons"]["puma"])
    assert (ours["afact"] * ours["afact2"]).sum() > WHOLE
    assert set(seattle["pums_persons"]["puma_vintage"]) == set(allocation["puma_vintage"])


def test_seattle_has_a_value_of_its_own(seattle: dict[str, pd.DataFrame], load: Load) -> None:
    people = seattle["pums_persons"].assign(snapshot=f"census_pums@{VINTAGE}")
    adults = people[people["age"].between(25, 54)]
    numbers = {
        "working": adults["is_employed"].astype(float),
        "all": pd.Series(1.0, index=adults.index),
    }
    allocation = load("mcdc_geocorr", "geocorr-2018")["puma_allocation"]
    found = totals(adults, allocation, numbers, by=("gender",))
    rows = replicate_share(found, found.of["working"], found.of["all"], "share_employed")
    city = rows[rows["geoid"] == SEATTLE].set_index("subgroup")
    weights = adults[list(WEIGHTS)].to_numpy(float)
    by_weight = weights[adults["is_employed"].to_numpy(bool)].sum(axis=0) / weights.sum(axis=0)
    assert city.loc["All", "value"] == pytest.approx(by_weight[0], abs=1e-4)
    error = np.sqrt(4 / 80 * ((by_weight[1:] - by_weight[0]) ** 2).sum())
    assert city.loc["All", "se"] == pytest.approx(error, rel=0.01)
    assert city["borrowed_from"].isna().all()
    # Of its county these records are a part only, and the value says whose it is.
    county = rows[(rows["geoid"] == "53033") & (rows["subgroup"] == "All")].iloc[0]
    assert county["borrowed_from"] == "5311601+5311602+5311603+5311604+5311605"
    # Nor is there a state or a nation of Seattle alone.
    assert not {"state", "nation"} & set(rows["level"])
    assert city.loc["Male", "value"] > city.loc["Female", "value"] > 0.75
