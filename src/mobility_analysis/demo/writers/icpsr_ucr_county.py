"""The demonstration state's crimes of 2012, in the layout of the compiled county file.

Codes are not padded; a county without any reporting agency has zeros and a coverage of 100, as there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE, World
from mobility_analysis.framework.source import Vintage

RATES = {
    "MURDER": 5e-5,
    "RAPE": 30e-5,
    "ROBBERY": 90e-5,
    "AGASSLT": 230e-5,
    "BURGLRY": 650e-5,
    "LARCENY": 1_900e-5,
    "MVTHEFT": 220e-5,
    "ARSON": 15e-5,
}
VIOLENT, PROPERTY = list(RATES)[:4], list(RATES)[4:7]
SILENT = "99015"
PARTLY = {"99011": 0.6}  # people of agencies that reported, of all
COVIND = {"99009": 91.6667}


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of counties, of which one did not report and some reported in part."""
    rng = world.rng("icpsr_ucr_county")
    level = np.exp(-0.3 * world.advantage("crime").to_numpy())
    rows = []
    for county, factor in zip(world.counties.itertuples(), level, strict=True):
        served = 0 if county.geoid == SILENT else county.population
        served = round(served * PARTLY.get(county.geoid, 1.0))
        counts = {name: int(rng.poisson(served * rate * factor)) for name, rate in RATES.items()}
        rows.append(
            {
                "county_name": f"{county.name.removesuffix(' County')}, {POSTAL}",
                "CPOPCRIM": served,
                "COVIND": COVIND.get(county.geoid, 100),
                "INDEX": sum(counts[name] for name in VIOLENT),
                "MODINDX": sum(counts[name] for name in PROPERTY),
                **counts,
                "population": county.population,
                "FIPS_ST": int(STATE),
                "FIPS_CTY": int(county.geoid[2:]),
            }
        )
    pd.DataFrame(rows).to_csv(folder / vintage.files[0].name, index=False, lineterminator="\n")
    for measure, parts in (("rate_crime_violent", VIOLENT), ("rate_crime_property", PROPERTY)):
        rate = sum(RATES[name] for name in parts) * level * 1e5
        world.record(measure, world.counties.assign(value=rate))
