"""Files of the raw folder: finding, checking, recording, moving into place."""

from __future__ import annotations

import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from mobility_analysis.core.answers import HEAD, reject_web_page
from mobility_analysis.core.errors import (
    BadValues,
    HashMismatch,
    MissingInput,
    MobilityError,
    NotData,
)
from mobility_analysis.core.io import content_sha256, find_raw, raw_pieces
from mobility_analysis.core.packed import (
    GENERAL_LIMIT,
    archive_errors,
    may_have,
    reject_damaged,
    reject_declared,
)
from mobility_analysis.framework.snapshot import FileOrigin, Snapshot, SnapshotFile
from mobility_analysis.framework.source import Source, Vintage


def stored_names(name: str) -> tuple[str, str, str]:
    """Names under which a file may be kept: as it is, gzipped, or in a ZIP archive."""
    return name, f"{name}.gz", Path(name).with_suffix(".zip").name


def find_standing(folder: Path, name: str) -> Path | None:
    """The file or a packed copy of it in ``folder``, if one is there."""
    try:
        return find_raw(folder, name)
    except MissingInput:
        return None


def has_hash(path: Path, name: str, pinned: SnapshotFile) -> bool:
    """Whether the content of the file, unpacked, has the recorded hash."""
    try:
        return content_sha256(path, name, may_have(pinned.bytes))[0] == pinned.sha256
    except MobilityError:
        return False


def require_as_recorded(folder: Path, record: Snapshot, fetch: str) -> None:
    """Every file of the record stands in the raw folder, as it was fetched; others are not looked at.

    Raises
    ------
    MissingInput, HashMismatch
        Naming every file that is gone, or else that changed; ``fetch`` is the command that mends it.
    """
    where = f"{record.source_id} {record.vintage}"
    pins: dict[str, list[SnapshotFile]] = {}
    for file in record.files:
        pins.setdefault(file.name, []).append(file)
    found = {name: find_standing(folder, name) for name in pins}
    gone = [name for name, path in found.items() if path is None]
    if gone:
        raise MissingInput(
            f"{where}: {', '.join(gone)} {'are' if len(gone) > 1 else 'is'} gone from the raw folder.",
            f"Fetch {'them' if len(gone) > 1 else 'it'} again: {fetch}.",
        )
    changed = [
        name
        for name, path in found.items()
        if path and not any(has_hash(path, name, pin) for pin in pins[name])
    ]
    if changed:
        raise HashMismatch(
            f"{where}: {', '.join(changed)} in the raw folder "
            f"{'differ' if len(changed) > 1 else 'differs'} from the snapshot record.",
            f"Raw files must not be edited; fetch {'them' if len(changed) > 1 else 'it'} again: {fetch}.",
        )


def reject_broken(path: Path, name: str, most: int = GENERAL_LIMIT) -> None:
    """Refuse empty files, web pages and incomplete archives, which mirrors and people also give."""
    head = b""
    for piece in raw_pieces(path, name, most):
        head = piece[:HEAD]
        break
    if not head:
        raise NotData(f"{path.name} is empty.", "Fetch it again, or mend the mirror.")
    reject_web_page(head, path.name)
    if path.name == name and name.endswith(".zip"):
        with archive_errors(name), zipfile.ZipFile(path) as archive:
            reject_declared(archive, name)
            reject_damaged(archive, name)


def link(path: Path, target: Path) -> None:
    """Give a file a second name (a hard link): our files are never edited in place, so one copy is enough."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def record_of(
    path: Path, name: str, url: str, origin: FileOrigin, most: int = GENERAL_LIMIT
) -> SnapshotFile:
    """The record of a file; raises as :func:`content_sha256`, and over more than ``most`` bytes."""
    sha256, size = content_sha256(path, name, most)
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    if day > datetime.now(UTC).date():
        raise BadValues(
            f"{path.name} was last changed on {day.isoformat()}, which lies in the future.",
            "Check this computer's clock; if it is right, save the file anew (or `touch` it) and run "
            "the same command again.",
        )
    return SnapshotFile(
        name=name,
        origin=origin,
        url=url,
        retrieved=day.isoformat(),
        sha256=sha256,
        bytes=size,
    )


def snapshot_of(source: Source, vintage: Vintage, files: tuple[SnapshotFile, ...]) -> Snapshot:
    """Return the record of a vintage with these files."""
    return Snapshot(
        source_id=source.id,
        vintage=vintage.id,
        agency=source.agency,
        licence=source.licence,
        landing_page=source.landing_page,
        files=files,
    )
