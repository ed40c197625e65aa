"""Births, physicians, deaths, associations and reading scores as County Health Rankings computed them.

One row of a measure file is the nation (state code 00), a state (county code 000) or a county. Births
come from the restricted natality files of NCHS, seven years pooled, so that counties under 100,000
people, which CDC WONDER does not name, have a value of their own. Physicians come from HRSA's Area
Health Resources Files, deaths from NCHS, associations from County Business Patterns
(:mod:`._counted_rates`), third graders' scores from the Stanford archive (:mod:`._test_scores`). Counts
under 10 are withheld and written ``NA``. Earlier years come from the releases of 2016
(:mod:`._analytic_data`) and 2022 (:mod:`._state_workbooks`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    open_raw,
    read_delimited,
    reader_errors,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import CONNECTICUT, NATION_GEOID, Level
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    ByHand,
    PassingOn,
    RemoteFile,
    Source,
    Vintage,
    archived,
    by_id,
)
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import states
from mobility_analysis.sources._connecticut import keep_filled_connecticut
from mobility_analysis.sources.county_health_rankings._analytic_data import (
    ANALYTIC,
    ANALYTIC_STEPS,
    OWN_FILES,
    read_analytic,
    tidy_analytic,
)
from mobility_analysis.sources.county_health_rankings._counted_rates import (
    KINDS,
    PLACE_COLUMNS,
    RACES,
    files_of,
    read_counted,
    tidy_counted,
)
from mobility_analysis.sources.county_health_rankings._state_workbooks import (
    read_workbooks,
    tidy_workbooks,
    workbook_files,
)
from mobility_analysis.sources.county_health_rankings._test_scores import (
    SCORE_FILES,
    read_scores,
    tidy_scores,
)

GITHUB = "https://raw.githubusercontent.com/County-Health-Rankings-and-Roadmaps"
BIRTHS_FOLDER = (
    f"{GITHUB}/chrr_measure_calcs/a2fb5746fc26c76a3d647f92d39bf01e27a5b9c7/duplicated_data"
)
PHYSICIANS_FOLDER = (
    f"{GITHUB}/county_health_measure_calculations/9086d8a1f9aca98bd28403ad8028c5e3c4afee85"
    "/measure_datasets"
)
ALL_BIRTHS, RACE_BIRTHS, PHYSICIANS = (
    "v037_how.csv",
    "v037_singlerace_how.csv",
    "v004_s2026.sas7bdat",
)

# By release: year of the physicians, all years, and the county list.
ARCHIVED = 2025
OWN_YEARS = {2016: (2013, "2007-2013", 2014), 2022: (2019, "2014-2020", 2019)}


def _own_analytic(release: int) -> Vintage:
    year, period, geo_vintage = OWN_YEARS[release]
    return Vintage(
        id=f"{release}-analytic-csv",
        year=year,
        period=period,
        geo_vintage=geo_vintage,
        layout="analytic",
        files=(
            RemoteFile(
                f"analytic_data{release}.csv",
                OWN_FILES[release],
                mirrors=(archived(OWN_FILES[release], ARCHIVED),),
                # Estimated: about 3,200 rows of 700 columns.
                megabytes=12,
            ),
        ),
    )


SOURCE = Source(
    id="chr",
    agency="County Health Rankings & Roadmaps, University of Wisconsin Population Health Institute",
    title="County Health Rankings measure files: births, physicians, injuries, associations, reading",
    landing_page="https://www.countyhealthrankings.org/health-data/methodology-and-sources/data-documentation",
    citation=(
        "University of Wisconsin Population Health Institute, County Health Rankings & Roadmaps, "
        "measure calculations; births and deaths: NCHS; physicians: HRSA AHRF; associations: Census "
        "Bureau, County Business Patterns"
    ),
    licence=(
        "CC BY-NC-SA 4.0 for the 2026 measure files; none stated for the births files: not to be "
        "redistributed"
    ),
    passing_on=PassingOn.UNKNOWN,
    passing_on_of={"2026-measure-files": PassingOn.WITH_CONDITIONS},
    each_row_is="the nation, a state or a county",
    provides=("births", "physicians", "reading_scores", *KINDS),
    vintages=by_id(
        # Years of each measure: University of Wisconsin Population Health Institute, County Health
        # Rankings 2016, data sources and measures; the denominators are the residents of July 2013.
        Vintage(
            id="2016-analytic-data",
            year=2013,
            period="2007-2013",
            geo_vintage=2014,
            layout="analytic",
            files=(RemoteFile(ANALYTIC, steps=ANALYTIC_STEPS),),
        ),
        *map(_own_analytic, OWN_FILES),
        Vintage(
            id="2022-state-workbooks",
            year=2019,
            period="2019",
            geo_vintage=2019,
            layout="workbooks",
            files=workbook_files(),
        ),
        Vintage(
            id="2025-measure-files",
            year=2023,
            period="2017-2023",
            geo_vintage=2023,
            layout="births",
            files=(
                RemoteFile(ALL_BIRTHS, f"{BIRTHS_FOLDER}/{ALL_BIRTHS}", megabytes=0.3),
                RemoteFile(RACE_BIRTHS, f"{BIRTHS_FOLDER}/{RACE_BIRTHS}", megabytes=0.9),
                *(
                    RemoteFile(name, f"{PHYSICIANS_FOLDER}/{name}", megabytes=0.3)
                    for name in (*files_of(2025), *SCORE_FILES)
                ),
            ),
        ),
        # The 2026 release rests on AHRF 2023-2024: physicians and residents of 2022. Its national
        # population, 333,287,557, is the Census Bureau's estimate for July 2022 (Vintage 2022).
        Vintage(
            id="2026-measure-files",
            year=2022,
            period="2022",
            geo_vintage=2022,
            layout="physicians",
            files=(
                *(
                    RemoteFile(name, f"{PHYSICIANS_FOLDER}/{name}", megabytes=0.3)
                    for name in (PHYSICIANS, *files_of(2026))
                ),
            ),
        ),
    ),
    ended="The rankings end with the release of 2026.",
    warnings=(
        "Births of seven years are taken together.",
        "The release of 2016 has no groups and no row for the nation.",
        "Connecticut: births for the eight old counties; physicians for none.",
    ),
    by_hand=ByHand(
        60,
        "None for the workbooks of states; cite County Health Rankings & Roadmaps.",
        "Other releases of the rankings, which a program fetches, serve other years.",
    ),
)

WITHHELD = "NA"


PRODUCT = "County Health Rankings"
WORKBOOK_OF = re.compile(
    r"each [a-z, ]+ in ([A-Z][A-Za-z ]+?) and the underlying .*?calculating the (\d{4})"
)


def recognise(seen: Glimpse) -> Sightings:
    """A state's workbook says its state and year on the first sheet; the table of 2016 has R's names of columns."""
    found = WORKBOOK_OF.search(seen.words)
    if found:
        state, year = found[1].replace(" ", "_"), found[2]
        names = {file.name for v in SOURCE.vintages.values() for file in v.files}
        name = f"{year}_County_Health_Rankings_{state}_Data.xlsx"
        if name in names:
            yield Sighting(PRODUCT, f"{year}-state-workbooks", name)
        else:
            yield Sighting(
                PRODUCT, but=f"the workbook of {found[1]} of {year}, which is not in use."
            )
    elif seen.has("STATECODE", "COUNTYCODE", "County.that.was.not.ranked"):
        yield Sighting(PRODUCT, "2016-analytic-data", "countyhealth16.csv")


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by file stem, with the producer's column names; SAS numbers as text.

    Raises
    ------
    SourceDrift, NotData, TruncatedFile
        Columns are gone, or the file is not what its name says.
    """
    if vintage.layout == "analytic":
        return read_analytic(raw, vintage)
    if vintage.layout == "workbooks":
        return read_workbooks(raw, vintage)
    if vintage.layout == "physicians":
        columns = [*PLACE_COLUMNS, "v004_numerator", "v004_denominator"]
        physicians = _read_sas(find_raw(raw, PHYSICIANS), columns)
        return {"v004_s2026": physicians} | read_counted(raw, vintage)
    races = [f"{part}_{race}" for part in ("num", "denom") for race in RACES]
    return {
        Path(name).stem: read_delimited(find_raw(raw, name), columns=[*PLACE_COLUMNS, *columns])
        for name, columns in ((ALL_BIRTHS, ["num", "denom"]), (RACE_BIRTHS, races))
    } | (read_counted(raw, vintage) | read_scores(raw))


def _read_sas(path: Path, columns: list[str]) -> pd.DataFrame:
    with open_raw(path) as stream:
        reject_web_page(stream.read(HEAD), path.name)
        stream.seek(0)
        with reader_errors(path.name, "a SAS table"):
            frame = pd.read_sas(stream, format="sas7bdat", encoding="infer")
    require_columns(frame, columns, path.name)
    return frame[columns].apply(
        lambda column: column.map(_as_text) if column.dtype == "float64" else column.astype("str")
    )


def _as_text(number: float) -> str:
    return "" if pd.isna(number) else format(number, ".15g")


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The tables of a vintage, by kind.

    ``births`` (with all mothers and seven groups) and ``reading_scores``, or ``physicians``, by
    vintage; and ``injury_deaths`` and ``associations``.
    """

    def places(table: pd.DataFrame, name: str) -> pd.DataFrame:
        return _places(table, vintage, name)

    if vintage.layout == "analytic":
        return tidy_analytic(tables, vintage, places)
    if vintage.layout == "workbooks":
        return tidy_workbooks(tables, vintage, places)
    counted = tidy_counted(tables, vintage, places)
    if vintage.layout == "physicians":
        return {"physicians": _physicians(tables["v004_s2026"], vintage)} | counted
    scores = tidy_scores(tables, vintage, places)
    return {"births": _births(tables, vintage), "reading_scores": scores} | counted


def _places(table: pd.DataFrame, vintage: Vintage, name: str) -> pd.DataFrame:
    """``level`` and ``geoid``, plus the constants of the vintage; territories are left out."""
    require_codes(table["statecode"], 2, f"{vintage.id} {name}")
    require_codes(table["countycode"], 3, f"{vintage.id} {name}")
    places = pd.DataFrame(
        {"level": Level.COUNTY.value, "geoid": table["statecode"] + table["countycode"]},
        index=table.index,
    )
    is_state = table["countycode"] == "000"
    places.loc[is_state, "level"] = Level.STATE.value
    places.loc[is_state, "geoid"] = table["statecode"]
    places.loc[is_state & (table["statecode"] == NATION_GEOID), "level"] = Level.NATION.value
    require_unique(places, ["level", "geoid"], f"{vintage.id} {name}")
    places["year"], places["period"] = vintage.year, vintage.period
    return places[table["statecode"].isin([NATION_GEOID, *states()["fips"]])]


def _births(tables: dict[str, pd.DataFrame], vintage: Vintage) -> pd.DataFrame:
    every, by_race = tables[Path(ALL_BIRTHS).stem], tables[Path(RACE_BIRTHS).stem]
    groups = [(every, ALL_BIRTHS, ALL, "num", "denom")]
    groups += [
        (by_race, RACE_BIRTHS, label, f"num_{race}", f"denom_{race}")
        for race, label in RACES.items()
    ]
    parts = []
    for table, name, subgroup, low, births in groups:
        part = _places(table, vintage, name).assign(subgroup=subgroup)
        part["births"] = to_number(table[births], births, (WITHHELD,))
        part["low_weight"] = to_number(table[low], low, (WITHHELD,))
        _require_part_of_whole(part, f"{name} {low}")
        parts.append(part)
    out = pd.concat(parts, ignore_index=True)
    lacking = out["low_weight"].isna() | out["births"].isna()
    out["reason"] = _reason(lacking, Missing.SUPPRESSED_BY_SOURCE)
    out["borrowed_from"] = pd.Series(pd.NA, index=out.index, dtype="str")
    out, geo_vintage = keep_filled_connecticut(
        out, out["births"].notna(), vintage.geo_vintage, vintage.id
    )
    return out.assign(geo_vintage=geo_vintage).reset_index(drop=True)


def _require_part_of_whole(part: pd.DataFrame, name: str) -> None:
    if (part["low_weight"] > part["births"]).any():
        raise BadValues(
            f"{name}: births of low weight exceed births.", "Check the producer's file."
        )


def _physicians(table: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    out = _places(table, vintage, PHYSICIANS)
    out["physicians"] = to_number(table["v004_numerator"], "v004_numerator")
    out["population"] = to_number(table["v004_denominator"], "v004_denominator")
    filled = out["physicians"].notna() & out["population"].notna()
    out, geo_vintage = keep_filled_connecticut(out, filled, vintage.geo_vintage, vintage.id)
    lacking = out["physicians"].isna() | out["population"].isna()
    # Empty in this file is Connecticut alone, the state included: physicians of 2022 are still by old
    # county and residents by planning region, so the producer could not divide them.
    reason = _reason(lacking, Missing.NO_SOURCE_ROW)
    in_connecticut = out["geoid"].str[:2] == CONNECTICUT
    reason = reason.mask(lacking & in_connecticut, Missing.GEOGRAPHY_CHANGED.value)
    return out.assign(reason=reason, geo_vintage=geo_vintage).reset_index(drop=True)


def _reason(lacking: pd.Series, reason: Missing) -> pd.Series:
    return pd.Series(pd.NA, index=lacking.index, dtype="object").mask(lacking, reason.value)
