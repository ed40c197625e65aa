"""Reading the zips of the Public Use Microdata Sample: parts, and columns under any year's names."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.io import find_raw
from mobility_analysis.core.packed import archive_errors, reject_declared
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.tables import REPLICATES

HOUSING, PERSONS = "housing", "persons"
LETTER = {HOUSING: "h", PERSONS: "p"}
WEIGHT = {HOUSING: "WGTP", PERSONS: "PWGTP"}
# The columns that are read: the newest name, then older names of the same column.
OLDER = {"STATE": ("ST",), "TYPEHUGQ": ("TYPE",)}
DOLLARS = ("VALP", "HINCP", "RNTP", "GRNTP", "SMOCP")
ATTRIBUTES = {
    HOUSING: ("SERIALNO", "STATE", "TYPEHUGQ", "ADJINC", "ADJHSG", "NP", "TEN", "VACS", *DOLLARS),
    PERSONS: (
        "SERIALNO",
        "SPORDER",
        "STATE",
        "AGEP",
        "SEX",
        "RAC1P",
        "HISP",
        "SCHL",
        "ESR",
        "DIS",
    ),
}
PUMA = "PUMA"
MIXED_PUMAS = {"PUMA00": 2000, "PUMA10": 2010, "PUMA20": 2020}


def read(raw: Path, vintage: Vintage) -> dict[str, pd.DataFrame]:
    """Tables ``housing`` and ``persons``: the columns we use.

    Names are in upper case and the newest ones; values are text, except for the weights (whole
    numbers).
    """
    found = {}
    for kind, file in zip((HOUSING, PERSONS), vintage.files, strict=True):
        path = find_raw(raw, file.name)
        with archive_errors(path.name), zipfile.ZipFile(path) as archive:
            reject_declared(archive, path.name)
            found[kind] = pd.concat(_parts(archive, kind, vintage.id), ignore_index=True)
    return found


def _parts(archive: zipfile.ZipFile, kind: str, vintage_id: str) -> Iterator[pd.DataFrame]:
    pattern = re.compile(rf"(psam_|ss\d\d){LETTER[kind]}\w+\.csv", re.IGNORECASE)
    members = [n for n in archive.namelist() if pattern.fullmatch(n.rpartition("/")[2])]
    if not members:
        raise SourceDrift(
            f"{vintage_id}: the zip of {kind} holds no psam_{LETTER[kind]}*.csv; it holds "
            f"{', '.join(archive.namelist()[:8])}.",
            "If the agency renamed its parts, add the name to the source's module.",
        )
    for member in sorted(members):
        yield _read_part(archive, member, kind, f"{vintage_id} {member}")


def _read_part(archive: zipfile.ZipFile, member: str, kind: str, name: str) -> pd.DataFrame:
    with archive.open(member) as stream:
        try:
            header = next(csv.reader(io.TextIOWrapper(stream, "utf-8-sig")), [])
        except (csv.Error, UnicodeError) as error:
            raise SourceDrift(
                f"{name}: its first line is no list of columns ({error}).",
                "Fetch the agency's own file again.",
            ) from error
    chosen = _columns(header, kind, name)
    weights = {new for new in chosen if new.startswith(WEIGHT[kind])}
    types = {old: pa.int32() if new in weights else pa.string() for new, old in chosen.items()}
    with archive.open(member) as stream:
        try:
            table = pa.csv.read_csv(
                stream,
                convert_options=pa.csv.ConvertOptions(
                    include_columns=list(types), column_types=types
                ),
            )
        except pa.ArrowInvalid as error:
            raise BadValues(
                f"{name}: a row cannot be read ({str(error)[:200]}).",
                "Weights are whole numbers: fetch the agency's own file again.",
            ) from error
    return table.rename_columns(list(chosen)).to_pandas()


def _columns(header: list[str], kind: str, name: str) -> dict[str, str]:
    """The columns to read: newest name to the name in the file."""
    there = {column.strip().upper(): column for column in header}
    wanted = [*ATTRIBUTES[kind], *(f"{WEIGHT[kind]}{n or ''}" for n in range(REPLICATES + 1))]
    chosen: dict[str, str] = {}
    for column in wanted:
        known = [each for each in (column, *OLDER.get(column, ())) if each in there]
        if known:
            chosen[column] = there[known[0]]
    chosen |= {column: there[column] for column in (PUMA, *MIXED_PUMAS) if column in there}
    gone = [column for column in wanted if column not in chosen]
    if not {PUMA, *MIXED_PUMAS} & chosen.keys():
        gone.append(PUMA)
    if gone:
        raise SourceDrift(
            f"{name}: column{'s' if len(gone) > 1 else ''} {', '.join(gone[:8])} "
            f"{'are' if len(gone) > 1 else 'is'} gone ({len(header)} columns found).",
            "Compare the file with the year's PUMS data dictionary; if a column was renamed, "
            "add the older name to the source's module.",
        )
    return chosen
