"""Survey records of people and households, from the ACS Public Use Microdata Sample.

A zip of housing records and one of person records, each in several parts (``psam_husa.csv`` ...), or
one of each by state. A record says only in which microdata area (PUMA, 100,000 people or more) it lies;
it carries a weight and 80 replicate weights. Traps: codes are text with leading zeros; names of columns
change their case and their wording between years; a file may hold PUMAs of two censuses, record by
record; vacant homes and group quarters are housing records too (the latter with weight 0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.io import require_codes, require_unique, to_number
from mobility_analysis.framework.places import TERRITORIES
from mobility_analysis.framework.source import (
    ONLY_PINNED,
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.framework.tables import REPLICATES, WEIGHTS
from mobility_analysis.sources.census._pums_files import (
    DOLLARS,
    HOUSING,
    LETTER,
    MIXED_PUMAS,
    PERSONS,
    PUMA,
    WEIGHT,
    read,
)

__all__ = ["SOURCE", "read", "tidy"]

URL = "https://www2.census.gov/programs-surveys/acs/data/pums/{year}/{years}-Year/{name}"
# First year from which the only PUMA column holds areas of the 2020 census.
FIRST_WITH_2020_PUMAS = 2022
NO_PUMA = "-0009"  # the record is coded in the other of two PUMA columns
STATES = re.findall(
    r"\w\w",
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy",
)
# Sizes of 2024; other years are about as large, a state's part is estimated by its residents (millions, 2020).
MEGABYTES = {1: {HOUSING: 251.5, PERSONS: 602.8}, 5: {HOUSING: 952.5, PERSONS: 2273.8}}
_MILLIONS = re.findall(
    r"[\d.]+",
    "5.0 .7 7.2 3.0 39.5 5.8 3.6 1.0 .7 21.5 10.7 1.5 1.8 12.8 6.8 3.2 2.9 4.5 4.7 1.4 6.2 7.0 10.1 5.7 3.0 6.2 1.1 "
    "2.0 3.1 1.4 9.3 2.1 20.2 10.4 .8 11.8 4.0 4.2 13.0 1.1 5.1 .9 6.9 29.1 3.3 .6 8.6 7.7 1.8 5.9 .6",
)
RESIDENTS = dict(zip(STATES, map(float, _MILLIONS), strict=True))

HOUSING_UNIT = 1  # TYPEHUGQ; 2 and 3 are institutions and other group quarters
TENURES = {1: "Owner", 2: "Owner", 3: "Renter", 4: "Renter"}  # 4 pays no cash rent
# VACS: for rent, rented; for sale, sold, where nobody lives yet. Homes for the season are on no market.
VACANT_TENURES = {1: "Renter", 2: "Renter", 3: "Owner", 4: "Owner"}
GENDERS = {1: "Male", 2: "Female"}
NOT_HISPANIC, WHITE, BLACK = 1, 1, 2
RACES = ["Black, Non-Hispanic", "Hispanic", "Other Races and Ethnicities", "White, Non-Hispanic"]
DIPLOMA = 16  # SCHL: regular diploma; 17 GED or alternative; higher codes are college
EMPLOYED = (1, 2, 4, 5)  # ESR: civilians and armed forces, at work or with a job
MILLION = 1_000_000
FACTORS = (0.5, 3.0)  # of prices: five years apart they have never doubled


def _vintage(year: int, years: int, area: str = "us") -> Vintage:
    share = 1.0 if area == "us" else RESIDENTS[area] / sum(RESIDENTS.values())
    files = tuple(
        RemoteFile(
            name := f"csv_{LETTER[kind]}{area}.zip",
            URL.format(year=year, years=years, name=name),
            megabytes=round(MEGABYTES[years][kind] * share, 1),
        )
        for kind in (HOUSING, PERSONS)
    )
    return Vintage(
        id=f"{years}yr-{year}-{area}",
        year=year,
        period=str(year) if years == 1 else f"{year - years + 1}-{year}",
        geo_vintage=year,
        files=files,
        option="pums" if (years, area) == (5, "us") else ONLY_PINNED,
        slot="five years" if (years, area) == (5, "us") else "",
    )


SOURCE = Source(
    id="census_pums",
    agency="U.S. Census Bureau",
    title="American Community Survey, Public Use Microdata Sample",
    landing_page="https://www.census.gov/programs-surveys/acs/microdata.html",
    citation="Census Bureau, American Community Survey, Public Use Microdata Sample (PUMS)",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a person, or a housing unit, of the survey",
    provides=("pums_persons", "pums_households", "pums_vacant_homes"),
    vintages=by_id(
        *(_vintage(year, 5) for year in range(2016, 2025)),
        # No standard release of 2020: its answers came in unevenly.
        *(_vintage(year, 1) for year in (*range(2014, 2020), 2021, 2022, 2023, 2024)),
        *(_vintage(year, 5, state) for year in (2023, 2024) for state in STATES),
    ),
    rhythm=Rhythm(month=1, years_after=2),
    upcoming=_vintage(2025, 5),
    warnings=(
        "Records carry no county: only the PUMA they lie in.",
        "The nation's five-year files hold 16 million people with 81 weights each: some 8 gigabytes "
        "of memory; one state's files are small.",
        "Very high incomes and home values are replaced by a state's average of such values.",
    ),
)


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``pums_persons``, ``pums_households`` and ``pums_vacant_homes``.

    One row per person; per occupied home, with the group of its householder; per vacant home for
    rent or sale, or rented or sold. All have ``puma``, ``puma_vintage`` and weights ``w0`` ...
    ``w80``; dollars are those of the last year, costs are by the month.
    """
    housing, persons = (
        table[~table["STATE"].isin(TERRITORIES)].reset_index(drop=True)
        for table in (tables[HOUSING], tables[PERSONS])
    )
    require_unique(housing, ["SERIALNO"], f"{vintage.id} {HOUSING}")
    require_unique(persons, ["SERIALNO", "SPORDER"], f"{vintage.id} {PERSONS}")
    people = _persons(persons, housing, vintage)
    return {
        "pums_persons": people,
        "pums_households": _households(housing, persons, people, vintage),
        "pums_vacant_homes": _vacant_homes(housing, vintage),
    }


def _persons(persons: pd.DataFrame, housing: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    number = _numbers(persons, ("AGEP", "SEX", "RAC1P", "HISP", "SCHL", "ESR", "DIS"), vintage)
    kind = pd.to_numeric(housing["TYPEHUGQ"]).set_axis(housing["SERIALNO"])
    lives_in = persons["SERIALNO"].map(kind)
    if lives_in.isna().any():
        raise BadValues(
            f"{vintage.id}: {int(lives_in.isna().sum())} people belong to no housing record.",
            "The housing and the person file are of different releases: fetch both again.",
        )
    own = pd.DataFrame(
        {
            "age": number["AGEP"].astype("int16"),
            "gender": pd.Categorical(number["SEX"].map(GENDERS)),
            "race_ethnicity": _race(number["RAC1P"], number["HISP"]),
            "in_household": lives_in == HOUSING_UNIT,
            # Blank under the age from which it is asked.
            "has_hs_degree": _known(number["SCHL"] >= DIPLOMA, number["SCHL"]),
            "is_employed": _known(number["ESR"].isin(EMPLOYED), number["ESR"]),
            "has_disability": number["DIS"] == 1,
        }
    )
    return _with_place_and_weights(own, persons, PERSONS, vintage)


def _households(
    housing: pd.DataFrame, persons: pd.DataFrame, people: pd.DataFrame, vintage: Vintage
) -> pd.DataFrame:
    number = _homes(housing, vintage)
    occupied = (number["TYPEHUGQ"] == HOUSING_UNIT) & (number["NP"] > 0)
    number, housing = number[occupied], housing[occupied]
    is_head = (pd.to_numeric(persons["SPORDER"]) == 1).to_numpy()
    heads = people.loc[is_head, ["age", "gender", "race_ethnicity"]].set_axis(
        persons.loc[is_head, "SERIALNO"]
    )
    headless = ~housing["SERIALNO"].isin(heads.index)
    if headless.any():
        raise BadValues(
            f"{vintage.id}: {int(headless.sum())} occupied homes have no householder among the people.",
            "The housing and the person file are of different releases: fetch both again.",
        )
    tenure = number["TEN"].map(TENURES)
    own = heads.loc[housing["SERIALNO"]].set_index(housing.index)
    own["tenure"] = pd.Categorical(tenure)
    own["persons"] = number["NP"].astype("int16")
    own["income"] = number["HINCP"]
    # Also filled for homes for sale; what counts is what owners live in.
    own["home_value"] = number["VALP"].where(tenure == "Owner")
    own["rent"], own["gross_rent"] = number["RNTP"], number["GRNTP"]
    own["owner_cost"] = number["SMOCP"].where(tenure == "Owner")
    return _with_place_and_weights(own, housing, HOUSING, vintage).reset_index(drop=True)


def _vacant_homes(housing: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    number = _homes(housing, vintage)
    tenure = number["VACS"].map(VACANT_TENURES)
    on_market = (number["TYPEHUGQ"] == HOUSING_UNIT) & (number["NP"] == 0) & tenure.notna()
    own = pd.DataFrame(
        {
            "tenure": pd.Categorical(tenure[on_market]),
            "rent": number.loc[on_market, "RNTP"],
            "home_value": number.loc[on_market, "VALP"],
        }
    )
    found = _with_place_and_weights(own, housing[on_market], HOUSING, vintage)
    return found.reset_index(drop=True)


def _homes(housing: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Numbers of housing records, dollars in those of the last year."""
    codes = ("TYPEHUGQ", "NP", "TEN", "VACS", "ADJINC", "ADJHSG")
    number = _numbers(housing, (*codes, *DOLLARS), vintage)
    factors = {name: _factor(number[name], f"{vintage.id} {name}") for name in ("ADJINC", "ADJHSG")}
    for name in DOLLARS:
        factor = "ADJINC" if name == "HINCP" else "ADJHSG"
        number[name] = number[name] * factors[factor]
    return number


def _factor(number: pd.Series, name: str) -> pd.Series:
    """What a dollar of the year of the interview is in the last year: near 1.

    It is printed as a whole number of millionths (1019773), in some copies as a decimal (1.019773).

    Raises
    ------
    BadValues
        It is neither, or both in one file: incomes would be wrong by a factor of a million.
    """
    known = number.dropna()
    for unit in (MILLION, 1):
        if (known / unit).between(*FACTORS).all():
            return number / unit
    raise BadValues(
        f"{name} is neither near 1,000,000 nor near 1, for example {known.iloc[0]:g}, {known.iloc[-1]:g}.",
        "The column holds factors in millionths: fetch the agency's own file.",
    )


def _numbers(table: pd.DataFrame, columns: Iterable[str], vintage: Vintage) -> pd.DataFrame:
    return pd.DataFrame({c: to_number(table[c], f"{vintage.id} {c}") for c in columns})


def _known(answer: pd.Series, asked: pd.Series) -> pd.Series:
    return answer.astype("boolean").mask(asked.isna())


def _race(race: pd.Series, origin: pd.Series) -> pd.Categorical:
    """Four groups that do not overlap: Hispanic people of any race are in their own."""
    codes = np.select([origin != NOT_HISPANIC, race == BLACK, race == WHITE], [1, 0, 3], 2)
    return pd.Categorical.from_codes(codes, RACES)


def _with_place_and_weights(
    own: pd.DataFrame, table: pd.DataFrame, kind: str, vintage: Vintage
) -> pd.DataFrame:
    puma, of_census = _pumas(table, vintage)
    require_codes(puma, 7, f"{vintage.id} {kind} PUMA")
    names = [f"{WEIGHT[kind]}{n or ''}" for n in range(REPLICATES + 1)]
    if (table[WEIGHT[kind]] < 0).any():
        raise BadValues(
            f"{vintage.id} {kind}: a weight is below 0 (only replicate weights may be).",
            "The columns of weights may have been shuffled: fetch the file again.",
        )
    place = pd.DataFrame({"puma": puma, "puma_vintage": of_census})
    place["year"], place["period"] = vintage.year, vintage.period
    weights = table[names].set_axis(WEIGHTS, axis=1)
    return pd.concat([place, own, weights], axis=1)


def _pumas(table: pd.DataFrame, vintage: Vintage) -> tuple[pd.Series, pd.Series]:
    """(state and PUMA, census whose PUMAs they are) of each record."""
    if PUMA in table:
        census = 2020 if vintage.year >= FIRST_WITH_2020_PUMAS else 2010
        return table["STATE"] + table[PUMA], pd.Series(census, index=table.index)
    code = pd.Series(pd.NA, index=table.index, dtype="str")
    of_census = pd.Series(0, index=table.index)
    for column, census in MIXED_PUMAS.items():
        if column in table:
            used = table[column] != NO_PUMA
            code, of_census = code.mask(used, table[column]), of_census.mask(used, census)
    return table["STATE"] + code.fillna(""), of_census
