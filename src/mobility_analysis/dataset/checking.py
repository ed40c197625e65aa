"""A release held against its own description: the bytes, the columns, the bounds, the keys.

``datapackage.json`` is held against ``profile.json``, which states what the Data Package standard asks of the parts
that releases use; then each CSV file, read back as a stranger would, against what is said of it there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jsonschema import Draft202012Validator
from pyarrow import csv, parquet

from mobility_analysis.core.errors import BadValues, MissingInput
from mobility_analysis.core.seal import sha256_of
from mobility_analysis.dataset.package import NAME
from mobility_analysis.runs.released_files import CHECKSUMS, read_checksums

PROFILE = Path(__file__).with_name("profile.json")
NAMED = 5
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


def check_release(folder: Path) -> int:
    """Check a release; returns how many tables it has.

    Raises
    ------
    MissingInput
        It is no release.
    BadValues
        It is not what it says of itself; the first few faults are named.
    """
    path = folder / NAME
    if not path.is_file():
        raise MissingInput(
            f"{folder} is no data release: it has no {NAME}.", "Give the folder of a release."
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    faults = faults_of(content)
    if not faults:
        tables = _Tables(folder, content)
        faults = [*_changed_files(folder), *tables.faults()]
    if faults:
        more = f", and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
        raise BadValues(
            f"The release in {folder} is not what it says of itself: {'; '.join(faults[:NAMED])}{more}.",
            "Do not use it; get it again, or have it made again.",
        )
    return len(content["resources"])


def faults_of(content: Any) -> list[str]:
    """What ``datapackage.json`` lacks of the standard."""
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    found = Draft202012Validator(profile).iter_errors(content)
    return [
        f"{NAME}, {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in found
    ]


def _changed_files(folder: Path) -> list[str]:
    listed = read_checksums((folder / CHECKSUMS).read_bytes(), str(folder))
    found = []
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is gone")
        elif sha256_of(path) != digest:
            found.append(f"{name} was changed")
    return found


class _Tables:
    """The tables of a release by the names of their resources."""

    def __init__(self, folder: Path, content: dict[str, Any]) -> None:
        self._folder = folder
        self._resources = {each["name"]: each for each in content["resources"]}
        self._columns: dict[tuple[str, str], pa.Array] = {}

    def faults(self) -> list[str]:
        """Of every table; of a Parquet file only its columns and rows, since the CSV file beside it says the rest."""
        found = []
        for each in self._resources.values():
            found += self._of_parquet(each) if each["format"] == "parquet" else self._of_csv(each)
        return found

    def _of_parquet(self, resource: dict[str, Any]) -> list[str]:
        file = parquet.ParquetFile(self._folder / resource["path"])
        names = [field["name"] for field in resource["schema"]["fields"]]
        if file.schema_arrow.names != names:
            return [f"{resource['path']}: other columns than described"]
        if file.metadata.num_rows != resource["rows"]:
            return [f"{resource['path']}: {file.metadata.num_rows} rows, not {resource['rows']}"]
        return []

    def _of_csv(self, resource: dict[str, Any]) -> list[str]:
        path, fields = resource["path"], resource["schema"]["fields"]
        try:
            table = read_csv(self._folder / path, resource["schema"])
        except pa.ArrowInvalid as error:
            return [f"{path}: {error}"]
        if table.column_names != [field["name"] for field in fields]:
            return [f"{path}: other columns than described"]
        found = [] if len(table) == resource["rows"] else [f"{path}: {len(table)} rows"]
        for field in fields:
            column = table[field["name"]]
            found += [f"{path}, {field['name']}: {what}" for what in _broken(column, field)]
        key = resource["schema"].get("primaryKey")
        if key and len(table.group_by(key).aggregate([])) != len(table):
            found.append(f"{path}: rows share a key ({', '.join(key)})")
        for foreign in resource["schema"].get("foreignKeys", []):
            found += self._strangers(path, table, foreign)
        return found

    def _strangers(self, path: str, table: pa.Table, foreign: dict[str, Any]) -> list[str]:
        """Contents of a column that the table it points at does not have."""
        name, (other,) = foreign["fields"][0], foreign["reference"]["fields"]
        known = self._column(foreign["reference"]["resource"], other)
        used = pc.drop_null(pc.unique(table[name].combine_chunks()))
        strange = used.filter(pc.invert(pc.is_in(used, known)))
        if not len(strange):
            return []
        some = ", ".join(map(str, strange.to_pylist()[:3]))
        return [f"{path}, {name}: not in {foreign['reference']['resource']}: {some}"]

    def _column(self, resource: str, name: str) -> pa.Array:
        if (resource, name) not in self._columns:
            about = self._resources[resource]
            table = read_csv(self._folder / about["path"], about["schema"])
            self._columns[resource, name] = table[name].combine_chunks()
        return self._columns[resource, name]


def read_csv(path: Path, schema: dict[str, Any]) -> pa.Table:
    """A CSV file of a release with the types of its description; packed or not."""
    missing = schema["missingValues"]
    types = {field["name"]: _TYPES[field["type"]] for field in schema["fields"]}
    options = csv.ConvertOptions(
        column_types=types,
        null_values=missing,
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["true"],
        false_values=["false"],
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    return csv.read_csv(path, convert_options=options, parse_options=parse)


def _broken(column: pa.ChunkedArray, field: dict[str, Any]) -> list[str]:
    """Which of its bounds a column breaks."""
    bounds = field.get("constraints", {})
    there = column.drop_null()
    found = []
    if bounds.get("required") and column.null_count:
        found.append(f"{column.null_count} cells are empty")
    if bounds.get("unique") and len(there.unique()) != len(there):
        found.append("contents are there twice")
    if not len(there):
        return found
    if "minimum" in bounds and pc.min(there).as_py() < bounds["minimum"]:
        found.append(f"less than {bounds['minimum']}")
    if "maximum" in bounds and pc.max(there).as_py() > bounds["maximum"]:
        found.append(f"more than {bounds['maximum']}")
    if "enum" in bounds:
        odd = there.unique().filter(
            pc.invert(pc.is_in(there.unique(), pa.array(bounds["enum"], type=there.type)))
        )
        found += [f"not among what it may be: {each!r}" for each in odd.to_pylist()[:2]]
    if "pattern" in bounds:
        fits = pc.match_substring_regex(there, f"^(?:{bounds['pattern']})$")
        if not pc.all(fits).as_py():
            found.append(f"not of the form {bounds['pattern']}")
    return found
