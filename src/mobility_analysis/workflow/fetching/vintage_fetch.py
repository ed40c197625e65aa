"""Fetch: every file of a source's vintages, from the agency, a mirror or the demonstration.

Every file is compared with its snapshot record, wherever it comes from. A file that is already in the raw folder
with the recorded hash is not fetched again.

Files arrive in ``data/raw/<run>/_incoming``, where an interrupted fetch continues. They move to the raw folder
together, when all files of a vintage are there and checked.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mobility_analysis.core.atomic import atomic_folder, mend
from mobility_analysis.core.disk import disk_errors
from mobility_analysis.core.download import Patience
from mobility_analysis.core.errors import (
    BadValues,
    DiskTrouble,
    HashMismatch,
    ManualExport,
    MirrorsCopy,
    MobilityError,
    NotData,
    NotFound,
    Refused,
    SourceDrift,
    Unreachable,
)
from mobility_analysis.core.packed import GENERAL_LIMIT, may_have
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.settings import AGENCY, DEMONSTRATION, load_settings
from mobility_analysis.framework.snapshot import (
    FROM_AGENCY,
    FROM_MIRROR,
    HAND,
    MADE_UP,
    FileOrigin,
    SnapshotFile,
    load_snapshot,
    require_declared,
    save_snapshot,
    snapshot_path,
)
from mobility_analysis.framework.source import RemoteFile, Source, Vintage
from mobility_analysis.sources import declaring, source_module
from mobility_analysis.workflow.fetching.forecast import MB
from mobility_analysis.workflow.fetching.origins import Origin, Wanted, origin_of
from mobility_analysis.workflow.fetching.raw_files import (
    find_standing,
    has_hash,
    link,
    record_of,
    reject_broken,
    snapshot_of,
    stored_names,
)
from mobility_analysis.workflow.fetching.troubles import Trouble, one_error_of

# A new edition with less than half of the old one's bytes counts as an error.
SHRUNK = 0.5
# A file with this many times the size that its source declares is not downloaded.
FAR = 10


@dataclass
class FetchSummary:
    """What a fetch did, for people: names of files."""

    fetched: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{len(self.fetched)} files fetched", f"{len(self.kept)} already there"]
        if self.absent:
            more = " …" if len(self.absent) > 3 else ""
            parts.append(f"{len(self.absent)} not offered ({', '.join(self.absent[:3])}{more})")
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
    FetchError, SourceDrift
        Or one of their kinds; all troubles of a source are reported together. The files of earlier
        fetches stay as they were.
    """
    summary = FetchSummary()
    bringer = None if origin == DEMONSTRATION else origin_of(origin, patience)
    troubles = bring_source(paths, source_id, vintages, bringer, summary, refresh=refresh)
    if troubles:
        raise one_error_of(source_id, troubles)
    return summary


def bring_source(
    paths: RunPaths,
    source_id: str,
    vintages: Sequence[str],
    bringer: Origin | None,
    summary: FetchSummary,
    *,
    refresh: bool = False,
) -> list[Trouble]:
    """As :func:`fetch_source`, from an origin already open (none: the demonstration).

    Returns what prevented the fetch, vintage by vintage.
    """
    source = source_module(source_id).SOURCE
    if bringer is None:
        _write_demonstration(paths, source, vintages, summary)
        return []
    troubles: list[Trouble] = []
    for vintage_id in vintages:
        vintage = source.vintage(vintage_id)
        troubles += _VintageFetch(paths, source, vintage, bringer, refresh, summary).run()
    return troubles


def _write_demonstration(
    paths: RunPaths, source: Source, vintages: Sequence[str], summary: FetchSummary
) -> None:
    """Made-up files are written anew each time, and their records after them."""
    from mobility_analysis.demo.generate import write_source

    seed = load_settings(paths.root).run("demo").seed
    write_source(source.id, vintages, seed, paths.raw)
    for vintage_id in vintages:
        vintage = source.vintage(vintage_id)
        folder = paths.raw / source.id / vintage_id
        names = sorted(path.name for path in folder.iterdir())
        files = tuple(
            record_of(folder / name, name, "made-up demonstration data", MADE_UP) for name in names
        )
        save_snapshot(paths.snapshots, snapshot_of(source, vintage, files))
        summary.fetched += names


@dataclass
class _VintageFetch:
    """One vintage: all its files replace those in the raw folder together, or none does."""

    paths: RunPaths
    source: Source
    vintage: Vintage
    origin: Origin
    refresh: bool
    summary: FetchSummary

    def __post_init__(self) -> None:
        self.standing = self.paths.raw / self.source.id / self.vintage.id
        self.incoming = self.paths.raw / "_incoming" / self.source.id / self.vintage.id
        self.kind = FROM_AGENCY if self.origin.name == AGENCY else FROM_MIRROR
        self.known = load_snapshot(self.paths.snapshots, self.source.id, self.vintage.id)
        if self.known is not None:
            require_declared(self.known, self.vintage)
        self.found: dict[str, tuple[Path, SnapshotFile]] = {}

    def run(self) -> list[Trouble]:
        """Fetch, check, move into place and record; returns the errors."""
        with disk_errors(self.vintage.id):
            mend(self.standing.parent)
            self._open_incoming()
        troubles: list[Trouble] = []
        absent: list[Trouble] = []
        for file in self.vintage.files:
            try:
                self.found[file.name] = self._one(file)
            except DiskTrouble:
                raise
            except MobilityError as error:
                trouble = Trouble(self.vintage.id, file.name, error)
                (absent if self._may_lack(file, error) else troubles).append(trouble)
        troubles += self._grave(absent)
        if troubles:
            self._drop_archives()
        else:
            with disk_errors(self.vintage.id):
                self._publish()
            self.summary.absent += [trouble.file for trouble in absent]
        return troubles

    def _may_lack(self, file: RemoteFile, error: MobilityError) -> bool:
        """Whether the vintage can be used without the missing file.

        A mirror may lack files; so may a reviewed set of exports by hand (old tables). An optional
        file that its agency no longer has takes nothing else of the vintage with it.
        """
        if self.origin.is_partial:
            return isinstance(error, NotFound)
        if file.is_optional and isinstance(error, NotFound):
            return True
        known = self.known.of(self.kind).files if self.known else ()
        is_pinned = not known or file.name in {each.name for each in known}
        return isinstance(error, ManualExport) and not is_pinned

    def _open_incoming(self) -> None:
        """Keep the files of an interrupted fetch if they came from the same origin."""
        label = self.incoming / "origin"
        is_same = label.is_file() and label.read_text(encoding="utf-8") == self.origin.name
        if self.refresh or not is_same:
            shutil.rmtree(self.incoming, ignore_errors=True)
            self.incoming.mkdir(parents=True)
            label.write_text(self.origin.name, encoding="utf-8")

    def _drop_archives(self) -> None:
        """An archive whose files were refused is asked for again; beginnings of one are kept."""
        for path in (self.incoming / "archives").glob("*"):
            if ".part" not in path.suffixes:
                path.unlink()

    def _one(self, file: RemoteFile) -> tuple[Path, SnapshotFile]:
        """The file and its record: the existing file if it is still right, else a new one."""
        pinned, by_hand = self._pin(file, self.kind), self._pin(file, HAND)
        standing = find_standing(self.standing, file.name)
        for pin in (pinned, by_hand):
            if standing and pin and not self.refresh and has_hash(standing, file.name, pin):
                self.summary.kept.append(file.name)
                return standing, pin
        is_own = standing is not None and self._is_saved_by_hand(file, standing)
        if standing and not file.addresses and self.kind == FROM_AGENCY:  # nothing to fetch it from
            if not is_own and by_hand is None:
                raise self._mirrors_copy(file, standing)
            self.summary.kept.append(file.name)
            return standing, self._check(file, standing, by_hand, HAND)
        path = find_standing(self.incoming, file.name)
        try:
            path = path or self._shared(file, pinned) or self._bring(file, pinned)
        except (NotFound, Refused, Unreachable, NotData):
            if not (standing and is_own and pinned is None):
                raise
            self.summary.kept.append(
                file.name
            )  # saved by hand, because no address or mirror has it
            return standing, self._check(file, standing, by_hand, HAND)
        record = self._check(file, path, pinned)
        self.summary.fetched.append(file.name)
        return path, record

    def _pin(self, file: RemoteFile, origin: FileOrigin) -> SnapshotFile | None:
        return self.known.file(file.name, origin) if self.known else None

    def _is_saved_by_hand(self, file: RemoteFile, standing: Path) -> bool:
        """Whether it differs from what an earlier fetch brought, from any origin."""
        fetched = [self._pin(file, origin) for origin in (FROM_AGENCY, FROM_MIRROR)]
        return not any(pin and has_hash(standing, file.name, pin) for pin in fetched)

    def _mirrors_copy(self, file: RemoteFile, standing: Path) -> MirrorsCopy:
        folder = f"data/raw/{self.paths.run}/{self.source.id}/{self.vintage.id}"
        return MirrorsCopy(
            f"the copy in {folder} has the bytes that a mirror once brought, so it may be the mirror's, and a run "
            f"from the agencies does not take it. To be exported by hand. {file.steps}".strip(),
            f"If it is your own export, move {folder}/{standing.name} into data/inbox and run the same command again.",
        )

    def _shared(self, file: RemoteFile, pinned: SnapshotFile | None) -> Path | None:
        """The same file from another vintage, if it is there and has the recorded hash.

        Years of one archive, counties and tracts of one table, or one directory of two sources, are
        asked for once.
        """
        if self.refresh or self.kind != FROM_AGENCY or not file.addresses:
            return None
        for source, vintage in self._vintages_with(file):
            known = load_snapshot(self.paths.snapshots, source, vintage)
            record = known.file(file.name, FROM_AGENCY) if known else None
            path = find_standing(self.paths.raw / source / vintage, file.name)
            if path is None or record is None or pinned not in (None, record):
                continue
            if has_hash(path, file.name, record):
                link(path, self.incoming / path.name)
                return self.incoming / path.name
        return None

    def _vintages_with(self, file: RemoteFile) -> Iterator[tuple[str, str]]:
        """Other vintages that declare the very same file: those of the source, then those of others."""
        for vintage in self.source.vintages.values():
            if vintage.id != self.vintage.id and file in vintage.files:
                yield self.source.id, vintage.id
        for source, vintage_id in declaring(file):
            if source != self.source.id:
                yield source, vintage_id

    def _bring(self, file: RemoteFile, pinned: SnapshotFile | None) -> Path:
        try:
            most_sent = self._most_sent(file)
            wanted = Wanted(self.source, self.vintage, file, self._most(pinned), most_sent)
            return self.origin.bring(wanted, self.incoming)
        except NotFound as error:
            if pinned is None:
                raise
            raise SourceDrift(
                f"it is in the snapshot record and no longer there: {error.what}",
                f"Use another origin; or, if it is gone for good, delete {self._record_name()} and "
                "fetch again.",
            ) from None

    def _most(self, pinned: SnapshotFile | None) -> int:
        """How many bytes the file may have; an edition accepted by a refresh may have grown."""
        return may_have(pinned.bytes if pinned and not self.refresh else None)

    def _most_sent(self, file: RemoteFile) -> int:
        """The most bytes to download: a file far larger than declared must be another one."""
        if file.megabytes is None or self.refresh:
            return GENERAL_LIMIT
        return round(FAR * file.megabytes * MB)

    def _check(
        self,
        file: RemoteFile,
        path: Path,
        pinned: SnapshotFile | None,
        origin: FileOrigin | None = None,
    ) -> SnapshotFile:
        """The record of the file at ``path``, which equals its earlier record or is accepted by a refresh."""
        try:
            most = self._most(pinned)
            reject_broken(path, file.name, most)
            record = record_of(path, file.name, self._address(file), origin or self.kind, most)
            if pinned is None:
                return record
            if pinned.sha256 == record.sha256:
                return pinned
            self._accept_or_raise(record, pinned, path)
        except MobilityError:
            if path.parent == self.incoming:
                path.replace(path.with_name(f"{path.name}.refused"))
            raise
        return record

    def _address(self, file: RemoteFile) -> str:
        """Where the file came from: of its addresses the one that worked."""
        gave: dict[str, str] = getattr(self.origin, "gave", {})
        name = f"{self.source.id}/{self.vintage.id}/{file.name}"
        return gave.get(name) or file.url or self.source.landing_page

    def _accept_or_raise(self, new: SnapshotFile, old: SnapshotFile, path: Path) -> None:
        change = (
            f"{old.bytes:,} bytes then, {new.bytes:,} now "
            f"(sha256 {old.sha256[:12]}… then, {new.sha256[:12]}… now)"
        )
        is_ours = path.parent == self.incoming
        where = path.with_name(f"{path.name}.refused") if is_ours else path
        where = where.relative_to(self.paths.root)
        if not self.refresh:
            raise HashMismatch(
                f"it differs from its snapshot record of {old.retrieved}: {change}.",
                f"Look at what changed ({where}). If the agency revised the file, accept it: "
                f"`mobility fetch {self.source.id} --refresh`.",
            )
        if new.bytes < SHRUNK * old.bytes:
            raise BadValues(
                f"the new file has shrunk by more than half: {change}.",
                f"Look at it ({where}). If it is right, delete {self._record_name()} and fetch again.",
            )

    def _record_name(self) -> str:
        path = snapshot_path(self.paths.snapshots, self.source.id, self.vintage.id)
        return str(path.relative_to(self.paths.root))

    def _grave(self, absent: list[Trouble]) -> list[Trouble]:
        """Some files of a vintage may be lacking, not all of them."""
        if self.found or not absent:
            return []
        if not self.origin.is_partial:
            return absent
        names = [file.name for file in self.vintage.files]
        error = NotFound(
            f"{self.origin.name} holds none of the {len(names)} files of this vintage.",
            f"It should hold {self.source.id}/{self.vintage.id}/{names[0]} (or .gz, or .zip).",
        )
        return [Trouble(self.vintage.id, names[0], error)]

    def _publish(self) -> None:
        """Replace the folder, then write the record: in this order the next run repairs a kill in between."""
        paths = [path for path, _ in self.found.values()]
        if any(path.parent != self.standing for path in paths):
            with atomic_folder(self.standing) as folder:
                for path in [*paths, *self._own_files(paths)]:
                    link(path, folder / path.name)
        elsewhere = FROM_MIRROR if self.kind == FROM_AGENCY else FROM_AGENCY
        others = (
            [each for each in self.known.files if each.origin == elsewhere] if self.known else []
        )
        records = (*(record for _, record in self.found.values()), *others)
        if self.known is None or set(records) != set(self.known.files):
            save_snapshot(self.paths.snapshots, snapshot_of(self.source, self.vintage, records))
        shutil.rmtree(self.incoming)

    def _own_files(self, paths: list[Path]) -> list[Path]:
        """Keep files that a user saved beside ours, but no packed copies of our files."""
        if not self.standing.is_dir():
            return []
        ours = {twin for file in self.vintage.files for twin in stored_names(file.name)}
        return [
            path for path in self.standing.iterdir() if path.is_file() and path.name not in ours
        ]
