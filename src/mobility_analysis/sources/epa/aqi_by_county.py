"""Days, median and extremes of the daily Air Quality Index by county and year.

One row of an agency file is a county with at least one monitor. About two thirds of the counties have
none and no row. Counties are named, not coded, as in "Baltimore (City)"; territories and "Country Of
Mexico" are among the states. The median counts only days with a reading.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.notes import note
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.sighting import Sighting, Sightings, of_edition, only_value
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    PassingOn,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.geography.universe import states

# EPA still files Connecticut's monitors under the eight old counties, in every year so far.
LATEST_COUNTY_LIST = 2021


def _vintage(year: int) -> Vintage:
    stem = f"annual_aqi_by_county_{year}"
    return Vintage(
        id=f"{year}-annual-county",
        year=year,
        period=str(year),
        geo_vintage=min(year, LATEST_COUNTY_LIST),
        files=(
            RemoteFile(
                f"{stem}.csv",
                f"https://aqs.epa.gov/aqsweb/airdata/{stem}.zip",
                member=f"{stem}.csv",
                megabytes=0.02,
            ),
        ),
    )


SOURCE = Source(
    id="epa_aqi",
    agency="U.S. Environmental Protection Agency",
    title="Air Quality System: annual Air Quality Index by county",
    landing_page="https://aqs.epa.gov/aqsweb/airdata/download_files.html#Annual",
    citation="U.S. Environmental Protection Agency, Air Quality System, Air Data pre-generated files",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="a county with an air monitor",
    provides=("air_quality",),
    vintages=by_id(*(_vintage(year) for year in range(2014, 2026))),
    warnings=(
        "Only counties with monitors are listed, and monitors stand where air was expected to be bad.",
        "The latest year is incomplete until the spring after the next.",
    ),
    rhythm=Rhythm(month=6, years_after=1),
    upcoming=_vintage(2026),
)

# Days on which a pollutant was the county's worst. Ozone and fine particles are what the index is read for;
# gases of traffic and industry alone (below half of the index nearly everywhere) say little about a county's air.
OZONE, FINE, COARSE = "Days Ozone", "Days PM2.5", "Days PM10"
MAIN = [OZONE, FINE]
# The year's file is there from its first months on. In a finished year some county has an index for nearly each day.
FEWEST_DAYS = 350
COLUMNS = [
    "State", "County", "Year", "Days with AQI", "Max AQI", "90th Percentile AQI", "Median AQI",
]  # fmt: skip
NOT_STATES = {"american samoa", "country of mexico", "guam", "northern mariana islands"} | {
    "puerto rico",
    "virgin islands",
    "canada",
}


PRODUCT = "EPA, annual Air Quality Index by county"


def recognise(seen: Glimpse) -> Sightings:
    """The year is a column of the file."""
    if seen.has("CBSA", "Year", "Days with AQI"):
        yield Sighting(PRODUCT, but="by metropolitan area: take the file by county.")
    elif seen.has(*COLUMNS):
        year = only_value(seen, "Year")
        yield of_edition(PRODUCT, SOURCE, f"{year}-annual-county", year)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``aqi`` with EPA's column names."""
    table = read_delimited(find_raw(raw, vintage.files[0].name))
    require_columns(table, COLUMNS, vintage.files[0].name)
    by_pollutant = [column for column in (*MAIN, COARSE) if column in table.columns]
    return {"aqi": table[[*COLUMNS, *by_pollutant]]}


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``air_quality``: one row per monitored county.

    Columns ``state_name``, ``county_name`` (as EPA writes them), ``days``, ``median_aqi``,
    ``percentile_90_aqi``, ``max_aqi``; ``main_days``, those determined by ozone or fine particles,
    and ``minor_days``, those determined by neither nor by coarse particles (missing where a copy of
    the file lacks the columns).
    """
    table = tables["aqi"]
    name = vintage.files[0].name
    _require_year(table, vintage)
    state = table["State"].str.strip()
    known = state.str.lower().isin(states()["name"].str.lower())
    strange = ~known & ~state.str.lower().isin(NOT_STATES)
    without_odd(
        table, strange, ["State", "County"], name, "of neither a state nor a known territory"
    )
    rows = table[known]
    most_days = to_number(rows["Days with AQI"], "Days with AQI").max()
    if most_days < FEWEST_DAYS:
        note(
            f"{name}: no county has an index for more than {most_days:.0f} days, so the year was not over "
            "when the file was made; none of it is used."
        )
        return {}
    out = pd.DataFrame(
        {
            "level": Level.COUNTY.value,
            "state_name": state[known],
            "county_name": rows["County"].str.strip(),
            "geo_vintage": vintage.geo_vintage,
            "year": vintage.year,
            "period": vintage.period,
            "days": to_number(rows["Days with AQI"], "Days with AQI"),
            "median_aqi": to_number(rows["Median AQI"], "Median AQI"),
            "percentile_90_aqi": to_number(rows["90th Percentile AQI"], "90th Percentile AQI"),
            "max_aqi": to_number(rows["Max AQI"], "Max AQI"),
        }
    )
    out["main_days"], out["minor_days"] = _days_by_pollutant(rows, out["days"], name)
    require_unique(out, ["state_name", "county_name"], name)
    return {"air_quality": out.reset_index(drop=True)}


def _days_by_pollutant(
    rows: pd.DataFrame, days: pd.Series, name: str
) -> tuple[pd.Series, pd.Series]:
    if not {*MAIN, COARSE} <= set(rows.columns):
        unknown = pd.Series(float("nan"), index=rows.index)
        return unknown, unknown
    by = {column: to_number(rows[column], f"{name} {column}") for column in (*MAIN, COARSE)}
    known = by[OZONE] + by[FINE] + by[COARSE]
    if (known > days).any():
        raise BadValues(
            f"{name}: a county has more days by pollutant than days.",
            "Columns may have been shuffled: fetch the agency's own file.",
        )
    return by[OZONE] + by[FINE], days - known


def _require_year(table: pd.DataFrame, vintage: Vintage) -> None:
    other = table.loc[table["Year"].str.strip() != str(vintage.year), "Year"]
    if len(other):
        raise BadValues(
            f"{vintage.files[0].name}: {len(other)} rows are of another year "
            f"({', '.join(other.unique()[:3])}).",
            "The file is in the wrong folder: fetch it again.",
        )
