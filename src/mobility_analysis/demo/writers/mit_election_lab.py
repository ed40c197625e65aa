"""The demonstration state's votes, in the MIT Election Lab's layout.

Some counties have one TOTAL row for each candidate, one has rows by way of voting, one has both; some
ballots belong to no county; the smallest county has more votes than adults. The candidates are made up.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import CITIZENS_OF_ADULTS, POSTAL, STATE_NAME, World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.mit.county_returns import YEARS

LATEST_POPULATION = 2023  # the world's adults are of July of this year
CANDIDATES = (
    ("FIRST CANDIDATE", "FIRST PARTY", 0.49),
    ("SECOND CANDIDATE", "SECOND PARTY", 0.47),
    ("OTHER", "OTHER", 0.04),
)
MODES = (("ABSENTEE", 0.3), ("ELECTION DAY", 0.69), ("PROVISIONAL", 0.01))
BY_MODE_ONLY, MODE_AND_TOTAL = "99007", "99003"
MORE_VOTES_THAN_ADULTS = "99017"
NO_COUNTY = 412  # ballots cast abroad, not assigned to a county


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties and candidates, with more votes than adults in one county."""
    rng = world.rng("mit_election_lab")
    counties = world.counties
    turnout = world.share(0.62, 0.35)
    is_known = counties["geoid"] != MORE_VOTES_THAN_ADULTS
    world.record("share_election_turnout", turnout[is_known])
    rows: list[list[str | int]] = []
    for year in YEARS:
        adults = (counties["adults"] * (1 - GROWTH) ** (LATEST_POPULATION - year)).round()
        votes = rng.binomial(adults.astype(int), turnout["value"])
        votes[(counties["geoid"] == MORE_VOTES_THAN_ADULTS).to_numpy()] = int(adults.min()) + 3
        if year == max(YEARS):
            of_citizens = counties.assign(value=votes / (adults * CITIZENS_OF_ADULTS))
            world.record("share_election_turnout_citizens", of_citizens[is_known])
        for county, total in zip(counties.itertuples(), votes, strict=True):
            name = county.name.removesuffix(" County").upper()
            rows += _county(rng, year, name, str(county.geoid), int(total))
        rows += _county(rng, year, "OVERSEAS BALLOTS", "NA", NO_COUNTY)
    columns = [
        "year", "state", "state_po", "county_name", "county_fips", "office", "candidate", "party",
        "candidatevotes", "totalvotes", "version", "mode",
    ]  # fmt: skip
    pd.DataFrame(rows, columns=columns).to_csv(
        folder / vintage.files[0].name, index=False, quoting=csv.QUOTE_NONNUMERIC, encoding="ascii"
    )


def _county(
    rng: np.random.Generator, year: int, name: str, code: str, total: int
) -> list[list[str | int]]:
    won = rng.multinomial(total, [share for _, _, share in CANDIDATES])
    rows: list[list[str | int]] = []
    for (candidate, party, _), count in zip(CANDIDATES, won, strict=True):
        modes = [("TOTAL", int(count))]
        if code in (BY_MODE_ONLY, MODE_AND_TOTAL):
            parts = rng.multinomial(count, [share for _, share in MODES])
            split = [(mode, int(part)) for (mode, _), part in zip(MODES, parts, strict=True)]
            modes = split if code == BY_MODE_ONLY else [*modes, *split]
        place: list[str | int] = [year, STATE_NAME.upper(), POSTAL, name, code, "US PRESIDENT"]
        rows += [[*place, candidate, party, part, total, 20220315, mode] for mode, part in modes]
    return rows
