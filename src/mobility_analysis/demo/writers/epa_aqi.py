"""The demonstration state's air, in EPA's layout: names instead of codes, monitored counties only."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.framework.source import Vintage

# Days with a reading, by county; the others have no monitor. Ozone monitors stop in winter (243), and
# filters are changed every third day (118).
DAYS = {
    "99001": 365,
    "99003": 361,
    "99005": 243,
    "99007": 365,
    "99011": 118,
    "99019": 350,
    "99510": 365,
}
# EPA writes a city that is its own county with the word in brackets or after the name.
NAMES = {"99510": "Larch (City)"}
CLASSES = {
    "Good Days": (0, 50),
    "Moderate Days": (51, 100),
    "Unhealthy for Sensitive Groups Days": (101, 150),
    "Unhealthy Days": (151, 200),
    "Very Unhealthy Days": (201, 300),
    "Hazardous Days": (301, 500),
}
SPREAD = 0.35  # of a day's index around the median, on the log scale


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one file of monitored counties."""
    rng = world.rng("epa_aqi")
    counties = world.counties[world.counties["geoid"].isin(list(DAYS))]
    median = 44 * np.exp(-0.12 * world.advantage("air").loc[counties.index])
    world.record("index_air_quality_median", counties.assign(value=median))
    rows = [
        _row(
            STATE_NAME,
            NAMES.get(county.geoid, county.name.removesuffix(" County")),
            vintage.year,
            rng.lognormal(np.log(middle), SPREAD, DAYS[county.geoid]).round().clip(1, 500),
        )
        for county, middle in zip(counties.itertuples(), median, strict=True)
    ]
    rows.append(_row("Country Of Mexico", "BAJA CALIFORNIA NORTE", vintage.year, np.full(90, 61.0)))
    frame = pd.DataFrame(rows)
    frame.to_csv(
        folder / vintage.files[0].name, index=False, quoting=csv.QUOTE_NONNUMERIC, encoding="ascii"
    )


def _row(state: str, county: str, year: int, index: np.ndarray) -> dict[str, str | int]:
    days = len(index)
    return {
        "State": state,
        "County": county,
        "Year": year,
        "Days with AQI": days,
        **{
            name: int(((index >= low) & (index <= high)).sum())
            for name, (low, high) in CLASSES.items()
        },
        "Max AQI": int(index.max()),
        "90th Percentile AQI": int(np.quantile(index, 0.9, method="nearest")),
        "Median AQI": int(np.quantile(index, 0.5, method="nearest")),
        "Days CO": 0,
        "Days NO2": 0,
        "Days Ozone": days // 2,
        "Days PM2.5": days - days // 2,
        "Days PM10": 0,
    }
