"""Crimes reported by county in 2012, from the FBI's summary system as ICPSR compiles it by county.

One row is a county. The file holds Part I offenses; ``INDEX`` is violent crime and ``MODINDX`` property
crime without arson. Codes are not padded. Where an agency missed some months ICPSR has scaled its
counts up, and ``COVIND`` says how much was reported; people whose agency never reported are in neither.
A county without any reporting agency has zeros everywhere, ``COVIND`` 100 included: no zero is a finding
unless ``CPOPCRIM``, the people served by reporting agencies, is above zero. An agency that serves several
counties is spread over them by population, and so are statewide agencies: which parts of a county's counts
are such, the file does not say (``geography.joint_police`` knows the counties without police of their own).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_unique,
    to_number,
)
from mobility_analysis.framework.places import TERRITORIES, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import ByHand, PassingOn, RemoteFile, Source, Vintage, by_id

VIOLENT = ["MURDER", "RAPE", "ROBBERY", "AGASSLT"]
PROPERTY = ["BURGLRY", "LARCENY", "MVTHEFT"]
COLUMNS = [
    "FIPS_ST",
    "FIPS_CTY",
    "CPOPCRIM",
    "COVIND",
    "INDEX",
    "MODINDX",
    *VIOLENT,
    *PROPERTY,
    "population",
]
NAME = "crime_data_w_population_and_crime_rate.csv"
STEPS = f"""\
1. Study 35019 of ICPSR (https://www.icpsr.umich.edu/web/NACJD/studies/35019, free account), part 4,
   "Crimes Reported"; the compiled copy with each county's residents is "Crimes reported by county" on
   Kaggle.
2. Save the compiled copy as {NAME}. Do not open it in a spreadsheet.
ICPSR's terms forbid passing the file on."""
LARGEST_GAP = 2  # totals and parts are rounded separately in the file

SOURCE = Source(
    id="icpsr_ucr_county",
    agency="Inter-university Consortium for Political and Social Research",
    title="Uniform Crime Reporting Program: county-level offense data",
    landing_page="https://www.icpsr.umich.edu/web/NACJD/studies/35019",
    citation=(
        "United States Department of Justice, Federal Bureau of Investigation, Uniform Crime Reporting "
        "Program Data: County-Level Detailed Arrest and Offense Data, 2012 (ICPSR 35019)"
    ),
    licence="ICPSR terms of use: not to be redistributed",
    passing_on=PassingOn.FORBIDDEN,
    each_row_is="a county",
    provides=("reported_crimes",),
    vintages=by_id(
        Vintage(
            id="2012-crimes-reported",
            year=2012,
            period="2012",
            geo_vintage=2012,
            files=(RemoteFile(NAME, steps=STEPS),),
        )
    ),
    cadence="once",
    ended="It was compiled for the last time for 2012.",
    warnings=("Counts of agencies that missed months are scaled up by ICPSR.",),
    by_hand=ByHand(
        15,
        "A free account of ICPSR; the file may not be passed on.",
        "Crimes in counties of 2012 are absent.",
    ),
)


PRODUCT = "ICPSR, crimes by county of 2012"


def recognise(seen: Glimpse) -> Sightings:
    """The compiled copy adds the rate and the county's name to ICPSR's columns."""
    if seen.has(*COLUMNS, "crime_rate_per_100000"):
        yield Sighting(PRODUCT, *_only_file())
    elif seen.has("FIPS_ST", "FIPS_CTY", "CPOPARST"):
        yield Sighting(
            PRODUCT,
            but="ICPSR's own file, or another year's: take the compiled copy with each county's residents.",
        )


def _only_file() -> tuple[str, str]:
    vintage = next(iter(SOURCE.vintages.values()))
    return vintage.id, vintage.files[0].name


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``county`` with the file's column names."""
    return {"county": read_delimited(find_raw(raw, vintage.files[0].name), columns=COLUMNS)}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``reported_crimes``: one row per county.

    ``violent``, ``property``; ``people``: residents behind the counts; ``covered``: those of them whose
    agency reported, weighted by months; ``residents``. Crimes against persons and against property, a
    classification of the newer system, are empty.

    Raises
    ------
    BadValues
        A total is not the sum of its offenses: the columns mean something else.
    """
    table, name = tables["county"], vintage.files[0].name
    number = {c: to_number(table[c], f"{name} {c}") for c in COLUMNS if not c.startswith("FIPS")}
    for total, parts in (("INDEX", VIOLENT), ("MODINDX", PROPERTY)):
        gap = (number[total] - sum(number[part] for part in parts)).abs()
        if (gap > LARGEST_GAP).any():
            raise BadValues(
                f"{name}: {total} is not the sum of {', '.join(parts)} in {int((gap > 2).sum())} rows.",
                "The columns may be of another part of the study: use part 4, Crimes Reported.",
            )
    covered = np.minimum(number["CPOPCRIM"], number["population"]) * number["COVIND"] / 100
    out = pd.DataFrame(
        {
            # ICPSR's numeric codes have a fixed meaning; they are numbers in the file itself.
            "geoid": table["FIPS_ST"].str.zfill(2) + table["FIPS_CTY"].str.zfill(3),
            "violent": number["INDEX"],
            "property": number["MODINDX"],
            "against_persons": np.nan,
            "against_property": np.nan,
            "people": number["CPOPCRIM"],
            "covered": covered,
            "residents": number["population"],
        }
    )
    require_codes(out["geoid"], Level.COUNTY.width, name)
    require_unique(out, ["geoid"], name)
    out = out[~out["geoid"].str[:2].isin(TERRITORIES)].reset_index(drop=True)
    out["level"], out["geo_vintage"] = Level.COUNTY.value, vintage.geo_vintage
    out["year"], out["period"] = vintage.year, vintage.period
    return {"reported_crimes": out}
