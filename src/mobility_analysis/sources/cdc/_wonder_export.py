"""Reading tab-delimited exports of CDC WONDER, of any of its databases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import BadValues, TruncatedFile
from mobility_analysis.core.io import read_delimited, require_codes, require_columns
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import states

SUPPRESSED = "Suppressed"
END_OF_ROWS = "---"


def read_export(path: Path, columns: Sequence[str], prefixes: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of one export that have a county code.

    Kept are ``columns``, which must be there, and those that start with one of ``prefixes``.

    Raises
    ------
    SourceDrift, NotData
        Columns are gone; wrong encoding; a web page.
    TruncatedFile
        The notes that end every export are missing.
    """
    table = read_delimited(path, sep="\t", skip_blank_lines=True)
    require_columns(table, list(columns), path.name)
    if not (table["Notes"] == END_OF_ROWS).any():
        raise TruncatedFile(
            f"{path.name} ends before WONDER's notes.", "Export it again and save the whole file."
        )
    kept = [name for name in table.columns if name in columns or name.startswith(prefixes or "\0")]
    rows = table[kept][table["County Code"].fillna("").str.strip() != ""]
    return rows.reset_index(drop=True)


def county_codes(rows: pd.DataFrame, name: str) -> pd.Series:
    """Five-digit codes. WONDER prints the codes of some databases as numbers (1003), so zeros are put
    back, and each code must agree with the state at the end of the county's name."""
    code = rows["County Code"].str.strip()
    require_codes(code.where(code.str.len() != 4, "0" + code), Level.COUNTY.width, name)
    code = code.str.zfill(Level.COUNTY.width)
    fips = states().set_index("postal")["fips"]
    named = rows["County"].str.strip().str.extract(r", ([A-Z]{2})$")[0].map(fips)
    wrong = code[named != code.str[:2]]
    if len(wrong):
        raise BadValues(
            f"{name}: {len(wrong)} county codes do not fit the state in the county's name, for "
            f"example {', '.join(wrong.head(3))}.",
            "The file was probably saved again by a spreadsheet: export it anew.",
        )
    return code
