"""The demonstration state's establishments by county and industry, in County Business Patterns' layout.

An industry with fewer than three establishments has no row, as since 2017; codes are padded; a state's
remainder and a territory are listed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import World
from mobility_analysis.demo.writers.census_pep import GROWTH
from mobility_analysis.demo.writers.mit_election_lab import LATEST_POPULATION
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.census.cbp import INDUSTRIES, MOST_WITHHELD

PER_RESIDENT = 9.1e-4
SHARES = dict(
    zip(INDUSTRIES, (0.02, 0.04, 0.13, 0.01, 0.58, 0.09, 0.05, 0.02, 0.05, 0.01), strict=True)
)
OTHERS = {"711": 0.3, "713": 0.5, "813": 0.6}  # establishments beside ours in the industry above


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties and industries, with small counts left out as the agency does."""
    rng = world.rng("census_cbp")
    counties = world.counties
    level = np.exp(0.15 * world.advantage("associations").to_numpy())
    expected = counties["population"].to_numpy() * PER_RESIDENT * level
    counts = pd.DataFrame(
        {code: rng.poisson(expected * share) for code, share in SHARES.items()},
        index=counties["geoid"],
    )
    rows = [_rows(counts.loc[geoid], str(geoid)) for geoid in counts.index]
    rows.append([("99999", "813110", 12)])
    rows.append([("72001", "813110", 40)])
    frame = pd.DataFrame([row for part in rows for row in part], columns=["geoid", "code", "est"])
    out = pd.DataFrame(
        {
            "fipstate": frame["geoid"].str[:2],
            "fipscty": frame["geoid"].str[2:],
            "naics": frame["code"].str.ljust(6, "/").where(frame["code"] != "", "------"),
            "emp_nf": "G",
            "emp": frame["est"] * 8,
            "est": frame["est"],
        }
    )
    out.to_csv(folder / vintage.files[0].name, index=False, encoding="latin-1")
    people = counties["population"] * (1 - GROWTH) ** (LATEST_POPULATION - vintage.year)
    world.record(
        "count_membership_associations_per_10k",
        counties.assign(value=counts.sum(axis=1).to_numpy() / people * 10_000),
    )


def _rows(counts: pd.Series, geoid: str) -> list[tuple[str, str, int]]:
    rows = [(geoid, "", int(counts.sum() * 12) + 3)]
    for above, others in OTHERS.items():
        ours = [code for code in INDUSTRIES if code.startswith(above)]
        total = int(counts[ours].sum() * (1 + others)) + 1
        rows.append((geoid, above, total))
        rows += [(geoid, code, int(counts[code])) for code in ours]
    return [row for row in rows if row[2] > MOST_WITHHELD]
