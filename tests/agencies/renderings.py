"""The demonstration's files in another rendering of the same agency: what the files say stays the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

API_TABLES, SUMMARY_FILE, TRACTS = "5yr-2023-all-api", "5yr-2023-all-sf", "5yr-2023-tract-sf"
SLICES, SINGLE_FILE = "2022-annual-industries", "2022-annual-singlefile"
LEVELS = ("us", "state", "county", "place")


def write_summary_file(files: Path, target: Path) -> None:
    """All levels of the API's tables in one file each, tracts too where there is a file of them."""
    api, tracts = files / "census_acs" / API_TABLES, files / "census_acs" / TRACTS
    tables = {path.name.partition("-")[0] for path in api.iterdir()}
    for table in sorted(tables):
        name = f"acsdt5y2023-{table.lower()}.dat"
        parts = [_of_api(api / f"{table}-{level}.json") for level in LEVELS]
        if (tracts / name).is_file():
            parts.append(pd.read_csv(tracts / name, sep="|", dtype=str, keep_default_na=False))
        # Both have a row of the state, drawn apart.
        rows = pd.concat(parts, ignore_index=True).drop_duplicates("GEO_ID").fillna("")
        _save(rows, target / SUMMARY_FILE / name)
    for path in tracts.iterdir():
        whole = target / SUMMARY_FILE / path.name
        text = (whole if whole.is_file() else path).read_text()
        _save(text, target / TRACTS / path.name)


def _of_api(path: Path) -> pd.DataFrame:
    rows = json.loads(path.read_text())
    table = pd.DataFrame(rows[1:], columns=rows[0])
    cells = {
        column: re.sub(r"_(\d{3})([EM])$", r"_\2\1", column)
        for column in table.columns
        if re.search(r"_\d{3}[EM]$", column)
    }
    return table[["GEO_ID", *cells]].rename(columns=cells).fillna("").astype(str)


def write_single_file(files: Path, target: Path) -> None:
    """Every slice of a year under one header, among rows of areas that are no county."""
    paths = sorted((files / "bls_qcew" / SLICES).glob("*.csv"))
    slices = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths])
    others = slices.iloc[[0, 1]].assign(area_fips=["US000", "C1018"], agglvl_code=["10", "40"])
    _save(
        pd.concat([others, slices]).to_csv(index=False, quoting=2),
        target / SINGLE_FILE / "2022.annual.singlefile.csv",
    )


def _save(content: pd.DataFrame | str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        content if isinstance(content, str) else content.to_csv(sep="|", index=False),
        encoding="utf-8",
    )
