"""What is inside a file that a person dropped: every file in zips and gzips, each looked at by itself."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from mobility_analysis.core.errors import TooLarge
from mobility_analysis.core.glimpse import Glimpse, Kind
from mobility_analysis.core.packed import (
    ARCHIVE_LIMIT,
    GENERAL_LIMIT,
    archive_errors,
    bounded,
    is_clutter,
    reject_declared,
)

# Downloads are packed once or twice; no agency packs deeper.
DEEPEST = 3
MOST_MEMBERS = 5_000

Piece = tuple[str, Glimpse]


def look_inside(
    path: Path, shown: str, work: Path, is_data: Callable[[Glimpse], bool], depth: int = 0
) -> Iterator[Piece]:
    """(how it is called, the file) of every file in ``path`` that is not packed, unpacked one at a time.

    Parameters
    ----------
    work
        A folder for what is unpacked; each file is gone from it once the next one is asked for.
    is_data
        Whether a zip is the data itself and is not to be opened.

    Raises
    ------
    TooLarge, TruncatedFile, SourceDrift
        More inside than any file of ours has, or nested too deeply; damage; a lock.
    """
    seen = Glimpse(path, shown.rpartition("> ")[2].rpartition("/")[2])
    if seen.kind not in (Kind.ZIP, Kind.GZIP) or (seen.kind is Kind.ZIP and is_data(seen)):
        yield shown, seen
        return
    if depth == DEEPEST:
        raise TooLarge(f"{shown} is packed more than {DEEPEST} times.", "Unpack it yourself.")
    with tempfile.TemporaryDirectory(dir=work) as folder:
        unpack = _unzipped if seen.kind is Kind.ZIP else _gunzipped
        for name, inner in unpack(seen, Path(folder)):
            label = f"{shown} > {name}" if seen.kind is Kind.ZIP else shown.removesuffix(".gz")
            yield from look_inside(inner, label, Path(folder), is_data, depth + 1)
            inner.unlink(missing_ok=True)


def _unzipped(seen: Glimpse, folder: Path) -> Iterator[tuple[str, Path]]:
    with archive_errors(seen.name), zipfile.ZipFile(seen.path) as archive:
        reject_declared(archive, seen.name, ARCHIVE_LIMIT)
        members = [info for info in archive.infolist() if not is_clutter(info.filename)]
        if len(members) > MOST_MEMBERS:
            raise TooLarge(
                f"{seen.name} holds {len(members):,} files, more than any product has.",
                "Put only the files that are needed into the inbox.",
            )
        for number, info in enumerate(members):
            # Not under the name in the archive, which could point outside the folder.
            target = folder / f"{number}{_suffix(info.filename)}"
            with archive.open(info) as stream, target.open("wb") as out:
                for piece in bounded(stream, info.filename, GENERAL_LIMIT):
                    out.write(piece)
            yield info.filename, target


def _gunzipped(seen: Glimpse, folder: Path) -> Iterator[tuple[str, Path]]:
    name = seen.name.removesuffix(".gz")
    target = folder / f"0{_suffix(name)}"
    with (
        archive_errors(seen.name),
        gzip.open(seen.path, "rb") as stream,
        target.open("wb") as out,
    ):
        for piece in bounded(stream, seen.name, GENERAL_LIMIT):
            out.write(piece)
    yield name, target


def _suffix(name: str) -> str:
    """The ending of a name, unless other code would unpack such a file."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix.isascii() and suffix not in (".gz", ".zip") else ""
