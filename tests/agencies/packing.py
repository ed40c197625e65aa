"""What each address of a run's files gives, packed from the demonstration's files as the agency packs them.

Zips have their real paths inside, and clutter; the portal's JSON comes in pages; a file of the summary file
holds levels that nobody wants beside those that are. What has no address is a file by hand.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from mobility_analysis.framework.source import RemoteFile
from mobility_analysis.sources import source_module

from .server import Answer

What = TypeVar("What")
Sources = Mapping[str, Sequence[str]]
CLUTTER = ("__MACOSX/._README.txt", ".DS_Store")
README = "README.txt"
PAGE = 7  # rows of the portal's pages, which are many more there
# County subdivisions, congressional districts and metropolitan areas, some of a part or of an edition.
OTHER_LEVELS = (
    "0600000US{state}00112345",
    "310M700US10180",
    "5001800US{state}01",
    "0500043US{state}001",
)
TYPES = {".csv": "text/csv", ".json": "application/json", ".zip": "application/zip"}
LAST_DAY = (2024, 1, 2, 3, 4, 6)


@dataclass(frozen=True)
class Declared:
    """A file of a vintage of the run."""

    source: str
    vintage: str
    file: RemoteFile

    @property
    def path(self) -> str:
        return f"{self.source}/{self.vintage}/{self.file.name}"


def declared(sources: Sources) -> Iterator[Declared]:
    for source, vintages in sources.items():
        for vintage in vintages:
            for file in source_module(source).SOURCE.vintage(vintage).files:
                yield Declared(source, vintage, file)


def hosts_of(sources: Sources) -> list[str]:
    """Every host that the run may ask, those of second addresses included."""
    return sorted({host for each in declared(sources) for host in hosts_of_file(each.file)})


def hosts_of_file(file: RemoteFile) -> set[str]:
    return {urlsplit(url).netloc for url in file.addresses}


def by_hand(sources: Sources) -> list[Declared]:
    return [each for each in declared(sources) if not each.file.addresses]


def pack(sources: Sources, files: Path) -> dict[str, Answer]:
    """What each address (without scheme) gives, of the demonstration's ``files``, a mirror's folder."""
    answers: dict[str, Answer] = {}
    members: dict[str, dict[str, bytes]] = {}
    for each in declared(sources):
        path, file = files / each.path, each.file
        if not path.is_file():  # optional files that the demonstration lacks
            continue
        for address in file.addresses:
            url = _without_scheme(address)
            if _is_packed(file, address):
                _put(members.setdefault(url, {}), file.member or file.name, path.read_bytes())
            else:
                for part, answer in _answers(file, url, path):
                    _put(answers, part, answer)
    return answers | {url: Answer(_zip(found), TYPES[".zip"]) for url, found in members.items()}


def _is_packed(file: RemoteFile, address: str) -> bool:
    is_zip = urlsplit(address).path.endswith(".zip") and not file.name.endswith(".zip")
    return is_zip or (file.member is not None and address == file.url)


def _put(into: dict[str, What], name: str, what: What) -> None:
    """One address gives one thing, whichever vintage asks for it."""
    assert into.setdefault(name, what) == what, f"{name}: the demonstration has two contents of it"


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


def _answers(file: RemoteFile, url: str, path: Path) -> Iterable[tuple[str, Answer]]:
    kind = TYPES.get(path.suffix, "application/octet-stream")
    if file.is_paged:
        return _pages(f"{urlsplit(file.url or '').scheme}://", url, path)
    if path.suffix == ".dat":
        return [(url, Answer(with_other_levels(path.read_bytes()), "text/plain"))]
    return [(url, Answer(path.read_bytes(), kind, needs_key=file.key_env is not None))]


def _pages(scheme: str, url: str, path: Path) -> Iterator[tuple[str, Answer]]:
    """The rows of the stored pages, in pages of the server's own size; each names the next in full."""
    rows = [row for page in json.loads(path.read_text()) for row in page["results"]]
    starts = range(0, len(rows), PAGE)
    for number, start in enumerate(starts, 1):
        is_last = start + PAGE >= len(rows)
        page = {
            "count": len(rows),
            "next": None if is_last else f"{scheme}{url}?page={number + 1}",
            "previous": f"{scheme}{url}?page={number - 1}" if number > 1 else None,
            "results": rows[start : start + PAGE],
        }
        address = url if number == 1 else f"{url}?page={number}"
        yield address, Answer(json.dumps(page).encode(), TYPES[".json"])


def with_other_levels(content: bytes) -> bytes:
    """A table of the summary file with rows, first, between and last, of levels that are not ours."""
    header, *rows = content.decode().splitlines()
    width = header.count("|")
    state = next(row.partition("US")[2][:2] for row in rows if row.partition("US")[2][:2].isdigit())
    others = [level.format(state=state) + "|77" * width for level in OTHER_LEVELS]
    middle = len(rows) // 2
    mixed = [others[0], *rows[:middle], *others[1:-1], *rows[middle:], others[-1]]
    return ("\n".join([header, *mixed]) + "\n").encode()


def _zip(members: Mapping[str, bytes]) -> bytes:
    """With what lies about in agencies' zips, before and after; the same bytes every time.

    A zip of several files has a description beside them; in one of a single file that is all there is.
    """
    buffer = io.BytesIO()
    top = next(iter(members)).rpartition("/")[0]
    clutter = dict.fromkeys(CLUTTER, b"\x00\x05\x16\x07")
    described = {f"{top}/{README}".lstrip("/"): b"See the dictionary.\n"}
    if not top and len(members) == 1:
        described = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**clutter, **members, **described}.items():
            archive.writestr(zipfile.ZipInfo(name, LAST_DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
