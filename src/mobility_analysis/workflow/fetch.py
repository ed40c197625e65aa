"""Fetch: every file of a source's vintages, from the agency, a mirror or the demonstration.

Where the bytes come from does not matter: what they must be is in the snapshot record. A file that
stands in the raw folder with the hash its record pins is not fetched again.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mobility_analysis.core.download import Patience, api_key, download
from mobility_analysis.core.errors import (
    FetchError,
    HashMismatch,
    ManualExport,
    MissingInput,
    MobilityError,
    NotFound,
    TruncatedFile,
)
from mobility_analysis.core.io import atomic_folder, content_sha256, find_raw, open_raw, reject_web_page
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import DEMONSTRATION, load_settings
from mobility_analysis.framework.snapshot import Snapshot, SnapshotFile, load_snapshot, save_snapshot
from mobility_analysis.framework.source import RemoteFile, Source, Vintage
from mobility_analysis.sources import source_module

AGENCY = "agency"


@dataclass
class FetchSummary:
    """What a fetch did, for people: names of files."""

    fetched: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{len(self.fetched)} files fetched", f"{len(self.kept)} already there"]
        if self.absent:
            parts.append(f"{len(self.absent)} not offered ({', '.join(self.absent[:3])} …)")
        return ", ".join(parts)


def fetch_source(
    paths: RunPaths,
    source_id: str,
    vintages: Sequence[str],
    origin: str,
    *,
    refresh: bool = False,
    patience: Patience | None = None,
) -> FetchSummary:
    """Put the files of ``vintages`` into ``data/raw/<run>/<source_id>/<vintage>/``.

    Parameters
    ----------
    origin
        ``agency``, ``demonstration``, a folder, or a base URL laid out as
        ``<origin>/<source_id>/<vintage>/<file>`` (where a file may be packed as ``.gz`` or ``.zip``).
    refresh
        Fetch again, and accept files that differ from their record; the record is rewritten.

    Raises
    ------
    FetchError
        Or one of its kinds; several troubles of one source are reported together. The files of
        earlier fetches stay as they were.
    """
    source = source_module(source_id).SOURCE
    summary = FetchSummary()
    if origin == DEMONSTRATION:
        return _write_demonstration(paths, source, vintages, summary)
    for vintage_id in vintages:
        _fetch_vintage(paths, source, source.vintage(vintage_id), origin, refresh, patience, summary)
    return summary


def _write_demonstration(
    paths: RunPaths, source: Source, vintages: Sequence[str], summary: FetchSummary
) -> FetchSummary:
    from mobility_analysis.demo.generate import write_source

    seed = load_settings(paths.root).run("demo").seed
    write_source(source.id, vintages, seed, paths.raw)
    for vintage_id in vintages:
        vintage = source.vintage(vintage_id)
        folder = paths.raw / source.id / vintage_id
        names = sorted(path.name for path in folder.iterdir())
        files = tuple(_record(folder / name, name, "made-up demonstration data") for name in names)
        save_snapshot(paths.snapshots, _snapshot(source, vintage, files))
        summary.fetched += names
    return summary


def _fetch_vintage(
    paths: RunPaths,
    source: Source,
    vintage: Vintage,
    origin: str,
    refresh: bool,
    patience: Patience | None,
    summary: FetchSummary,
) -> None:
    """All files of a vintage or none: they replace the folder together."""
    known = load_snapshot(paths.snapshots, source.id, vintage.id)
    standing = paths.raw / source.id / vintage.id
    troubles: list[MobilityError] = []
    records: list[SnapshotFile] = []
    with atomic_folder(standing) as folder:
        for file in vintage.files:
            pinned = known.file(file.name) if known else None
            try:
                record = _one_file(
                    source, vintage, file, pinned, standing, folder, origin, refresh, patience, summary
                )
            except MobilityError as trouble:
                troubles.append(trouble)
            else:
                records.append(record)
        _raise_or_note(source, vintage, known, records, troubles, origin, summary)
    if known is None or refresh:
        save_snapshot(paths.snapshots, _snapshot(source, vintage, tuple(records)))


def _one_file(
    source: Source,
    vintage: Vintage,
    file: RemoteFile,
    pinned: SnapshotFile | None,
    standing: Path,
    folder: Path,
    origin: str,
    refresh: bool,
    patience: Patience | None,
    summary: FetchSummary,
) -> SnapshotFile:
    """The file, checked, in ``folder``: the standing one if it is still right, else a new one."""
    kept = _standing_file(standing, file, pinned, origin, refresh)
    if kept is not None:
        path = Path(shutil.copy2(kept, folder / kept.name))
        summary.kept.append(file.name)
    else:
        path = _bring(source, vintage, file, folder, origin, patience)
        summary.fetched.append(file.name)
    record = _record(path, file.name, file.url or source.landing_page)
    if pinned and pinned.sha256 != record.sha256 and not refresh:
        raise HashMismatch(
            f"{source.id} {vintage.id} {file.name} differs from its snapshot record: "
            f"{pinned.bytes:,} bytes then, {record.bytes:,} now "
            f"(sha256 {pinned.sha256[:12]}… then, {record.sha256[:12]}… now).",
            "If the agency revised the file, look at what changed and accept it with "
            f"`mobility fetch {source.id} --refresh`.",
        )
    return pinned if pinned and pinned.sha256 == record.sha256 else record


def _standing_file(
    standing: Path, file: RemoteFile, pinned: SnapshotFile | None, origin: str, refresh: bool
) -> Path | None:
    """The raw file of an earlier fetch (or saved there by hand), if it may be used as it is."""
    try:
        path = find_raw(standing, file.name)
    except MissingInput:
        return None
    if pinned is not None and not refresh and content_sha256(path, file.name)[0] == pinned.sha256:
        return path
    # A manual export is what the user put there; there is nothing to fetch it from.
    return path if file.url is None and origin == AGENCY else None


def _bring(
    source: Source,
    vintage: Vintage,
    file: RemoteFile,
    folder: Path,
    origin: str,
    patience: Patience | None,
) -> Path:
    if origin == AGENCY:
        return _from_agency(source, vintage, file, folder, patience)
    if origin.startswith(("http://", "https://")):
        return _from_base_url(f"{origin.rstrip('/')}/{source.id}/{vintage.id}", file, folder, patience)
    path = find_raw(Path(origin) / source.id / vintage.id, file.name)
    _check_content(path, file.name)
    return Path(shutil.copyfile(path, folder / path.name))


def _from_agency(
    source: Source, vintage: Vintage, file: RemoteFile, folder: Path, patience: Patience | None
) -> Path:
    if file.url is None:
        raise ManualExport(
            f"{source.id} {vintage.id} {file.name} can only be exported by hand. {file.steps}",
            f"Save it as data/raw/real/{source.id}/{vintage.id}/{file.name} and fetch again: "
            "it is then checked and recorded.",
        )
    key = api_key(file.key_env)
    if file.is_paged:
        return _all_pages(file, folder, patience)
    if file.member is None:
        name = file.name
        if file.url.endswith(".zip") and not name.endswith(".zip"):
            name = str(Path(name).with_suffix(".zip"))
        return download(file.url, folder / name, key=key, patience=patience)
    archive = folder.parent / f".{vintage.id}.{Path(file.url).name}"
    if not archive.is_file():  # one archive often holds every file of the vintage
        download(file.url, archive, key=key, patience=patience)
    return _unpack(archive, file, folder)


def _unpack(archive: Path, file: RemoteFile, folder: Path) -> Path:
    assert file.member is not None
    try:
        with zipfile.ZipFile(archive) as opened:
            # Agencies move files between folders of an archive: its name is what counts.
            wanted = Path(file.member).name.lower()
            names = [name for name in opened.namelist() if Path(name).name.lower() == wanted]
            if not names:
                raise NotFound(
                    f"{file.url} holds no {file.member}.", "Open the archive: the file may be renamed."
                )
            target = folder / file.name
            target.write_bytes(opened.read(names[0]))
            return target
    except zipfile.BadZipFile as error:
        archive.unlink()
        raise TruncatedFile(f"{file.url} is not a whole zip ({error}).", "Fetch it again.") from error


def _all_pages(file: RemoteFile, folder: Path, patience: Patience | None) -> Path:
    """A paged JSON answer (``next`` names the following page) as one list of pages."""
    pages, url = [], file.url
    while url:
        page = download(url, folder / f".page-{len(pages)}.json", patience=patience)
        pages.append(json.loads(page.read_text(encoding="utf-8")))
        page.unlink()
        url = pages[-1].get("next")
    target = folder / file.name
    target.write_text(json.dumps(pages), encoding="utf-8")
    return target


def _from_base_url(base: str, file: RemoteFile, folder: Path, patience: Patience | None) -> Path:
    stem = str(Path(file.name).with_suffix(".zip"))
    for name in dict.fromkeys((file.name, f"{file.name}.gz", stem)):
        try:
            path = download(f"{base}/{name}", folder / name, patience=patience)
        except NotFound:
            continue
        _check_content(path, file.name)
        return path
    raise NotFound(f"{base} has no {file.name}, packed or not.", "Check the mirror's address and folders.")


def _check_content(path: Path, name: str) -> None:
    """A mirror may hold an empty file, a web page or half an archive too."""
    with open_raw(path, unpack=path.name != name) as stream:
        head = stream.read(2048)
    reject_web_page(head, path.name)


def _raise_or_note(
    source: Source,
    vintage: Vintage,
    known: Snapshot | None,
    records: list[SnapshotFile],
    troubles: list[MobilityError],
    origin: str,
    summary: FetchSummary,
) -> None:
    """A folder may hold only some files of a vintage; anything else that went wrong stops here."""
    needed = {file.name for file in known.files} if known else set()
    found = {record.name for record in records}
    is_optional = bool(records) and origin != AGENCY and needed <= found
    absent = [trouble for trouble in troubles if isinstance(trouble, MissingInput | NotFound)]
    if is_optional and len(absent) == len(troubles):
        summary.absent += [file.name for file in vintage.files if file.name not in found]
        return
    if len(troubles) == 1:
        raise troubles[0]
    if troubles:
        listed = "; ".join(trouble.what for trouble in troubles[:6])
        more = f"; and {len(troubles) - 6} more" if len(troubles) > 6 else ""
        kind = type(troubles[0]) if len({type(t) for t in troubles}) == 1 else FetchError
        raise kind(
            f"{source.id} {vintage.id}: {len(troubles)} files are in trouble: {listed}{more}",
            troubles[0].next_step,
        )


def _record(path: Path, name: str, url: str) -> SnapshotFile:
    sha256, size = content_sha256(path, name)
    today = datetime.now(UTC).date().isoformat()
    return SnapshotFile(name=name, url=url, retrieved=today, sha256=sha256, bytes=size)


def _snapshot(source: Source, vintage: Vintage, files: tuple[SnapshotFile, ...]) -> Snapshot:
    return Snapshot(
        source_id=source.id,
        vintage=vintage.id,
        agency=source.agency,
        licence=source.licence,
        landing_page=source.landing_page,
        files=files,
    )
