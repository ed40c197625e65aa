"""Places of tidy tables that are in no list: a few rows are set aside; if there are many, the whole file.

A code may have the right form and still belong to no place, such as ``39998``. That can only be seen when all
sources that list places are read, so it is checked after every source is parsed and has passed its gate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from mobility_analysis.core.errors import BadValues
from mobility_analysis.core.notes import gathered
from mobility_analysis.core.odd_rows import without_odd
from mobility_analysis.framework.places import DEMONSTRATION_STATE, Level
from mobility_analysis.geography.universe import Universe
from mobility_analysis.workflow.aside import LISTED, Aside, aside
from mobility_analysis.workflow.remarks import SourceRemark, of_source

FIRST_YEAR = 2010
# Rows of a state's smaller counties together, under a code of their own that is never a county's.
POOLED = {"births": "999"}
DIGITS = {Level.STATE.value: 2, Level.COUNTY.value: 5, "tract": 5}
COLUMNS = ["level", "geoid"]


@dataclass
class Unlisted:
    """Codes to leave out by file, remarks on them, and vintages with so many that the whole file is set aside."""

    codes: dict[Path, frozenset[str]] = field(default_factory=dict)
    remarks: list[SourceRemark] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


def find_unlisted(files: Mapping[str, Sequence[Path]], universe: Universe) -> Unlisted:
    """Look through the places of every parsed table.

    Parameters
    ----------
    files
        Parquet files by kind, named ``<kind>.<vintage>.parquet`` in a folder of the source's name.
    """
    known = _known(universe)
    found = Unlisted()
    for kind, paths in files.items():
        for path in paths:
            if set(COLUMNS) <= set(pq.read_schema(path).names):
                _look(kind, path, known, found)
    return found


def _known(universe: Universe) -> dict[int, frozenset[str]]:
    """Codes of states and of counties that exist in any year, by their number of digits."""
    years = range(FIRST_YEAR, universe.latest_year + 1)
    counties = frozenset(code for year in years for code in universe.codes(Level.COUNTY, year))
    real = frozenset(code for code in counties if not code.startswith(DEMONSTRATION_STATE))
    counties = real or counties  # the made-up state is in no run with real states
    return {2: frozenset(code[:2] for code in counties), 5: counties}


def _look(kind: str, path: Path, known: Mapping[int, frozenset[str]], found: Unlisted) -> None:
    source, vintage = path.parent.name, path.stem.partition(".")[2]
    rows = pd.read_parquet(path, columns=COLUMNS)
    odd = _odd(rows, kind, known)
    if not odd.any():
        return
    try:
        with gathered() as remarks:
            without_odd(rows, odd, ["geoid"], f"{source} {vintage} {kind}", "of a place in no list")
    except BadValues as error:
        if (source, vintage) not in {(fact.source, fact.vintage) for fact in found.aside}:
            found.aside.append(aside(source, vintage, LISTED, error))
        return
    found.codes[path] = frozenset(rows.loc[odd, "geoid"])
    found.remarks += of_source(source, vintage, remarks)


def _odd(rows: pd.DataFrame, kind: str, known: Mapping[int, frozenset[str]]) -> pd.Series:
    odd = pd.Series(False, index=rows.index)
    for level, digits in DIGITS.items():
        is_level = rows["level"] == level
        if is_level.any():
            codes = rows["geoid"].astype(str)
            found = codes[is_level].dropna().unique()
            listed = [code for code in found if code[:digits] in known[digits]]
            odd |= is_level & ~codes.isin(listed)
    if kind in POOLED:
        odd &= ~rows["geoid"].astype(str).str.endswith(POOLED[kind])
    return odd
