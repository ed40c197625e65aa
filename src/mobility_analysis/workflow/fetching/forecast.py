"""What a fetch will ask for, said before it begins: files, servers, megabytes, minutes, disk.

Sizes are those that the source modules declare or that records hold; the answers say the true ones. A file or an archive that
several vintages share is asked for, and counted, once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mobility_analysis.core.disk import too_small
from mobility_analysis.core.web import host_of
from mobility_analysis.framework.source import RemoteFile
from mobility_analysis.workflow.progress import span

MB = 1_000_000
# What agencies' servers usually send over one connection, in MB a second. The rate of this fetch replaces it
# once it is known.
USUAL_RATE = 2.0
# Seconds from the request to the first byte, including the pause before it.
EACH = 1.0
# Tables in an archive shrink to about a fifth.
UNPACKED = 5.0


@dataclass(frozen=True)
class Forecast:
    """``megabytes`` of the files whose size is declared, ``unknown`` others; ``disk`` in MB, unpacked."""

    files: int
    servers: int
    megabytes: float
    unknown: int
    disk: float

    @property
    def seconds(self) -> float:
        """How long the fetch is expected to take."""
        return self.megabytes / USUAL_RATE + self.files * EACH

    def sentence(self, free: float) -> str:
        """``free`` is the disk's free room in MB."""
        files = f"{self.files} file{'' if self.files == 1 else 's'}"
        servers = f"{self.servers} server{'' if self.servers == 1 else 's'}"
        asked = f"To fetch: {files} from {servers}"
        if not self.megabytes:
            return f"{asked}, of unknown size; {size_text(free)} of disk are free."
        least = "at least" if self.unknown else "about"
        unknown = f", and {self.unknown} of unknown size" if self.unknown else ""
        return (
            f"{asked}, about {size_text(self.megabytes)}{unknown}; {least} {span(self.seconds)} at "
            f"{USUAL_RATE:g} MB a second; {least} {size_text(self.disk)} of disk, where "
            f"{size_text(free)} are free."
        )


def forecast(files: Iterable[tuple[str, RemoteFile]]) -> Forecast:
    """The forecast for files, each with the address that will be asked first."""
    once = {(url, file.name, file.member): (url, file) for url, file in files}
    size: dict[str, float | None] = {}
    disk = 0.0
    for url, file in once.values():
        is_new = url not in size
        size[url] = size.get(url) or file.megabytes
        if is_new:
            disk += (file.megabytes or 0.0) * (UNPACKED if _is_unpacked(url, file) else 1.0)
    return Forecast(
        files=len(once),
        servers=len({host_of(url) for url in size}),
        megabytes=sum(each or 0.0 for each in size.values()),
        unknown=sum(each is None for each in size.values()),
        disk=disk,
    )


def _is_unpacked(url: str, file: RemoteFile) -> bool:
    return file.member is not None and urlsplit(url).path.lower().endswith(".zip")


def require_disk(plan: Forecast, folder: Path) -> float:
    """The free room of the disk that ``folder`` is, or will be, on, in MB.

    Raises
    ------
    DiskTrouble
        The disk has no room even for the packed files.
    """
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free / MB
    if plan.megabytes > free:
        raise too_small("the files of this run", plan.disk * MB, free * MB)
    return free


def size_text(megabytes: float) -> str:
    """``0.4 MB``, ``560 MB``, ``2.9 GB``."""
    if megabytes >= 1000:
        return f"{megabytes / 1000:,.1f} GB"
    return f"{megabytes:.0f} MB" if megabytes >= 10 else f"{megabytes:.1f} MB"
