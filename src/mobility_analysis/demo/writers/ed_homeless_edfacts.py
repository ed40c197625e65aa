"""The demonstration state's homeless students, in the layout of EDFacts' wide files.

The header drifts from year to year, as the agency's does. The awkward cases: totals of 1 and 2 withheld
(``S``), nights withheld in pairs so that none can be worked out, totals that were not reported (``.``),
a name with a comma, a district of the Bureau of Indian Education and one of a territory.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE, STATE_NAME, World
from mobility_analysis.demo.writers.ed_homeless import (
    FEW_IN_LAST_DISTRICT,
    FIXED_COUNTS,
    LARGEST_WITHHELD,
    UNREPORTED_COUNTY,
    WITHOUT_COUNTY,
    WITHOUT_ENROLLMENT,
    WITHOUT_ENROLLMENT_COUNTY,
)
from mobility_analysis.framework.source import Vintage

WITHHELD, NOT_REPORTED = "S", "."
# Where they sleep: doubled up with others, in hotels, in shelters, nowhere.
NIGHTS = {"HOTELS_MOTELS": 0.07, "UNSHELTERED": 0.04, "SHELTERED": 0.14, "DOUBLED_UP": 0.75}
TRAITS = {"CDW": 0.18, "LEP": 0.15, "MIG": 0.01, "UHY": 0.1}
FIRST_WITH_YEAR, FIRST_WITH_STATE_CODE = 2015, 2016
# School year (fall) from which a column has another name.
RENAMED = {
    "CDW": (2017, "CWD"),
    "LEP": (2017, "EL"),
    "SHELTERED": (2018, "SHELTERED_TRANSITIONAL_HOUSING"),
}
# Rows of other school systems: the reader keeps the Bureau's and leaves the territory's out.
ELSEWHERE = [
    ("5900001", "BUREAU OF INDIAN EDUCATION", "Demonstration Bureau School"),
    ("7299901", "PUERTO RICO", "Demonstration Territory"),
]


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one wide file of school districts, with small counts withheld."""
    rng = world.rng("ed_homeless_edfacts")
    districts = _true_counts(world, rng)
    _record(world, districts)
    rows = [
        _cells(rng, int(total), is_reported=county != UNREPORTED_COUNTY)
        | {"LEAID": leaid, "LEANM": name, "FIPST": STATE, "STNAM": STATE_NAME.upper()}
        for leaid, name, county, total in districts[
            ["leaid", "name", "county", "total"]
        ].itertuples(index=False)
    ]
    for leaid, state, name in ELSEWHERE:
        place = {"LEAID": leaid, "LEANM": name, "FIPST": leaid[:2], "STNAM": state}
        rows.append(_cells(rng, 40) | place)
    with (folder / vintage.files[0].name).open("w", encoding="ascii", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        columns = _columns(vintage.year)
        writer.writerow([_name(column, vintage.year) for column in columns])
        for row in rows:
            dated = row | {
                "SCHOOL_YEAR_TEXT": vintage.period,
                "ST_LEAID": f"{POSTAL}-{row['LEAID'][2:]}",
                "DATE_CUR": f"12APR{(vintage.year + 2) % 100}",
            }
            writer.writerow([dated[column] for column in columns])


def _columns(fall: int) -> list[str]:
    """The columns of the file of school year ``fall``, under their first names."""
    return [
        *(["SCHOOL_YEAR_TEXT"] if fall >= FIRST_WITH_YEAR else []),
        *("STNAM", "FIPST", "LEAID"),
        *(["ST_LEAID"] if fall >= FIRST_WITH_STATE_CODE else []),
        *("LEANM", "SUBGRANT_STATUS", "TOTAL", "PREK_FLAG", *NIGHTS, *TRAITS, "DATE_CUR"),
    ]


def _name(column: str, fall: int) -> str:
    since, name = RENAMED.get(column, (fall, column))
    return name if fall >= since else column


def _true_counts(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """``leaid``, ``name``, ``county``, ``students``, ``total``: the same in every year."""
    share = world.share(0.028, -0.5).set_index("geoid")["value"]
    frame = world.districts[["leaid", "name", "county", "students"]].copy()
    drawn = pd.Series(rng.binomial(frame["students"], frame["county"].map(share)), frame.index)
    frame["total"] = frame["county"].map(FIXED_COUNTS).fillna(drawn).astype(int)
    last = ~frame["county"].duplicated(keep="last")
    frame.loc[last & frame["county"].isin(FEW_IN_LAST_DISTRICT), "total"] = LARGEST_WITHHELD
    others = [
        (WITHOUT_COUNTY, "Demonstration Virtual School, Statewide", "", 900, 31),
        (WITHOUT_ENROLLMENT, "Shelter School", WITHOUT_ENROLLMENT_COUNTY, 0, 17),
    ]
    return pd.concat([frame, pd.DataFrame(others, columns=frame.columns)], ignore_index=True)


def _record(world: World, districts: pd.DataFrame) -> None:
    """The truth of the counties that report, once: it is the same in every year."""
    if "count_homeless" in world.truth:
        return
    known = districts[~districts["county"].isin(["", UNREPORTED_COUNTY])]
    enrolled = known[known["students"] > 0].groupby("county")[["total", "students"]].sum()
    for measure, values in (
        ("share_homeless", enrolled["total"] / enrolled["students"]),
        ("count_homeless", known.groupby("county")["total"].sum()),
    ):
        world.record(
            measure, values.astype(float).rename("value").rename_axis("geoid").reset_index()
        )


def _cells(rng: np.random.Generator, total: int, *, is_reported: bool = True) -> dict[str, str]:
    """A district's published cells; a total that was not reported has nothing beside it."""
    nights = rng.multinomial(total, list(NIGHTS.values()))
    traits = rng.binomial(total, list(TRAITS.values()))
    flags = {
        "SUBGRANT_STATUS": "Yes" if rng.random() < 0.3 else "No",
        "PREK_FLAG": "Y" if rng.random() < 0.4 else "",
    }
    if not is_reported:
        return flags | dict.fromkeys(["TOTAL", *NIGHTS, *TRAITS], NOT_REPORTED)
    cells = {"TOTAL": WITHHELD if total <= LARGEST_WITHHELD else str(total)}
    cells |= {name: _shown(int(n)) for name, n in zip(TRAITS, traits, strict=True)}
    return flags | cells | _nights(dict(zip(NIGHTS, map(int, nights), strict=True)))


def _shown(count: int) -> str:
    if count == 0:
        return NOT_REPORTED
    return WITHHELD if count <= LARGEST_WITHHELD else str(count)


def _nights(counts: dict[str, int]) -> dict[str, str]:
    """They add up to the total: with one cell withheld, the smallest open one is withheld too."""
    cells = {name: _shown(count) for name, count in counts.items()}
    still_open = [name for name, shown in cells.items() if shown.isdigit()]
    if list(cells.values()).count(WITHHELD) == 1 and still_open:
        cells[min(still_open, key=counts.__getitem__)] = WITHHELD
    return cells
