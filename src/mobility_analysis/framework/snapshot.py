"""Snapshot records: which bytes a vintage is, where they come from, and under which terms.

One YAML file per source and vintage under ``data/snapshots/``, reviewed in git. The hash is of the
unpacked content, so that an agency's file and a mirror's gzipped copy of it are one and the same.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml, write_text


class SnapshotFile(BaseModel):
    """One file: ``sha256`` and ``bytes`` are of its unpacked content."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    url: str
    retrieved: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)


class Snapshot(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source_id: str
    vintage: str
    agency: str
    licence: str
    landing_page: str
    files: tuple[SnapshotFile, ...]

    def file(self, name: str) -> SnapshotFile | None:
        return next((file for file in self.files if file.name == name), None)


def snapshot_path(folder: Path, source_id: str, vintage: str) -> Path:
    return folder / source_id / f"{vintage}.yaml"


def load_snapshot(folder: Path, source_id: str, vintage: str) -> Snapshot | None:
    """The record of a vintage, or ``None`` if there is none yet.

    Raises
    ------
    SettingsError
        The record is damaged.
    """
    path = snapshot_path(folder, source_id, vintage)
    if not path.is_file():
        return None
    try:
        return Snapshot.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        raise SettingsError(
            f"Snapshot record {path.name} of {source_id} is damaged: {error}",
            "Restore it from git.",
        ) from error


def save_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Write the record, its files in order of name, so that a refresh is a readable diff."""
    content = snapshot.model_dump(mode="json")
    content["files"] = sorted(content["files"], key=lambda file: file["name"])
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    write_text(snapshot_path(folder, snapshot.source_id, snapshot.vintage), text)
