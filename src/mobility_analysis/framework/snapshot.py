"""Snapshot records: the hashes of a vintage's files, where they come from, and under which terms.

One YAML file per source and vintage under ``data/snapshots/``, reviewed in git. The hash is of the
unpacked content, so that a file and a gzipped copy of it are one and the same.

A record says from which origin a file was taken, and is compared with files of that origin only. Partners' mirrors
hold copies that were saved again, and an agency's own file may differ from them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from mobility_analysis.core.errors import SettingsError
from mobility_analysis.core.io import read_yaml, write_text
from mobility_analysis.core.settings import AGENCY, DEMONSTRATION
from mobility_analysis.framework.source import Vintage

RESTORE = (
    "Restore it from git (`git checkout data/snapshots`); check this computer's clock and date."
)

FileOrigin = Literal["agency", "mirror", "hand", "demonstration"]
FROM_AGENCY: FileOrigin = AGENCY
FROM_MIRROR: FileOrigin = "mirror"
HAND: FileOrigin = "hand"
MADE_UP: FileOrigin = DEMONSTRATION


class SnapshotFile(BaseModel):
    """One file: ``sha256`` and ``bytes`` are of its unpacked content, taken from ``origin``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    origin: FileOrigin
    url: str
    retrieved: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)

    @field_validator("retrieved")
    @classmethod
    def _is_past(cls, day: str) -> str:
        """Check that a day is written as ``2026-01-31`` and is not in the future."""
        try:
            is_to_come = date.fromisoformat(day) > datetime.now(UTC).date()
        except ValueError:
            raise ValueError(f"{day!r} is no date; write it as 2026-01-31") from None
        if is_to_come:
            raise ValueError(f"{day} lies in the future")
        return day


class Snapshot(BaseModel):
    """The record of a vintage: which bytes its files were, and where they came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source_id: str
    vintage: str
    agency: str
    licence: str
    landing_page: str
    files: tuple[SnapshotFile, ...]

    def file(self, name: str, origin: FileOrigin) -> SnapshotFile | None:
        """The record of a file as it was taken from ``origin``."""
        found = (file for file in self.files if (file.name, file.origin) == (name, origin))
        return next(found, None)

    def of(self, origin: FileOrigin) -> Snapshot:
        """The files that a run from ``origin`` uses: that origin's, and those that a person saved."""
        files = tuple(file for file in self.files if file.origin in (origin, HAND))
        return self.model_copy(update={"files": files})


def snapshot_path(folder: Path, source_id: str, vintage: str) -> Path:
    """Return the path of the record of a vintage under ``folder``."""
    return folder / source_id / f"{vintage}.yaml"


def load_snapshot(folder: Path, source_id: str, vintage: str) -> Snapshot | None:
    """The record of a vintage, or ``None`` if there is none yet.

    Raises
    ------
    SettingsError
        The record is damaged, of another source or vintage, or of a day in the future.
    """
    path = snapshot_path(folder, source_id, vintage)
    if not path.is_file():
        return None
    try:
        snapshot = Snapshot.model_validate(read_yaml(path, dict))
    except ValidationError as error:
        raise SettingsError(
            f"Snapshot record {path.name} of {source_id} is damaged: {_told(error)}.", RESTORE
        ) from error
    if (snapshot.source_id, snapshot.vintage) != (source_id, vintage):
        raise SettingsError(
            f"Snapshot record {path.name} of {source_id} is the record of {snapshot.source_id} "
            f"{snapshot.vintage}.",
            RESTORE,
        )
    return snapshot


def _told(error: ValidationError) -> str:
    """What is wrong in each place of the record."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}"
        for each in error.errors()
    )


def require_declared(snapshot: Snapshot, vintage: Vintage) -> None:
    """Raise :class:`SettingsError` if the record names files that the vintage does not have."""
    declared = {file.name for file in vintage.files}
    strange = [file.name for file in snapshot.files if file.name not in declared]
    if strange:
        raise SettingsError(
            f"Snapshot record {snapshot.vintage}.yaml of {snapshot.source_id} names "
            f"{', '.join(strange[:5])}{'…' if len(strange) > 5 else ''}, which this vintage does not have.",
            f"{RESTORE} If the source's module no longer declares the file, delete the record and "
            "fetch again.",
        )


def save_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Write the record, its files in order of name, so that a refresh is a readable diff."""
    content = snapshot.model_dump(mode="json")
    content["files"] = sorted(content["files"], key=lambda file: (file["name"], file["origin"]))
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    write_text(snapshot_path(folder, snapshot.source_id, snapshot.vintage), text)
