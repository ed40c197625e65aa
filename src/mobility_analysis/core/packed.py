"""Unpacking within limits: an archive whose content is too large is refused.

Three megabytes can unpack to six gigabytes. So files are read in pieces, the size that an archive declares is
checked first but not trusted, and every kind of damage becomes one of our errors.
"""

from __future__ import annotations

import errno
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mobility_analysis.core.errors import SourceDrift, TooLarge, TruncatedFile

CHUNK = 1 << 20
# No file of our sources is larger. Where the record of a file states its size, that counts instead.
GENERAL_LIMIT = 8 << 30
# For all members of an archive together: five years of survey records have 13 GB.
ARCHIVE_LIMIT = 64 << 30
WORKBOOK_LIMIT = 2 << 30
# The highest compression of deflate: a file of 1 MB cannot unpack to more than this many MB.
DEFLATE = 1032
AGAIN = "Fetch it again with `mobility fetch --refresh`."
BY_HAND = "Unpack it yourself and put the file that was inside in its place."
CLUTTER = {".ds_store", "thumbs.db", "desktop.ini"}


def may_have(pinned: int | None) -> int:
    """How many bytes a file may have.

    With a record it is a little more than the recorded size, so that an edition that grew is still
    found by its different hash; without a record it is the general limit.
    """
    return GENERAL_LIMIT if pinned is None else pinned + pinned // 4 + CHUNK


@contextmanager
def archive_errors(name: str) -> Iterator[None]:
    """Turn what the unpackers raise over a damaged or locked archive into errors that say what to do.

    Raises
    ------
    TruncatedFile
        It ends early or is damaged.
    SourceDrift
        It is locked with a password, or packed by a method unknown here.
    """
    try:
        yield
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise _damaged(name, error) from error
    except (struct.error, OverflowError, UnicodeDecodeError) as error:  # places, lengths, names
        raise _damaged(name, error) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place in the file before its beginning
            raise
        raise _damaged(name, error) from error
    except NotImplementedError as error:
        raise SourceDrift(
            f"{name} is packed in a way that cannot be unpacked here ({error}).", BY_HAND
        ) from error
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise SourceDrift(f"{name} is locked with a password.", BY_HAND) from error


def _damaged(name: str, error: Exception) -> TruncatedFile:
    return TruncatedFile(f"{name} ends early or is damaged ({error}).", AGAIN)


def bounded(stream: IO[bytes] | gzip.GzipFile, name: str, most: int) -> Iterator[bytes]:
    """The bytes of ``stream`` in pieces.

    Raises
    ------
    TooLarge
        There are more than ``most``.
    """
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > most:
            raise too_large(name, most)
        yield piece


def too_large(name: str, most: int) -> TooLarge:
    """Return the error for a packed file that unpacks to more than ``most`` bytes."""
    return TooLarge(
        f"{name} unpacks to more than {most:,} bytes, more than the file can have.",
        "It is not the agency's file: look where it comes from. If the agency's has grown that "
        "much, accept it with `mobility fetch --refresh`.",
    )


def pieces(path: Path, most: int = GENERAL_LIMIT) -> Iterator[bytes]:
    """What is inside a ``.gz`` or a one-file ``.zip``, in pieces.

    Raises
    ------
    TooLarge, TruncatedFile, SourceDrift
        More than ``most`` bytes; damage; a lock, or not exactly one file inside.
    """
    with archive_errors(path.name):
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as stream:
                yield from bounded(stream, path.name, most)
        else:
            with zipfile.ZipFile(path) as archive, archive.open(_only(archive, path)) as stream:
                yield from bounded(stream, path.name, most)


def _only(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The one data file inside a zip, desktop clutter aside."""
    found = [info for info in archive.infolist() if not is_clutter(info.filename)]
    if len(found) != 1:
        raise SourceDrift(
            f"{path.name} holds {len(found)} files, expected one.", "Unpack the one you need."
        )
    return found[0]


def is_clutter(member: str) -> bool:
    """Whether a member is a folder, or a file that desktop systems add to archives."""
    name = member.rpartition("/")[2].lower()
    is_mac = member.startswith("__MACOSX/") or "/__MACOSX/" in member or name.startswith("._")
    return not name or is_mac or name in CLUTTER


def reject_bomb(file: Path | IO[bytes], name: str, most: int = ARCHIVE_LIMIT) -> None:
    """Raise unless all members together have at most ``most`` bytes, declared and unpacked.

    For archives that a library opens by itself. They are unpacked here only if they could be too large.

    Raises
    ------
    TooLarge, TruncatedFile, SourceDrift
    """
    with archive_errors(name), zipfile.ZipFile(file) as archive:
        reject_declared(archive, name, most)
        if sum(member.compress_size for member in archive.infolist()) * DEFLATE > most:
            reject_damaged(archive, name)


def reject_declared(archive: zipfile.ZipFile, name: str, most: int = ARCHIVE_LIMIT) -> None:
    """Raise :class:`TooLarge` if the members declare more than ``most`` bytes together.

    Enough where this library reads them: it stops at the size a member declares.
    """
    if sum(member.file_size for member in archive.infolist()) > most:
        raise too_large(name, most)


def reject_damaged(archive: zipfile.ZipFile, name: str) -> None:
    """Read every member to its end, which stops at the size it declares and compares the checksum."""
    damaged = archive.testzip()
    if damaged:
        raise TruncatedFile(f"{name} is not a whole zip ({damaged}).", AGAIN)
