"""Reading tab-delimited exports of CDC WONDER, of any of its databases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import TruncatedFile
from mobility_analysis.core.io import read_delimited, require_codes, require_columns, to_number
from mobility_analysis.core.missing import Missing
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import states

SUPPRESSED = "Suppressed"
# Words in place of a count, and what each means.
WORDS = {
    SUPPRESSED: Missing.SUPPRESSED_BY_SOURCE.value,
    "Not Available": Missing.NOT_PUBLISHED.value,
    "Not Applicable": Missing.NOT_PUBLISHED.value,
    "Missing": Missing.NOT_PUBLISHED.value,
}
TOTAL = "total"  # in the column of notes: the row is a sum of others
# The expanded database of births, and that of deaths up to last week, call the columns by other names.
COUNTY_COLUMNS = {
    "County of Residence": "County",
    "County of Residence Code": "County Code",
    "Residence County": "County",
    "Residence County Code": "County Code",
}
END_OF_ROWS = "---"


def read_export(path: Path, columns: Sequence[str], prefixes: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of one export that have a county code and are no total of others.

    Kept are ``columns``, which must be there, and those that start with one of ``prefixes``.

    Raises
    ------
    SourceDrift, NotData
        Columns are gone; wrong encoding; a web page.
    TruncatedFile
        The notes that end every export are missing.
    """
    table = read_delimited(path, sep="\t", skip_blank_lines=True)
    other = {new: old for new, old in COUNTY_COLUMNS.items() if old not in table.columns}
    table = table.rename(columns=other)
    require_columns(table, list(columns), path.name)
    if not (table["Notes"] == END_OF_ROWS).any():
        raise TruncatedFile(
            f"{path.name} ends before WONDER's notes.", "Export it again and save the whole file."
        )
    kept = [name for name in table.columns if name in columns or name.startswith(prefixes or "\0")]
    is_county = table["County Code"].fillna("").str.strip() != ""
    is_total = table["Notes"].fillna("").str.strip().str.lower().str.startswith(TOTAL)
    rows = table.loc[is_county & ~is_total, kept]
    return rows.reset_index(drop=True)


def counts(text: pd.Series, name: str) -> tuple[pd.Series, pd.Series]:
    """(numbers, reasons) of a column of counts, where WONDER prints words for those it does not give."""
    plain = text.fillna("").str.strip()
    number = to_number(plain, name, missing=tuple(WORDS))
    return number, plain.map(WORDS).astype("object")


def with_codes(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """``rows`` with the ``geoid`` of each, five digits.

    WONDER prints the codes of some databases as numbers (1003), so zeros are put back, and each
    code must agree with the state at the end of the county's name.

    Raises
    ------
    BadValues
        A code is no number, or many do not fit the state.
    """
    code = rows["County Code"].str.strip()
    require_codes(code.where(code.str.len() != 4, "0" + code), Level.COUNTY.width, name)
    code = code.str.zfill(Level.COUNTY.width)
    fips = states().set_index("postal")["fips"]
    named = rows["County"].str.strip().str.extract(r", ([A-Z]{2})$")[0].map(fips)
    what = "whose code does not fit the state in the county's name"
    coded = rows.assign(geoid=code)
    return without_odd(coded, named != code.str[:2], ["geoid", "County"], name, what)
