"""The demonstration state's population estimates, in the Census Bureau's layouts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.demo.world import GROUPS, STATE, STATE_NAME, World
from mobility_analysis.framework.source import Vintage

GROWTH = 0.004  # a year
AGES_10_17 = 0.104  # of residents
GIRLS = 0.488  # of them
# Column stem and part of the residents; 10 to 17 is 5 to 13 without 5 to 9, and 14 to 17.
AGES = {"AGE513": 0.112, "AGE1417": 0.053, "AGE59": 0.061}


# Classes of age of five years: 10 to 14, and 15 to 19, three fifths of whom are 15 to 17. In Juniper County
# there is a college, so that they are fewer.
AGES_10_14, AGES_15_17 = 0.064, 0.040
COLLEGE, STUDENTS = "99019", 0.035
STEMS = dict(zip(GROUPS, ("NHAA", "NHBA", "H", "NHTOM", "NHWA"), strict=True))


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write counties by age and sex, counties by group, or places, as the vintage declares."""
    rows = {"county_agesex": _counties, "county_alldata": _by_group, "subcounty": _places}
    frame = rows[vintage.layout](world, vintage)
    # Latin-1 and unquoted, as the agency's own.
    frame.to_csv(
        folder / vintage.files[0].name, index=False, encoding="latin-1", lineterminator="\r\n"
    )


def _counties(world: World, vintage: Vintage) -> pd.DataFrame:
    """Dates 1 (April 2020 base) to N stacked, so that a reader who sums them is wrong by a factor."""
    dates = range(1, vintage.year - 2020 + 3)
    rows = []
    for county in world.counties.itertuples():
        for date in dates:
            years_back = vintage.year - max(2020, 2018 + date)
            scale = (1 - GROWTH) ** years_back
            rows.append(
                {
                    "SUMLEV": "050",
                    "STATE": STATE,
                    "COUNTY": county.geoid[2:],
                    "STNAME": STATE_NAME,
                    "CTYNAME": county.name,
                    "YEAR": date,
                    "POPESTIMATE": round(county.population * scale),
                    "AGE18PLUS_TOT": round(county.adults * scale),
                    **_ages(county.population * scale),
                }
            )
    return pd.DataFrame(rows)


def _by_group(world: World, vintage: Vintage) -> pd.DataFrame:
    """Counties by date and class of age (0 is all ages): groups by sex, of which two are empty here."""
    shares = world.groups.set_index("geoid")
    rows = []
    for county in world.counties.itertuples():
        older = AGES_15_17 / 0.6 + (STUDENTS if county.geoid == COLLEGE else 0)
        for date in range(1, vintage.year - 2020 + 3):
            scale = (1 - GROWTH) ** (vintage.year - max(2020, 2018 + date))
            for age_class, part in ((0, 1.0), (3, AGES_10_14), (4, older)):
                people = county.population * scale * part
                cells = {"NHIA_MALE": 0, "NHIA_FEMALE": 0, "NHNA_MALE": 0, "NHNA_FEMALE": 0}
                for group, stem in STEMS.items():
                    members = people * float(shares.loc[county.geoid, group])
                    cells[f"{stem}_MALE"] = round(members * (1 - GIRLS))
                    cells[f"{stem}_FEMALE"] = round(members * GIRLS)
                rows.append(
                    {
                        "SUMLEV": "050",
                        "STATE": STATE,
                        "COUNTY": county.geoid[2:],
                        "STNAME": STATE_NAME,
                        "CTYNAME": county.name,
                        "YEAR": date,
                        "AGEGRP": age_class,
                        "TOT_POP": sum(cells.values()),
                        **cells,
                    }
                )
    return pd.DataFrame(rows)


def _ages(people: float) -> dict[str, int]:
    """Children by age and sex; rounded girls and boys add up to all."""
    out: dict[str, int] = {}
    for stem, share in AGES.items():
        girls, boys = round(people * share * GIRLS), round(people * share * (1 - GIRLS))
        out |= {f"{stem}_TOT": girls + boys, f"{stem}_MALE": boys, f"{stem}_FEM": girls}
    return out


def _places(world: World, vintage: Vintage) -> pd.DataFrame:
    """Cities (summary level 162) with their county parts (157) and a town below the size we keep."""
    base = {
        "STATE": STATE,
        "COUSUB": "00000",
        "CONCIT": "00000",
        "PRIMGEO_FLAG": 0,
        "FUNCSTAT": "A",
    }
    rows = []
    for place in world.places.itertuples():
        common = base | {
            "PLACE": place.geoid[2:],
            "NAME": place.name,
            "STNAME": STATE_NAME,
            f"POPESTIMATE{vintage.year}": place.population,
        }
        rows.append({"SUMLEV": "162", "COUNTY": "000", **common})
        rows.append({"SUMLEV": "157", "COUNTY": place.county[2:], **common})
    town = {"PLACE": "70000", "NAME": "Fir Hollow town", "STNAME": STATE_NAME}
    rows.append(
        {"SUMLEV": "162", "COUNTY": "000", **base, **town, f"POPESTIMATE{vintage.year}": 4_100}
    )
    order = ["SUMLEV", "STATE", "COUNTY", "PLACE", "COUSUB", "CONCIT", "PRIMGEO_FLAG", "FUNCSTAT"]
    return pd.DataFrame(rows)[[*order, "NAME", "STNAME", f"POPESTIMATE{vintage.year}"]]
