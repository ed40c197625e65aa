"""Survey records of people and households, from the ACS Public Use Microdata Sample.

A zip of housing records and one of person records, each in several parts (``psam_husa.csv`` ...), or
one of each by state. A record says only in which microdata area (PUMA, 100,000 people or more) it lies;
it carries a weight and 80 replicate weights. Traps: codes are text with leading zeros; names of columns
change their case and their wording between years; a file may hold PUMAs of two censuses, record by
record; vacant homes and group quarters are housing records too (the latter with weight 0).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from mobility_analysis.core.errors import BadValues, SourceDrift, TruncatedFile
from mobility_analysis.core.io import find_raw, require_codes, require_unique, to_number
from mobility_analysis.framework.places import TERRITORIES
from mobility_analysis.framework.source import US_GOV_WORK, RemoteFile, Source, Vintage, by_id

URL = "https://www2.census.gov/programs-surveys/acs/data/pums/{year}/{years}-Year/{name}"
REPLICATES = 80
WEIGHTS = tuple(f"w{number}" for number in range(REPLICATES + 1))
HOUSING, PERSONS = "housing", "persons"
LETTER = {HOUSING: "h", PERSONS: "p"}
WEIGHT = {HOUSING: "WGTP", PERSONS: "PWGTP"}
# First year from which the only PUMA column holds areas of the 2020 census.
FIRST_WITH_2020_PUMAS = 2022
NO_PUMA = "-0009"  # the record is coded in the other of two PUMA columns
# What we read, under its newest name; older names of the same column stand behind it.
OLDER = {"STATE": ("ST",), "TYPEHUGQ": ("TYPE",)}
ATTRIBUTES = {
    HOUSING: ("SERIALNO", "STATE", "TYPEHUGQ", "ADJINC", "ADJHSG", "NP", "TEN", "VALP", "HINCP"),
    PERSONS: (
        "SERIALNO",
        "SPORDER",
        "STATE",
        "AGEP",
        "SEX",
        "RAC1P",
        "HISP",
        "SCHL",
        "ESR",
        "DIS",
    ),
}
PUMA = "PUMA"
MIXED_PUMAS = {"PUMA00": 2000, "PUMA10": 2010, "PUMA20": 2020}
STATES = re.findall(
    r"\w\w",
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy",
)

HOUSING_UNIT = 1  # TYPEHUGQ; 2 and 3 are institutions and other group quarters
TENURES = {1: "Owner", 2: "Owner", 3: "Renter", 4: "Renter"}  # 4 pays no cash rent
GENDERS = {1: "Male", 2: "Female"}
NOT_HISPANIC, WHITE, BLACK = 1, 1, 2
RACES = ["Black, Non-Hispanic", "Hispanic", "Other Races and Ethnicities", "White, Non-Hispanic"]
DIPLOMA = 16  # SCHL: regular diploma; 17 GED or alternative; higher codes are college
EMPLOYED = (1, 2, 4, 5)  # ESR: civilians and armed forces, at work or with a job
MILLION = 1_000_000


def _vintage(year: int, years: int, area: str = "us") -> Vintage:
    files = tuple(
        RemoteFile(name, URL.format(year=year, years=years, name=name))
        for name in (f"csv_{LETTER[kind]}{area}.zip" for kind in (HOUSING, PERSONS))
    )
    return Vintage(
        id=f"{years}yr-{year}-{area}",
        year=year,
        period=str(year) if years == 1 else f"{year - years + 1}-{year}",
        geo_vintage=year,
        files=files,
    )


SOURCE = Source(
    id="census_pums",
    agency="U.S. Census Bureau",
    title="American Community Survey, Public Use Microdata Sample",
    landing_page="https://www.census.gov/programs-surveys/acs/microdata.html",
    citation="Census Bureau, American Community Survey, Public Use Microdata Sample (PUMS)",
    licence=US_GOV_WORK,
    each_row_is="a person, or a housing unit, of the survey",
    provides=("pums_persons", "pums_households"),
    vintages=by_id(
        *(_vintage(year, 5) for year in range(2016, 2024)),
        # No standard release of 2020: its answers came in unevenly.
        *(_vintage(year, 1) for year in (*range(2014, 2020), 2021, 2022, 2023)),
        *(_vintage(2023, 5, state) for state in STATES),
    ),
    warnings=(
        "Records carry no county: only the PUMA they lie in.",
        "The nation's five-year files hold 16 million people with 81 weights each: some 8 gigabytes "
        "of memory; one state's files are small.",
        "Very high incomes and home values are replaced by a state's average of such values.",
    ),
)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Tables ``housing`` and ``persons``: the columns we use, in upper case and under their newest
    name; text, but for the weights (whole numbers)."""
    found = {}
    for kind, file in zip((HOUSING, PERSONS), vintage.files, strict=True):
        path = find_raw(raw, file.name)
        try:
            with zipfile.ZipFile(path) as archive:
                found[kind] = pd.concat(_parts(archive, kind, vintage.id), ignore_index=True)
        except (zipfile.BadZipFile, EOFError) as error:
            raise TruncatedFile(
                f"{path.name} is not a whole zip ({error}).",
                "Fetch it again with `mobility fetch --refresh`.",
            ) from error
    return found


def _parts(archive: zipfile.ZipFile, kind: str, vintage_id: str) -> Iterator[pd.DataFrame]:
    pattern = re.compile(rf"(psam_|ss\d\d){LETTER[kind]}\w+\.csv", re.IGNORECASE)
    members = [n for n in archive.namelist() if pattern.fullmatch(n.rpartition("/")[2])]
    if not members:
        raise SourceDrift(
            f"{vintage_id}: the zip of {kind} holds no psam_{LETTER[kind]}*.csv; it holds "
            f"{', '.join(archive.namelist()[:8])}.",
            "If the agency renamed its parts, add the name to the source's module.",
        )
    for member in sorted(members):
        yield _read_part(archive, member, kind, f"{vintage_id} {member}")


def _read_part(archive: zipfile.ZipFile, member: str, kind: str, name: str) -> pd.DataFrame:
    with archive.open(member) as stream:
        header = next(csv.reader(io.TextIOWrapper(stream, "utf-8-sig")), [])
    chosen = _columns(header, kind, name)
    weights = {new for new in chosen if new.startswith(WEIGHT[kind])}
    types = {old: pa.int32() if new in weights else pa.string() for new, old in chosen.items()}
    with archive.open(member) as stream:
        try:
            table = pa.csv.read_csv(
                stream,
                convert_options=pa.csv.ConvertOptions(
                    include_columns=list(types), column_types=types
                ),
            )
        except pa.ArrowInvalid as error:
            raise BadValues(
                f"{name}: a row cannot be read ({str(error)[:200]}).",
                "Weights are whole numbers: fetch the agency's own file again.",
            ) from error
    return table.rename_columns(list(chosen)).to_pandas()


def _columns(header: list[str], kind: str, name: str) -> dict[str, str]:
    """The columns to read: newest name to the name in the file."""
    there = {column.strip().upper(): column for column in header}
    wanted = [*ATTRIBUTES[kind], *(f"{WEIGHT[kind]}{n or ''}" for n in range(REPLICATES + 1))]
    chosen: dict[str, str] = {}
    for column in wanted:
        known = [each for each in (column, *OLDER.get(column, ())) if each in there]
        if known:
            chosen[column] = there[known[0]]
    chosen |= {column: there[column] for column in (PUMA, *MIXED_PUMAS) if column in there}
    gone = [column for column in wanted if column not in chosen]
    if not {PUMA, *MIXED_PUMAS} & chosen.keys():
        gone.append(PUMA)
    if gone:
        raise SourceDrift(
            f"{name}: column{'s' if len(gone) > 1 else ''} {', '.join(gone[:8])} "
            f"{'are' if len(gone) > 1 else 'is'} gone ({len(header)} columns found).",
            "Compare the file with the year's PUMS data dictionary; if a column was renamed, "
            "add the older name to the source's module.",
        )
    return chosen


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``pums_persons``: one row per person. ``pums_households``: one row per occupied home, with the
    group of its householder. Both with ``puma``, ``puma_vintage`` and weights ``w0`` ... ``w80``."""
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
    number = _numbers(
        housing, ("TYPEHUGQ", "ADJINC", "ADJHSG", "NP", "TEN", "VALP", "HINCP"), vintage
    )
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
    own["income"] = number["HINCP"] * number["ADJINC"] / MILLION
    # Also filled for homes for sale; what counts is what owners live in.
    value = number["VALP"] * number["ADJHSG"] / MILLION
    own["home_value"] = value.where(tenure == "Owner")
    return _with_place_and_weights(own, housing, HOUSING, vintage).reset_index(drop=True)


def _numbers(table: pd.DataFrame, columns: tuple[str, ...], vintage: Vintage) -> pd.DataFrame:
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
    weights = table[names].set_axis(list(WEIGHTS), axis=1)
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
