"""American Community Survey tables, in each rendering a data lead may have.

One row of the tidy table is one cell of one table for one place: estimate and 90 percent margin of
error. Renderings (``layout``):

* ``api``: the Census API's JSON, one file per table and level (``B14003-county.json``);
* ``sf``: the table-based summary file (``acsdt5y2023-b14003.dat``), every geography in one table and cut
  to ours as it is read;
* ``datacensus``: a download from data.census.gov (``ACSDT5Y2023.B14003-Data.csv``);
* ``aff``: a download from American FactFinder, gone since 2020 (``ACS_17_5YR_B14003_with_ann.csv``);
* ``api-wide``: one wide CSV of selected cells, saved from the API by County Health Rankings;
* ``udp``, ``chr``, ``oeps``: partners' extracts of tracts (``_acs_extracts``).

Table B17020 (poverty by age) has two counts of B17001 (by sex and age) in fewer lines: they go by B17001's names,
whichever of the two a run has.

Cells are found by table and line, except in American FactFinder files, whose ``VDnn`` numbers are
not always the table's lines: there the label row decides (``acs_cells.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import MissingInput, NotData, SourceDrift
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    read_filtered,
    read_json,
    require_codes,
    require_columns,
    require_unique,
)
from mobility_analysis.framework.places import (
    CENSUS_SUMMARY_LEVELS,
    NATION_GEOID,
    TERRITORIES,
    Level,
)
from mobility_analysis.framework.sighting import Sighting, Sightings
from mobility_analysis.framework.source import (
    US_GOV_WORK,
    ByHand,
    PassingOn,
    Rhythm,
    Source,
    Vintage,
)
from mobility_analysis.sources.census import _acs_extracts
from mobility_analysis.sources.census._acs_values import numbers
from mobility_analysis.sources.census._acs_vintages import NEWEST, all_levels, cells, vintages
from mobility_analysis.sources.census._withdrawn import POVERTY, say_withdrawn

# The wide extracts write every annotated margin as NA. For counts of residents the one annotation a
# valid estimate has is "controlled": counties' totals and their Hispanic and White residents are set to
# the population estimates. (Medians have others, so there NA stays unknown.)
CONTROLLED_WHEN_NA = ("B03002",)
BLOCK_GROUP = "block group"  # read only to be added up to tracts
POVERTY_BY_AGE = "B17020"


SOURCE = Source(
    id="census_acs",
    agency="U.S. Census Bureau",
    title="American Community Survey, detailed tables",
    landing_page="https://www.census.gov/programs-surveys/acs",
    citation="U.S. Census Bureau, American Community Survey 5-year estimates",
    licence=US_GOV_WORK,
    passing_on=PassingOn.FREE,
    each_row_is="one cell of a table for one place",
    provides=("acs", "acs_tracts", "tract_internet", "tract_poverty"),
    vintages=vintages(),
    # The summary file needs no key; a partner's wide extract has few tables.
    renderings=("sf", "api", "aff", "api-wide", "datacensus"),
    rhythm=Rhythm(
        month=12,
        years_after=1,
        cited="https://www.census.gov/programs-surveys/acs/news/data-releases.html",
    ),
    upcoming=all_levels(NEWEST + 1),
    warnings=("Five years of interviews taken together; margins of error are 90 percent.",),
    by_hand=ByHand(
        40,
        "None: works of the United States government.",
        "A program fetches the same tables from the summary file (vintages ending in -sf) or with a free key (-api).",
    ),
)


# ------------------------------------------------------------------ reading


PRODUCT = "American Community Survey, table of data.census.gov"
OLD_PRODUCT = "American Community Survey, table of American FactFinder"
CELL = re.compile(r"^([BC]\d{5}[A-I]?)_\d{3}E$")
# Five-year tables have every county; those of one year have some 850.
FEWEST_COUNTIES, STATES = 3000, 48


def recognise(seen: Glimpse) -> Sightings:
    """The file says its table and areas; its year is only in the file's name."""
    if seen.has("GEO.id", "GEO.id2", "GEO.display-label"):
        yield from _dropped(seen, OLD_PRODUCT, "aff", "GEO.id", "")
    elif seen.has("GEO_ID", "NAME"):
        tables = {found[1] for column in seen.header if (found := CELL.match(column))}
        if len(tables) == 1:
            yield from _dropped(seen, PRODUCT, "datacensus", "GEO_ID", tables.pop())


def _dropped(seen: Glimpse, product: str, layout: str, column: str, table: str) -> Sightings:
    """The files of every year that this one can be; by their areas, and the table where it is known."""
    codes = [code for code in seen.values(column) if "US" in code]
    levels = {code[:3] for code in codes}
    counties = {code.partition("US")[2] for code in codes if code.startswith("050")}
    if (
        levels == {"050"}
        and len({code[:2] for code in counties}) > STATES
        and len(counties) < FEWEST_COUNTIES
    ):
        yield Sighting(
            product,
            but="a table of one year, which has only large counties: choose 5-year estimates.",
        )
        return
    found = [
        Sighting(product, vintage.id, file.name)
        for vintage in SOURCE.vintages.values()
        if vintage.layout == layout and _has_areas(vintage, levels, codes)
        for file in vintage.files
        if table in re.split(r"[._-]", file.name) or not table
    ]
    yield from found
    if not found:
        said = f"table {table} " if table else "a table "
        yield Sighting(
            product,
            but=f"{said}of areas for which no edition takes it: docs/by-hand.md lists them.",
        )


def _has_areas(vintage: Vintage, levels: set[str], codes: list[str]) -> bool:
    area = vintage.id.split("-")[2]
    wanted = {"county": "050", "tract": "140", "blockgroup": "150"}[area]
    places = {code.partition("US")[2] for code in codes if code.startswith(wanted)}
    if wanted not in levels or not places:
        return False
    return not vintage.covers or all(place.startswith(vintage.covers) for place in places)


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text tables by table id (``B14003``; ``wide``); the API's files of one table are stacked.

    A table that the folder does not hold is left out: a run uses what its files offer. None at all is
    :class:`MissingInput`.
    """
    if vintage.layout in _acs_extracts.LAYOUTS:
        return _acs_extracts.read(raw, vintage)
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        "aff": _read_two_headers,
        "datacensus": _read_two_headers,
        "sf": partial(_read_summary_file, levels=_levels(vintage)),
        "api": _read_json,
        "api-wide": _read_wide,
    }
    found: dict[str, list[pd.DataFrame]] = {}
    for file in vintage.files:
        try:
            path = find_raw(raw, file.name)
        except MissingInput:
            continue
        table = readers[vintage.layout](path)
        _require_rows(table, path.name, vintage.layout)
        if _is_of_tracts(vintage) and vintage.layout != "sf":
            table = _only_tracts(table)
        found.setdefault(_table_name(file.name, vintage.layout), []).append(table)
    if not found:
        raise MissingInput(
            f"{raw} holds none of the {len(vintage.files)} files of {vintage.id} "
            f"(such as {vintage.files[0].name}).",
            "Fetch the source again, or pin another vintage in params.yaml.",
        )
    return {name: _stack(tables) for name, tables in found.items()}


def _require_rows(table: pd.DataFrame, name: str, layout: str) -> None:
    labels = 1 if layout in ("aff", "datacensus") else 0
    if len(table) <= labels:
        raise NotData(
            f"{name} holds no rows, only the names of columns.",
            "Look at the places and tables in its address or export, then fetch it again.",
        )


def _is_of_tracts(vintage: Vintage) -> bool:
    return "-tract-" in vintage.id or "-blockgroup-" in vintage.id


def _only_tracts(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of tracts and block groups, and a row of labels."""
    column = "GEO.id" if "GEO.id" in table.columns else "GEO_ID"
    require_columns(table, [column], "tracts")
    has_digits = table[column].str.contains(r"US\d", regex=True)
    return table[~has_digits | table[column].str.startswith(("1400000US", "1500000US"))]


def _stack(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Files of one table as one: levels differ only in their columns for the code."""
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True).fillna("")


def _table_name(file_name: str, layout: str) -> str:
    if layout == "api-wide":
        return "wide"
    table = re.search(r"[BC]\d{5}[A-I]?", file_name, re.IGNORECASE)
    assert table is not None
    return table.group().upper()


def _read_two_headers(path: Path) -> pd.DataFrame:
    """Codes in the first row, labels in the second; the labels stay as row 0."""
    encoding = "latin-1" if "with_ann" in path.name else "utf-8-sig"
    frame = read_delimited(path, encoding=encoding)
    return frame.loc[:, [not str(column).startswith("Unnamed") for column in frame.columns]]


def _levels(vintage: Vintage) -> tuple[str, ...]:
    """How identifiers of the places begin that the vintage is read for: none of a component or variant."""
    is_of_tracts = _is_of_tracts(vintage)
    return tuple(
        f"{code}US"
        for code, level in CENSUS_SUMMARY_LEVELS.items()
        if (level == Level.TRACT) == is_of_tracts
    )


def _read_summary_file(path: Path, levels: tuple[str, ...]) -> pd.DataFrame:
    """Read only the rows of ``levels`` (of some 600,000) and the cells that are used (of up to 346)."""
    table = _table_name(path.name, "sf")
    used = _used(table, "sf")
    columns = ["GEO_ID", *(column for line in used["line"] for column in _sf_pair(table, line))]
    return read_filtered(
        path, columns, lambda rows: rows["GEO_ID"].str.startswith(levels), encoding="utf-8", sep="|"
    )


def _sf_pair(table: str, line: str) -> tuple[str, str]:
    """(estimate column, margin column) of a cell in the summary file."""
    return f"{table}_E{line}", f"{table}_M{line}"


def _read_wide(path: Path) -> pd.DataFrame:
    return read_delimited(path, columns=None)


def _read_json(path: Path) -> pd.DataFrame:
    expected = "the Census API's list of rows"
    rows = read_json(path, expected)
    if rows == []:
        return pd.DataFrame()
    try:
        for number, row in enumerate(rows):
            # pandas would fill a shorter row with blanks, which here mean "not published".
            if not isinstance(row, list) or len(row) != len(rows[0]):
                raise ValueError(f"row {number} is no list of {len(rows[0])} values")
        frame = pd.DataFrame(rows[1:], columns=rows[0])
        frame = frame.loc[:, ~frame.columns.duplicated()]
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise SourceDrift(
            f"{path.name} is not {expected} ({error}).",
            "Fetch it again; a partial answer is cut off in the middle.",
        ) from error
    return frame.astype("object").where(frame.notna(), "").astype(str)


# ------------------------------------------------------------------ tidying


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``acs``: level, geoid, geo_vintage, year, period, cell, estimate, moe, reason; of tracts ``acs_tracts``.

    ``cell`` is such as ``B14003_004``; ``moe`` the published 90 percent margin, 0 where the estimate
    is controlled to a total; ``reason`` (:class:`Missing`) is filled exactly where the estimate is
    missing. Puerto Rico and the island areas are left out: the framework covers the 50 states and DC.
    """
    if vintage.layout in _acs_extracts.LAYOUTS:
        return _acs_extracts.tidy(tables, vintage)
    parts = [_tidy_table(name, table, vintage.layout) for name, table in tables.items()]
    out = pd.concat([part for part in parts if len(part)], ignore_index=True)
    out = out[~out["geoid"].str[:2].isin(TERRITORIES) | (out["level"] == Level.NATION.value)]
    out = _add_block_groups(out)
    for level in out["level"].unique():
        require_codes(out.loc[out["level"] == level, "geoid"], Level(level).width, vintage.id)
    require_unique(out, ["level", "geoid", "cell"], vintage.id)
    out["geo_vintage"], out["year"], out["period"] = (
        vintage.geo_vintage,
        vintage.year,
        vintage.period,
    )
    out["reason"] = say_withdrawn(out["reason"], out["geoid"], out["cell"], vintage.period)
    is_tract = out["level"] == Level.TRACT.value
    if _is_of_tracts(vintage):
        return {"acs_tracts": out[is_tract].reset_index(drop=True)}
    return {"acs": out[~is_tract].reset_index(drop=True)}


def _add_block_groups(table: pd.DataFrame) -> pd.DataFrame:
    """Block groups added up to their tracts; margins as the root of the sum of squares."""
    is_part = table["level"] == BLOCK_GROUP
    if not is_part.any():
        return table
    parts = table[is_part].assign(
        geoid=table["geoid"].str[: Level.TRACT.width],
        level=Level.TRACT.value,
        moe=table["moe"] ** 2,
    )
    keys = ["level", "geoid", "cell"]
    summed = parts.groupby(keys)[["estimate", "moe"]].sum(min_count=1).reset_index()
    summed["moe"] = np.sqrt(summed["moe"])
    return pd.concat([table[~is_part], summed.assign(reason=pd.NA)], ignore_index=True)


def _tidy_table(name: str, table: pd.DataFrame, layout: str) -> pd.DataFrame:
    table, places = _places(name, table, layout)
    columns = _cell_columns(name, table, layout)
    body = table.iloc[1:] if layout in ("aff", "datacensus") else table
    places = places.loc[body.index]
    keep = places["level"].notna()
    body, places = body[keep], places[keep]
    parts = []
    for cell, (estimate_column, moe_column) in columns.items():
        estimate, reason = numbers(body[estimate_column], f"{name} {estimate_column}")
        moe, _ = numbers(body[moe_column], f"{name} {moe_column}", is_moe=True)
        if layout == "api-wide" and cell.startswith(CONTROLLED_WHEN_NA):
            moe = moe.mask(moe.isna() & estimate.notna(), 0.0)
        parts.append(places.assign(cell=cell, estimate=estimate, moe=moe, reason=reason))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _places(name: str, table: pd.DataFrame, layout: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(table, level and geoid per row); the level is missing for rows of levels we do not use."""
    if layout == "api-wide":
        key = "stco_code" if "stco_code" in table.columns else "GEOID"
        require_columns(table, [key], name)
        code = table[key]
        is_state = code.str.endswith("000")
        level = np.select(
            [code == "00000", is_state], [Level.NATION.value, Level.STATE.value], Level.COUNTY.value
        )
        geoid = np.select([code == "00000", is_state], [NATION_GEOID, code.str[:2]], code)
        return table, pd.DataFrame({"level": level, "geoid": geoid}, index=table.index, dtype="str")
    column = "GEO.id" if layout == "aff" else "GEO_ID"
    require_columns(table, [column], name)
    identifier = table[column]
    # Summary-file and data.census.gov identifiers may carry a component or vintage between level
    # and "US" (0500000US01001, 310M600US10180): only plain levels are ours.
    split = identifier.str.extract(r"^(\d{7})US(\d*)$")
    names = {code: value.value for code, value in CENSUS_SUMMARY_LEVELS.items()}
    level = split[0].map({**names, "1500000": BLOCK_GROUP})
    geoid = split[1].mask(level == Level.NATION.value, NATION_GEOID)
    return table, pd.DataFrame({"level": level, "geoid": geoid}, index=table.index)


def _cell_columns(name: str, table: pd.DataFrame, layout: str) -> dict[str, tuple[str, str]]:
    """(estimate column, margin column) by cell, for the cells we use that the file holds."""
    used = _used(name, layout)
    labels = _columns_by_label(table) if layout == "aff" else {}
    columns: dict[str, tuple[str, str]] = {}
    gone: list[str] = []
    for row in used.itertuples(index=False):
        cell = f"{row.table}_{row.line}"
        if layout == "aff":
            pair = labels.get(_plain(row.label), ("", ""))
        elif layout == "sf":
            pair = _sf_pair(row.table, row.line)
        else:
            pair = (f"{cell}E", f"{cell}M")
        if all(column in table.columns for column in pair):
            columns[cell.replace(POVERTY_BY_AGE, POVERTY)] = pair
        else:
            gone.append(f"{cell} ({row.label})")
    if gone and layout != "api-wide":
        raise SourceDrift(
            f"{name}: {len(gone)} cells are gone: {'; '.join(gone[:4])}.",
            "Compare with the table shell of that year and correct sources/census/acs_cells.csv.",
        )
    if not columns:
        raise SourceDrift(
            f"{name}: none of the cells we use is in the file.", "Check the download."
        )
    return columns


def _used(name: str, layout: str) -> pd.DataFrame:
    """Rows of :func:`cells` that a table of that name and layout holds."""
    used = cells()[cells()["only"].isin(["", layout, "tract"])]
    is_ours = used["only"] != "tract" if layout == "api-wide" else used["table"] == name
    return used[is_ours]


def _columns_by_label(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    labels = table.iloc[0]
    estimates = {
        _plain(label.removeprefix("Estimate; ")): column
        for column, label in labels.items()
        if label.startswith("Estimate; ")
    }
    margins = {
        _plain(label.removeprefix("Margin of Error; ")): column
        for column, label in labels.items()
        if label.startswith("Margin of Error; ")
    }
    return {
        label: (column, margins[label]) for label, column in estimates.items() if label in margins
    }


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", label.lower()).strip()
