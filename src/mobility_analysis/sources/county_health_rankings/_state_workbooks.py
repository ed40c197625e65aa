"""Physicians and associations of 2019, from the state workbooks of County Health Rankings' release of 2022.

A workbook for each state and the District of Columbia; in its sheet of ranked measures one row is the state
(a code that ends in 000) or a county. Two header rows: the first names the measure, above the first of its
columns alone; the second names columns, and "95% CI - Low" and the like come once for each measure, so only
names that are there once are read. Residents are not printed; a count over its rate gives them to the last
one for associations. Where there is no association, the "ratio" of physicians (``836:0``) begins with them.

A blank number of physicians is as in :mod:`._analytic_data`: a county of more than 2,000 people without one;
but Jasper and Newton County, Missouri, are blank because their printed rate is that of both together.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.excel import read_workbook
from mobility_analysis.core.io import find_raw, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import DEMONSTRATION_STATE
from mobility_analysis.framework.source import RemoteFile, Vintage
from mobility_analysis.geography.universe import states
from mobility_analysis.sources.county_health_rankings._counted_rates import Places

SHEET, HEADER_ROW = "Ranked Measure Data", 1
PHYSICIANS, PHYSICIAN_RATE, RATIO = (
    "# Primary Care Physicians",
    "Primary Care Physicians Rate",
    "Primary Care Physicians Ratio",
)
ASSOCIATIONS, ASSOCIATION_RATE = "# Associations", "Social Association Rate"
COLUMNS = ["FIPS", PHYSICIANS, PHYSICIAN_RATE, RATIO, ASSOCIATIONS, ASSOCIATION_RATE]
PER_PHYSICIAN, PER_ASSOCIATION = 100_000, 10_000
TABLE = "ranked"
PAGE = "https://www.countyhealthrankings.org/health-data/methodology-and-sources/data-documentation"


def workbook_files() -> tuple[RemoteFile, ...]:
    """One workbook for each of the 50 states and the District of Columbia."""
    names = states().loc[states()["fips"] != DEMONSTRATION_STATE, "name"].str.replace(" ", "_")
    return tuple(_file(f"2022_County_Health_Rankings_{name}_Data.xlsx") for name in names)


def _file(name: str) -> RemoteFile:
    steps = (
        f"On {PAGE} choose the release of 2022 and the state, download its data and keep the workbook as "
        f"{name}."
    )
    return RemoteFile(name, steps=steps)


def read_workbooks(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Text table ``ranked``: the named columns of all states, one below the other."""
    parts = [
        read_workbook(
            find_raw(raw, file.name), file.name, sheet=SHEET, header=HEADER_ROW, columns=COLUMNS
        )
        for file in vintage.files
    ]
    return {TABLE: pd.concat(parts, ignore_index=True)}


def tidy_workbooks(
    tables: dict[str, pd.DataFrame], vintage: Vintage, places: Places
) -> dict[str, pd.DataFrame]:
    """``physicians`` and ``associations``, with the residents that the rates rest on."""
    table = tables[TABLE]
    codes = {"statecode": table["FIPS"].str[:2], "countycode": table["FIPS"].str[2:]}
    listed = places(table.assign(**codes), TABLE).assign(geo_vintage=vintage.geo_vintage)
    number = {name: to_number(table[name], name) for name in COLUMNS if name not in ("FIPS", RATIO)}
    residents = _residents(table[RATIO], number)
    found = {"physicians": number[PHYSICIANS], "establishments": number[ASSOCIATIONS]}
    rows = {
        name: listed.assign(**{name: count}, population=residents) for name, count in found.items()
    }
    return {
        "physicians": _with_reason(rows["physicians"], "physicians", Missing.NOT_PUBLISHED),
        "associations": _with_reason(
            rows["establishments"], "establishments", Missing.NO_SOURCE_ROW
        ),
    }


def _residents(ratio: pd.Series, number: dict[str, pd.Series]) -> pd.Series:
    by_associations = _over(number[ASSOCIATIONS], number[ASSOCIATION_RATE], PER_ASSOCIATION)
    by_physicians = _over(number[PHYSICIANS], number[PHYSICIAN_RATE], PER_PHYSICIAN)
    none = to_number(ratio.str.extract(r"^([\d,]+):0$")[0].fillna(""), RATIO)
    return by_associations.fillna(none).fillna(by_physicians).round()


def _over(count: pd.Series, rate: pd.Series, per: int) -> pd.Series:
    return (count / rate * per).where(count > 0)


def _with_reason(rows: pd.DataFrame, count: str, blank: Missing) -> pd.DataFrame:
    lacking = rows[count].isna()
    reason = pd.Series(None, index=rows.index, dtype="object").mask(lacking, blank.value)
    return rows.assign(reason=reason).reset_index(drop=True)
