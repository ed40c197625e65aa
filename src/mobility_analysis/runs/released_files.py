"""The files of a data release (:mod:`dataset`), in a folder or at an address, each checked before it is read.

A release at an address is not copied as a whole: each file comes when it is first asked for, and stays in the cache
of the user. A later release at the same address has other checksums and so a folder of its own there.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from mobility_analysis.core.errors import AnotherForm, MissingInput, SealBroken
from mobility_analysis.core.masking import shown
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import sha256_of
from mobility_analysis.runs.estimates_folder import EstimatesFolder

CHECKSUMS = "checksums.sha256"
# The folder of a release that is laid out as a run's estimates.
RUN = "run"
CACHE = "MOBILITY_CACHE"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# Bytes that the list of checksums may have at most.
MOST_OF_CHECKSUMS = 5_000_000


@dataclass(frozen=True)
class ReleasePaths(RunPaths):
    """Where a release lies on this machine: ``root`` is its folder, or that of its copy in the cache.

    Attributes
    ----------
    checksums
        Hash of each file by its name within the release.
    address
        Where files that are not here come from; empty for a folder.
    """

    checksums: Mapping[str, str] = field(default_factory=dict, hash=False)
    address: str = ""

    @property
    def estimates(self) -> Path:
        """The part of the release that is laid out as a run's estimates."""
        return self.root / RUN


@dataclass(frozen=True)
class ReleasedFiles(EstimatesFolder):
    """The estimates of a release: naming a file brings it here, if need be, and checks it.

    Raises
    ------
    MissingInput
        The release lists the file, and the folder does not hold it.
    SealBroken
        It is not the file that was released.
    FetchError
        It could not be had from the address.
    """

    release: ReleasePaths

    def __init__(self, release: ReleasePaths) -> None:
        object.__setattr__(self, "path", release.estimates)
        object.__setattr__(self, "release", release)

    @property
    def states_with_small_areas(self) -> frozenset[str]:
        """The codes of states that have small areas, from the list: none of their files is asked for."""
        start = f"{RUN}/small_areas/"
        return frozenset(
            Path(name).stem for name in self.release.checksums if name.startswith(start)
        )

    def _file(self, name: str) -> Path:
        listed = f"{RUN}/{name}"
        digest = self.release.checksums.get(listed)
        path = self.release.root / listed
        if digest is None:  # a release without it, as a run without it
            return self.path / f"{name}.none"
        if not path.is_file():
            self._bring(listed, path, digest)
        stat = path.stat()
        _check(path, digest, stat.st_size, stat.st_mtime_ns)
        return path

    def _bring(self, name: str, path: Path, digest: str) -> None:
        if not self.release.address:
            raise MissingInput(
                f"The release in {self.release.root} lists {name}, which is not there.",
                "Copy the whole folder of the release.",
            )
        from mobility_analysis.core.download import download

        download(f"{self.release.address}/{name}", path, sha256=digest)


@lru_cache(maxsize=512)
def _check(path: Path, digest: str, _size: int, _modified: int) -> None:
    if sha256_of(path) != digest:
        raise SealBroken(
            f"{path} is not the file that was released: its sha256 is another.",
            "Delete it and get the release again.",
        )


def open_release(where: str | Path) -> ReleasePaths:
    """A release by its folder, or by the http(s) address of its folder.

    Raises
    ------
    MissingInput
        No release is there.
    AnotherForm
        Its list of checksums cannot be read, or holds no estimates.
    FetchError
        The address gives none.
    """
    text = str(where)
    if _ADDRESS.match(text):
        return _at_address(text.rstrip("/"))
    root = Path(where).expanduser().resolve()
    path = root / CHECKSUMS
    if not path.is_file():
        raise MissingInput(
            f"{where} is no data release: it has no {CHECKSUMS}.",
            "Give the folder that `mobility release` wrote, or the address of one.",
        )
    return _release(root, path.read_bytes(), str(where), "")


def _at_address(address: str) -> ReleasePaths:
    from mobility_analysis.core.download import download

    here = cache_folder() / hashlib.sha256(address.encode()).hexdigest()[:16]
    # The list is asked for each time, since a release may be replaced; everything else is found by its hash.
    fresh = here / CHECKSUMS
    fresh.unlink(missing_ok=True)
    content = download(f"{address}/{CHECKSUMS}", fresh, most=MOST_OF_CHECKSUMS).read_bytes()
    root = here / hashlib.sha256(content).hexdigest()[:16]
    return _release(root, content, shown(address), address)


def _release(root: Path, content: bytes, where: str, address: str) -> ReleasePaths:
    checksums = read_checksums(content, where)
    if f"{RUN}/run.json" not in checksums:
        raise AnotherForm(
            f"{where} lists no {RUN}/run.json: it is no data release that this version reads.",
            "Give the folder that `mobility release` wrote, or the address of one.",
        )
    return ReleasePaths(root, "release", checksums, address)


def read_checksums(content: bytes, where: str) -> dict[str, str]:
    """Hash by name of a list as ``sha256sum`` writes it.

    Raises
    ------
    AnotherForm
        A line is no hash and name, or names a file outside the release.
    """
    found = {}
    for line in content.decode("utf-8", errors="replace").splitlines():
        parts = _LINE.fullmatch(line)
        if parts is None or parts[2].startswith("/") or ".." in Path(parts[2]).parts:
            raise AnotherForm(
                f"{CHECKSUMS} of {where} cannot be read: {line[:80]!r}.",
                "Get the release again.",
            )
        found[parts[2]] = parts[1]
    return found


def cache_folder() -> Path:
    """Where files of releases at an address are kept: ``$MOBILITY_CACHE``, else the user's cache."""
    named = os.environ.get(CACHE)
    if named:
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "mobility-analysis" / "releases"
