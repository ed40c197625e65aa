"""``datapackage.json``: every table of a release, column by column, as the Data Package standard has it.

Source: Data Package (version 2), datapackage.org/standard, by the Open Knowledge Foundation.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobility_analysis.core.io import write_text
from mobility_analysis.core.seal import sha256_of
from mobility_analysis.dataset.columns import Table
from mobility_analysis.dataset.terms import Terms, source_of
from mobility_analysis.dataset.texts import About

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True)
class Resource:
    """A table among the files of a release.

    Attributes
    ----------
    id
        Name by which other tables point at it, such as ``measures``.
    paths
        Its files within the release: the CSV file, and the Parquet file where it has one.
    """

    id: str
    what: str
    table: Table
    rows: int
    paths: tuple[str, ...]


def write_package(folder: Path, about: About, terms: Terms, resources: list[Resource]) -> None:
    """Write ``datapackage.json`` for the finished tables in ``folder``."""
    names = {each.id for each in resources}
    content = {
        "$schema": PROFILE,
        "name": f"mobility-metrics-{about.record.run}",
        "title": about.title,
        "description": (
            "Estimates of the Mobility Metrics with intervals, grades and reasons, findings, small areas and the catalogue "
            "of measures, metrics and sources."
        ),
        "version": about.version,
        "created": f"{about.day}T00:00:00Z",
        "keywords": ["upward mobility", "counties", "cities", "United States"],
        "isDemonstration": about.record.is_demonstration,
        "estimatesBuilt": about.record.built_at[:10],
        "packageVersion": about.package,
        "licenses": [{"path": "LICENSES.md", "title": "Terms differ by source; see LICENSES.md"}],
        "contributors": [{"title": "The mobility-analysis project", "roles": ["publisher"]}],
        "sources": _sources(about, terms),
        "resources": [
            _described(folder, each, path, names) for each in resources for path in each.paths
        ],
    }
    write_text(folder / NAME, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _sources(about: About, terms: Terms) -> list[dict[str, str]]:
    """The sources of which something is in the release."""
    found = {}
    for name, entry in about.record.by_source.items():
        source_id = name.partition("@")[0]
        if not terms.is_held(name) and source_of(source_id) is not None:
            found[source_id] = {
                "title": f"{entry['agency']}, {entry['title']}",
                "path": entry["landing_page"],
            }
    return list(found.values())


def _described(folder: Path, resource: Resource, path: str, names: set[str]) -> dict[str, Any]:
    is_parquet = path.endswith(".parquet")
    is_packed = path.endswith(".gz")
    name = resource.id if not is_parquet else f"{resource.id}-parquet"
    kind = (
        {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
        if is_parquet
        else {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    )
    if is_packed:
        kind["compression"] = "gz"
    file = folder / path
    return {
        "name": name,
        "path": path,
        "type": "table",
        "title": resource.what,
        **kind,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256_of(file)}",
        "rows": resource.rows,
        "schema": schema(resource.table, names, is_csv=not is_parquet),
    }


def schema(table: Table, names: set[str], *, is_csv: bool) -> dict[str, Any]:
    """The table's schema; keys of others only where these are in the release.

    Parameters
    ----------
    names
        Ids of the tables of the release.
    is_csv
        Whether missing values are written as text.
    """
    fields = [
        {"name": each.name, "type": each.type, "description": each.description}
        | ({"constraints": each.constraints} if each.constraints else {})
        for each in table.fields
    ]
    out: dict[str, Any] = {"fields": fields}
    if is_csv:
        out["missingValues"] = [table.missing]
    if table.key:
        out["primaryKey"] = list(table.key)
    foreign = [each for each in table.foreign if each.table in names]
    if foreign:
        out["foreignKeys"] = [
            {
                "fields": [each.column],
                "reference": {"resource": each.table, "fields": [each.other]},
            }
            for each in foreign
        ]
    return out


def resource_name(path: str) -> str:
    """A resource's name from the name of its file: small letters, digits, points and dashes."""
    stem = re.sub(r"\.(csv|csv\.gz|parquet)$", "", path)
    return re.sub(r"[^a-z0-9.]+", "-", stem.lower()).strip("-")
