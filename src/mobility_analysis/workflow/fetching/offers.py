"""Offers: which vintages of a source an origin can give, and what they cost.

Only a mirror's list of files is asked for over the network. An agency counts as offering every file that has an
address.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from mobility_analysis.core.download import Patience, download
from mobility_analysis.core.errors import FetchError, MissingInput
from mobility_analysis.core.masking import redact
from mobility_analysis.core.settings import AGENCY, DEMONSTRATION
from mobility_analysis.framework.snapshot import HAND, load_snapshot
from mobility_analysis.framework.source import RemoteFile, Source, Vintage
from mobility_analysis.workflow.fetching.origins import is_url
from mobility_analysis.workflow.fetching.raw_files import find_standing, has_hash, stored_names

INDEX = "INDEX.csv"


class Way(StrEnum):
    """How a vintage is to be had."""

    MADE = "made up by the demonstration"
    AGENCY = "from the agency"
    MIRROR = "from the mirror"
    AT_HAND = "saved by hand"
    BY_HAND = "to be exported by hand"


@dataclass(frozen=True)
class Offer:
    """A vintage that can be had.

    Attributes
    ----------
    megabytes
        About how much is downloaded; 0 from a folder, and where the size is not known.
    share
        The part of its files that is there.
    """

    source: Source
    vintage: Vintage
    way: Way
    megabytes: float = 0.0
    share: float = 1.0

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of tables that the vintage gives."""
        return frozenset(self.vintage.kinds or self.source.provides)

    @property
    def is_whole(self) -> bool:
        """The origin has every file of the vintage, and the vintage covers the whole nation."""
        return self.share == 1.0 and not self.vintage.covers


Has = Callable[[str, str, str], bool]


@dataclass(frozen=True)
class Offering:
    """What ``origin`` offers to a run.

    Attributes
    ----------
    raw, snapshots
        The run's raw folder, where a person may have saved files, and the records of files.
    has
        Whether a mirror has a file of a source and vintage (as :func:`listing_of`).
    """

    origin: str
    raw: Path
    snapshots: Path
    has: Has

    def of(self, source: Source) -> list[Offer]:
        """In the order in which the vintages are declared."""
        found = (self._offer(source, vintage) for vintage in source.vintages.values())
        return [offer for offer in found if offer is not None]

    def _offer(self, source: Source, vintage: Vintage) -> Offer | None:
        if self.origin == DEMONSTRATION:
            from mobility_analysis.demo.offered import OFFERED

            is_made = vintage.id in OFFERED.get(source.id, ())
            return Offer(source, vintage, Way.MADE) if is_made else None
        if self.origin == AGENCY and all(map(_has_address, vintage.files)):
            return Offer(source, vintage, Way.AGENCY, download_megabytes(vintage.files))
        there = sum(self.has(source.id, vintage.id, file.name) for file in vintage.files)
        if there:
            return Offer(source, vintage, Way.MIRROR, share=there / len(vintage.files))
        if self._is_at_hand(source, vintage):
            return Offer(source, vintage, Way.AT_HAND)
        is_told = self.origin == AGENCY and any(file.steps for file in vintage.files)
        return Offer(source, vintage, Way.BY_HAND) if is_told else None

    def _is_at_hand(self, source: Source, vintage: Vintage) -> bool:
        """Whether a person saved it: the recorded files, or all files, are there and were not fetched."""
        folder = self.raw / source.id / vintage.id
        if not folder.is_dir():
            return False
        record = load_snapshot(self.snapshots, source.id, vintage.id)
        pins = record.files if record else ()
        saved = [file.name for file in pins if file.origin == HAND]
        needed = saved or [file.name for file in vintage.files if not file.is_optional]
        found = {name: find_standing(folder, name) for name in needed}
        fetched = (pin for pin in pins if pin.origin != HAND and not saved)
        return all(found.values()) and not any(
            path and has_hash(path, pin.name, pin)
            for pin in fetched
            if (path := found.get(pin.name))
        )


def _has_address(file: RemoteFile) -> bool:
    """Whether a file can be asked for: an address that needs a key does not count without the key."""
    is_open = file.key_env is None or bool(os.environ.get(file.key_env))
    return (bool(file.addresses) and is_open) or file.is_optional


def download_megabytes(files: Iterable[RemoteFile]) -> float:
    """Megabytes of the files together, each archive counted once; files of unknown size count as 0."""
    sizes = {file.url or file.name: file.megabytes or 0.0 for file in files}
    return sum(sizes.values())


# ------------------------------------------------------------------ what a mirror holds


def listing_of(origin: str, patience: Patience | None = None) -> Has:
    """A function that says whether a mirror has a file or a packed copy of it; ``False`` for other origins.

    Raises
    ------
    MissingInput
        No such folder; or an address without a readable list of its files.
    """
    if origin in (AGENCY, DEMONSTRATION):
        return lambda *_: False
    if not is_url(origin):
        folder = Path(origin).expanduser()
        if not folder.is_dir():
            raise MissingInput(
                f"{redact(origin)}: no such folder.", "Give the mirror's folder or base URL."
            )
        return lambda source, vintage, name: (
            find_standing(folder / source / vintage, name) is not None
        )
    paths = _listed(origin, patience)
    return lambda source, vintage, name: any(
        f"{source}/{vintage}/{twin}" in paths for twin in stored_names(name)
    )


def _listed(base: str, patience: Patience | None) -> frozenset[str]:
    """Paths of the files of a mirror on the web, from the column ``path`` of its INDEX.csv."""
    parts = urlsplit(base)
    address = urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{INDEX}", fragment=""))
    wanted = (
        f"Put {INDEX} beside the folders of its sources: a column `path` with every file, such as "
        "epa_aqi/2024-annual-county/annual_aqi_by_county_2024.csv. Or pin the vintages in params.yaml."
    )
    with TemporaryDirectory() as folder:
        try:
            path = download(address, Path(folder) / INDEX, patience=patience)
            rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
            found = frozenset(row["path"].strip() for row in rows)
        except (FetchError, UnicodeDecodeError, KeyError, AttributeError, csv.Error) as error:
            what = error.what if isinstance(error, FetchError) else "it has no column `path`."
            raise MissingInput(
                f"{redact(base)}: the mirror does not say what it holds: {what}", wanted
            ) from error
    return found
