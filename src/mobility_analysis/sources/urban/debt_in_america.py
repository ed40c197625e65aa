"""Debt in collections, by county and kind of neighborhood (Debt in America).

One row is a county. The shares are of adults with a credit record, from a sample of one credit
bureau's files; neither the sample's size nor a margin of error is published. The groups are **ZIP
codes** by who lives there, not people. Each edition has its own sample month, headers, symbols and
threshold for "neighborhoods of color", so each is a vintage of its own: which header means what is in
``debt_columns.csv``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.io import (
    find_raw,
    read_delimited,
    require_codes,
    require_columns,
    require_unique,
    to_number,
)
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.source import PassingOn, RemoteFile, Source, Vintage, by_id
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.geography.universe import states

COLUMNS_FILE = Path(__file__).with_name("debt_columns.csv")
# Pinned to one state of the repository behind the map.
MAP = (
    "https://raw.githubusercontent.com/UrbanInstitute/debt-interactive-map/"
    "89aba1c978be0117231ae58e52aa78a2dc2bef5a/data"
)
CATALOG = "https://datacatalog.urban.org/dataset/debt-america-2024"

# Share of a ZIP code's residents who are people of color (or White) from which it counts as a
# neighborhood of color (or a White neighborhood). NaN: the edition does not say. Values of different
# thresholds are different quantities and never make a series; nor do the two editions of 2022, which
# sort ZIP codes by the ACS of 2015-19 and of 2017-21.
# Sources: notes of the map; https://datacatalog.urban.org/dataset/debt-america-2023 (60 percent).
THRESHOLDS = {
    "2018-panel-map-2019-11": 0.60,
    "2020-panel-map-2021-03": np.nan,
    "2022-panel-map-2022-05": 0.60,
    "2022-panel-map-2023-09": 0.60,
    "2023-panel-map-2024-07": 0.50,
    "2023-panel-workbooks": 0.50,
}
SYMBOLS = {
    "n<50": Missing.SUPPRESSED_BY_SOURCE,
    "n/a*": Missing.SUPPRESSED_BY_SOURCE,
    "n/a**": Missing.NOT_APPLICABLE,  # no ZIP code of this kind in the county
    "NA": Missing.WITHHELD_OR_NONE,  # of a neighborhood: the edition does not say which
}


def _map(vintage_id: str, year: int, geo_vintage: int, layout: str, path: str) -> Vintage:
    return Vintage(
        id=vintage_id,
        year=year,
        period=str(year),
        geo_vintage=geo_vintage,
        layout=layout,
        files=(RemoteFile(path.rpartition("/")[2], f"{MAP}/{path}", megabytes=0.7),),
    )


_WORKBOOK = Vintage(
    id="2023-panel-workbooks",
    year=2023,
    period="2023",
    geo_vintage=2021,
    layout="workbook",
    files=(
        RemoteFile(
            "dia_lbls_all_overall_county_2023_1Jul2024.xlsx",
            steps=f"Download the county workbook of overall debt from {CATALOG}.",
        ),
    ),
)

SOURCE = Source(
    id="urban_debt_in_america",
    agency="Urban Institute",
    title="Debt in America: An Interactive Map",
    landing_page="https://apps.urban.org/features/debt-interactive-map",
    citation="Urban Institute, Debt in America: An Interactive Map; credit bureau data of August 2018, "
    "2020, February 2022 and August 2023",
    licence="Open Data Commons Attribution License (ODC-By) v1.0",
    passing_on=PassingOn.WITH_CONDITIONS,
    each_row_is="a county",
    provides=("debt",),
    renderings=("map_2023",),
    vintages=by_id(
        _map(
            "2018-panel-map-2019-11",
            2018,
            2018,
            "map_2019",
            "201911-update/Overall_Delinquent_Debt_county.csv",
        ),
        _map("2020-panel-map-2021-03", 2020, 2019, "map_2021", "20210323update/county_overall.csv"),
        _map(
            "2022-panel-map-2022-05", 2022, 2019, "map_2022", "20220501-update/county_overall.csv"
        ),
        _map(
            "2022-panel-map-2023-09", 2022, 2021, "map_2023", "20230914-update/county_overall.csv"
        ),
        _map(
            "2023-panel-map-2024-07", 2023, 2021, "map_2023", "20240715-update/county_overall.csv"
        ),
        _WORKBOOK,
    ),
    cadence="irregular",
    warnings=(
        "Neither sample sizes nor margins of error are published.",
        "Credit bureaus dropped most medical collections in July 2022 and April 2023: the fall in "
        "debt in collections after that is partly a change of reporting.",
        "The threshold for neighborhoods of color was 60 percent of residents in 2018 and 2022 and "
        "is 50 percent in 2023.",
    ),
)


@lru_cache(maxsize=1)
def columns() -> pd.DataFrame:
    """``layout``, ``ours`` (geoid or a subgroup's label), ``header`` in the publisher's file."""
    return pd.read_csv(COLUMNS_FILE, dtype=str)


def _headers(layout: str) -> dict[str, str]:
    rows = columns()[columns()["layout"] == layout]
    return dict(zip(rows["ours"], rows["header"], strict=True))


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """The text table ``county``, with the publisher's column names."""
    path = find_raw(raw, vintage.files[0].name)
    headers = list(_headers(vintage.layout).values())
    if vintage.layout == "workbook":
        return {"county": _read_workbook(path, headers)}
    return {"county": read_delimited(path, encoding="utf-8-sig", columns=headers)}


def _read_workbook(path: Path, headers: list[str]) -> pd.DataFrame:
    frame = read_workbook(path, path.name)
    require_columns(frame, headers, path.name)
    # Earlier printings end with a footnote in the code column, beside empty cells.
    footnote = (frame[headers[1:]] == "").all(axis=1) & ~frame[headers[0]].str.fullmatch(r"\d+")
    return frame.loc[~footnote, headers]


def tidy(tables: dict[str, pd.DataFrame], vintage: Vintage) -> dict[str, pd.DataFrame]:
    """``debt``: places, subgroup, share (0-1), reason, threshold (of the neighborhoods).

    ``NA`` in the column for everyone is a withheld value (fewer than 50 people); in a neighborhood
    column it may as well mean that there is no such ZIP code, which the map of May 2022 tells apart.
    """
    table = tables["county"]
    headers = _headers(vintage.layout)
    geoid = table[headers["geoid"]]
    require_codes(geoid, Level.COUNTY.width, vintage.id)
    parts = []
    for subgroup in (label for label in headers if label != "geoid"):
        text = table[headers[subgroup]].str.strip()
        share = to_number(text, f"{vintage.id} {headers[subgroup]}", missing=tuple(SYMBOLS))
        if not share.dropna().between(0, 1).all():
            raise BadValues(
                f"{vintage.id} {headers[subgroup]}: shares outside 0-1.", "Are these percentages?"
            )
        reason = text.map({symbol: value.value for symbol, value in SYMBOLS.items()})
        if subgroup == ALL:
            reason = reason.mask(text == "NA", Missing.SUPPRESSED_BY_SOURCE.value)
        parts.append(
            pd.DataFrame(
                {
                    "level": Level.COUNTY.value,
                    "geoid": geoid,
                    "geo_vintage": vintage.geo_vintage,
                    "year": vintage.year,
                    "period": vintage.period,
                    "subgroup": subgroup,
                    "share": share,
                    "reason": reason.astype("object").where(reason.notna(), None),
                    "threshold": np.nan if subgroup == ALL else THRESHOLDS[vintage.id],
                }
            )
        )
    out = pd.concat(parts, ignore_index=True)
    require_unique(out, ["geoid", "subgroup"], vintage.id)
    return {"debt": out[out["geoid"].str[:2].isin(states()["fips"])].reset_index(drop=True)}
