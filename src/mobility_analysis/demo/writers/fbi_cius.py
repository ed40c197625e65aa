"""The demonstration state's city police in the layout of the FBI's table 8, traps included.

Footnotes stick to a state's and a city's name, one agency counts rape by the older definition, one has a
figure left out, one serves people outside its city, and one is not in the table.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import STATE_NAME, World
from mobility_analysis.demo.writers._xls import write_xls
from mobility_analysis.demo.writers.icpsr_ucr_county import PROPERTY, RATES, VIOLENT
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.fbi.cius import COLUMNS, EXTRACT

HEADER = [
    "State",
    "City",
    "Population",
    "Violent\ncrime",
    "Murder and\nnonnegligent\nmanslaughter",
    "Rape\n(revised\ndefinition)1",
    "Rape\n(legacy\ndefinition)2",
    "Robbery",
    "Aggravated\nassault",
    "Property\ncrime",
    "Burglary",
    "Larceny-\ntheft",
    "Motor\nvehicle\ntheft",
    "Arson3",
]
SILENT, OLDER, LEFT_OUT = "9950000", "9920000", "9930000"
BEYOND = {"9960000": 1.2}  # people served, of the city's residents


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write table 8 as the FBI's workbook, or as an extract, as the vintage declares."""
    agencies = _agencies(world, vintage.year)
    path = folder / vintage.files[0].name
    if vintage.layout == EXTRACT:
        _write_extract(agencies, path)
    else:
        _write_workbook(agencies, vintage.year, path)


def _agencies(world: World, year: int) -> pd.DataFrame:
    """Cities with their police's counts; the truth is recorded per resident."""
    rng = world.rng(f"fbi_cius {year}")
    level = np.exp(-0.3 * world.advantage("crime", level="place").to_numpy())
    cities = world.places.assign(
        agency=world.places["name"].str.removesuffix(" city"),
        people=(world.places["population"] * world.places["geoid"].map(BEYOND).fillna(1)).round(),
    )
    for name, rate in RATES.items():
        cities[name] = rng.poisson(cities["people"] * rate * level)
    cities["violent"] = cities[VIOLENT].sum(axis=1)
    cities["property"] = cities[PROPERTY].sum(axis=1)
    for measure, parts in (("rate_crime_violent", VIOLENT), ("rate_crime_property", PROPERTY)):
        rate = sum(RATES[name] for name in parts) * level * 1e5
        world.record(measure, world.places.assign(value=rate))
    return cities[cities["geoid"] != SILENT]


def _write_workbook(agencies: pd.DataFrame, year: int, path: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["Table 8"],
        ["Offenses Known to Law Enforcement"],
        [f"by State by City, {year}"],
        [*HEADER],
    ]
    for number, row in enumerate(agencies.to_dict("records")):
        older, left_out = row["geoid"] == OLDER, row["geoid"] == LEFT_OUT
        cells: list[str | float | None] = [
            f"{STATE_NAME.upper()}6" if number == 0 else None,
            f"{row['agency']}4, 6" if left_out else row["agency"],
            row["people"],
            row["violent"],
            row["MURDER"],
            None if older else row["RAPE"],
            row["RAPE"] if older else None,
            *(row[name] for name in ("ROBBERY", "AGASSLT")),
            None if left_out else row["property"],
            *(row[name] for name in ("BURGLRY", "LARCENY", "MVTHEFT", "ARSON")),
        ]
        rows.append(cells)
    rows.append(["1 The figures shown in this column used the revised definition of rape."])
    write_xls(rows, path)


def _write_extract(agencies: pd.DataFrame, path: Path) -> None:
    """In the extract a number that was left out is a zero."""
    left_out = agencies["geoid"] == LEFT_OUT
    values = {
        "state": STATE_NAME.upper(),
        "agency": agencies["agency"].mask(left_out, agencies["agency"] + "5,6"),
        "people": agencies["people"].astype(int),
        "violent": agencies["violent"],
        "murder": agencies["MURDER"],
        "rape": agencies["RAPE"],
        "robbery": agencies["ROBBERY"],
        "assault": agencies["AGASSLT"],
        "property": agencies["property"].mask(left_out, 0),
        "burglary": agencies["BURGLRY"],
        "larceny": agencies["LARCENY"],
        "vehicle_theft": agencies["MVTHEFT"],
    }
    table = pd.DataFrame(values, index=agencies.index)
    table = table.rename(columns={ours: pair[1] for ours, pair in COLUMNS.items()})
    table.assign(arson=agencies["ARSON"]).to_csv(path, index=False, lineterminator="\n")
