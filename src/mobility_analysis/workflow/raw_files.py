"""Files of the raw folder: finding, checking, recording, moving into place."""

from __future__ import annotations

import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from mobility_analysis.core.errors import MissingInput, MobilityError, NotData, TruncatedFile
from mobility_analysis.core.io import content_sha256, find_raw, open_raw, reject_web_page
from mobility_analysis.framework.snapshot import Snapshot, SnapshotFile
from mobility_analysis.framework.source import Source, Vintage


def twins(name: str) -> tuple[str, str, str]:
    return name, f"{name}.gz", Path(name).with_suffix(".zip").name


def find_standing(folder: Path, name: str) -> Path | None:
    """The file or its packed twin in ``folder``, if either is there."""
    try:
        return find_raw(folder, name)
    except MissingInput:
        return None


def has_hash(path: Path, name: str, pinned: SnapshotFile) -> bool:
    try:
        return content_sha256(path, name)[0] == pinned.sha256
    except MobilityError:
        return False


def reject_broken(path: Path, name: str) -> None:
    """Empty files, web pages and half archives come from mirrors and from people too."""
    with open_raw(path, unpack=path.name != name) as stream:
        head = stream.read(2048)
    if not head:
        raise NotData(f"{path.name} is empty.", "Fetch it again, or mend the mirror.")
    reject_web_page(head, path.name)
    if path.name == name and name.endswith(".zip"):
        try:
            with zipfile.ZipFile(path) as archive:
                damaged = archive.testzip()
        except zipfile.BadZipFile as error:
            damaged = str(error)
        if damaged:
            raise TruncatedFile(f"{name} is not a whole zip ({damaged}).", "Fetch it again.")


def link(path: Path, target: Path) -> None:
    """A second name; both are ours and never edited in place: one copy on the disk is enough."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def record_of(path: Path, name: str, url: str) -> SnapshotFile:
    sha256, size = content_sha256(path, name)
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    return SnapshotFile(name=name, url=url, retrieved=day, sha256=sha256, bytes=size)


def snapshot_of(source: Source, vintage: Vintage, files: tuple[SnapshotFile, ...]) -> Snapshot:
    return Snapshot(
        source_id=source.id,
        vintage=vintage.id,
        agency=source.agency,
        licence=source.licence,
        landing_page=source.landing_page,
        files=files,
    )
